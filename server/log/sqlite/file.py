"""One SQLite file worked on by one thread, its errors told in a sentence."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from server.log.base import LogFull, LogUnavailable
from server.log.sqlite.format import Format, transaction
from server.log.sqlite.on_disk import OnDisk

Result = TypeVar("Result")

# Not a sync that failed: what it was to make durable may still be found after a restart.
REFUSED_WRITES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
SENTENCES = {
    sqlite3.SQLITE_BUSY: "{path} is in use by another process",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged",
    sqlite3.SQLITE_NOTADB: "{path} is damaged, or is no database",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened",
    sqlite3.SQLITE_READONLY: "{path} cannot be written",
}


class SqliteFile:
    """One connection on one thread; work is done in the order in which it was asked."""

    def __init__(self, path: Path, kind: Format) -> None:
        self._path, self._kind = path, kind
        self._on_disk, self._has_wal = OnDisk(path, kind.has_wal), False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=kind.name)
        self._connection: sqlite3.Connection | None = None

    @classmethod
    async def open(cls, path: Path, kind: Format) -> Self:
        """Open the file, made first if there is none; raises LogUnavailable or LogFull."""
        file = cls(path, kind)
        try:
            file._connection = await file._on_thread(file._open)
        except BaseException:
            file._thread.shutdown(wait=False)
            raise
        return file

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do this on the file's thread. Cancelling ends the waiting, and the work if it has not begun."""
        if self._connection is None:
            raise LogUnavailable(f"{self._path} is closed.")
        return await self._on_thread(work, self._connection)

    async def write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do this as one transaction: durable when it returns, or not done at all."""
        return await self.alter(partial(_transacted, work))

    async def alter(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do this, which writes in transactions of its own.

        When it returns, what was written is in the file that the next start will find; raises LogUnavailable
        if that is another one, or none.
        """
        return await self.run(partial(self._altered, work))

    async def close(self) -> None:
        """Finish the work that was asked, then let the file go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            closed = self._on_thread(self._close, connection)
            self._thread.shutdown(wait=False)
            await closed

    def _on_thread(self, work: Callable[..., Result], *given: object) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(self._thread, self._explained, work, *given)

    def _open(self) -> sqlite3.Connection:
        unclean = self._on_disk.has_leftover()
        connection = self._kind.connect(self._path)
        self._on_disk.opened()
        try:
            if unclean:
                self._kind.must_be_whole(connection, self._path)
        except BaseException:
            connection.close()
            self._on_disk.closed()
            raise
        return connection

    def _altered(
        self, work: Callable[[sqlite3.Connection], Result], connection: sqlite3.Connection
    ) -> Result:
        self._on_disk.must_be_there()
        if self._kind.has_wal and not self._has_wal:
            # Not at the start: a file that a full disk does not let change can still be read.
            connection.execute("PRAGMA journal_mode=WAL")
            self._has_wal = True
        done = work(connection)
        self._on_disk.written()
        return done

    def _close(self, connection: sqlite3.Connection) -> None:
        try:
            if self._kind.has_wal and self._on_disk.is_there():
                # On a full disk the WAL stays, and belongs to the file.
                with suppress(sqlite3.Error):
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    connection.execute("PRAGMA journal_mode=DELETE")
            connection.close()
        finally:
            self._on_disk.closed()

    def _explained(self, work: Callable[..., Result], *given: object) -> Result:
        try:
            return work(*given)
        except sqlite3.Error as error:
            raise _refusal(self._path, error) from error


def _transacted(work: Callable[[sqlite3.Connection], Result], connection: sqlite3.Connection) -> Result:
    with transaction(connection):
        return work(connection)


def _refusal(path: Path, error: sqlite3.Error) -> LogFull | LogUnavailable:
    code = getattr(error, "sqlite_errorcode", 0)  # absent when the error is not SQLite's own
    if code in REFUSED_WRITES:
        return LogFull(f"{path} could not be written: {error}.")
    sentence = SENTENCES.get(code & 0xFF, "{path} cannot be used").format(path=path)
    return LogUnavailable(f"{sentence}: {error}.")
