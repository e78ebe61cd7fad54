"""One SQLite file worked on by one thread, its errors told in a sentence."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from server.log.base import LogFull, LogUnavailable
from server.log.sqlite.format import Format, transaction

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

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._connection: sqlite3.Connection | None = None

    @classmethod
    async def open(cls, path: Path, kind: Format) -> Self:
        """Open the file, made first if there is none; raises LogUnavailable or LogFull."""
        file = cls(path, kind.name)
        try:
            file._connection = await file._on_thread(kind.connect, path)
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
        return await self.run(partial(_transacted, work))

    async def close(self) -> None:
        """Finish the work that was asked, then let the file go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            closed = self._on_thread(connection.close)
            self._thread.shutdown(wait=False)
            await closed

    def _on_thread(self, work: Callable[..., Result], *given: object) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(self._thread, self._explained, work, *given)

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
