"""How a kind of SQLite file is made, recognised and brought up to date."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from server.log.base import LogUnavailable


@dataclass(frozen=True)
class Format:
    """What a kind of file holds and how it is kept."""

    name: str
    application_id: int
    patience: float  # seconds to wait for another process
    pragmas: Sequence[str]
    steps: Sequence[Sequence[str]]  # the statements that lead from each version of the tables to the next
    has_wal: bool = False
    flaws: Sequence[str] = ()  # queries that find something only in a file that is damaged

    def connect(self, path: Path) -> sqlite3.Connection:
        """Open the file, made first if there is none, with the newest tables."""
        _create_for_owner_only(path)
        connection = sqlite3.connect(path, timeout=self.patience, isolation_level=None)
        try:
            for pragma in self.pragmas:
                connection.execute(f"PRAGMA {pragma}")
            with transaction(connection):
                self._bring_up_to_date(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection

    def must_be_whole(self, connection: sqlite3.Connection, path: Path) -> None:
        """Raise LogUnavailable if pieces of the file are missing, or belong to another state of it."""
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok" or any(connection.execute(query).fetchone() for query in self.flaws):
            raise LogUnavailable(f"{path} is damaged: it is not what was written last. Put a backup back.")

    def _bring_up_to_date(self, connection: sqlite3.Connection, path: Path) -> None:
        version = _number(connection, "PRAGMA user_version")
        newest = len(self.steps)
        if _number(connection, "SELECT count(*) FROM sqlite_master"):
            if _number(connection, "PRAGMA application_id") != self.application_id:
                raise LogUnavailable(f"{path} is a database, but not an Entaku {self.name}.")
            if version > newest:
                raise LogUnavailable(
                    f"{path} is in format {version} of a newer Entaku; this one knows {newest}."
                )
        if version == newest:
            return
        for step in self.steps[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id={self.application_id}")
        connection.execute(f"PRAGMA user_version={newest}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what the block does, or take all of it back."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # after some errors SQLite itself has rolled back
            connection.execute("ROLLBACK")
        raise


def _create_for_owner_only(path: Path) -> None:
    # An existing file must not be touched: closing any descriptor of it drops this process's locks on it.
    try:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise LogUnavailable(f"{path} cannot be made: {error.strerror}.") from error


def _number(connection: sqlite3.Connection, query: str) -> int:
    (number,) = connection.execute(query).fetchone()
    return int(number)
