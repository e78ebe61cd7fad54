"""The vault: the small file beside the log for what must be destroyable, and for who may enter as whom."""

import hashlib
import secrets
import sqlite3
from pathlib import Path
from typing import NamedTuple, Self

from server.log.file import SqliteFile
from server.log.format import Format, transaction

PASS_LIFETIME = 30 * 24 * 60 * 60 * 1000  # milliseconds

FORMAT = Format(
    name="vault",
    application_id=0x456E5661,
    patience=5.0,
    pragmas=(
        # A rollback journal, because a WAL would keep a destroyed key until it is overwritten; truncated and
        # not deleted, because a power cut can bring a deleted journal back, and the key with it.
        "journal_mode=TRUNCATE",
        "synchronous=FULL",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "foreign_keys=ON",
    ),
    steps=(
        (
            "CREATE TABLE ballot_key (poll TEXT PRIMARY KEY, key BLOB) WITHOUT ROWID",
            "CREATE TABLE link (id INTEGER PRIMARY KEY AUTOINCREMENT, role TEXT NOT NULL,"
            " subject TEXT NOT NULL, hash BLOB NOT NULL UNIQUE)",
            "CREATE TABLE pass (hash BLOB PRIMARY KEY, expires INTEGER NOT NULL,"
            " link INTEGER NOT NULL REFERENCES link ON DELETE CASCADE) WITHOUT ROWID",
            "CREATE INDEX pass_by_link ON pass (link)",
        ),
    ),
)


class KeyDestroyed(Exception):
    """The poll's key has been destroyed, which is for good: the poll has closed."""


class Link(NamedTuple):
    """A way in: for which role and, where a role has several, for whom or where."""

    role: str
    subject: str
    id: int


class Vault:
    """A file that several processes may have open; tokens are kept as hashes only."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the vault in this file, made first if there is none; raises LogUnavailable or LogFull."""
        return cls(await SqliteFile.open(path, FORMAT))

    async def open_ballot_key(self, poll: str) -> bytes:
        """Give the poll's 32-byte key, drawn at the first call; raises KeyDestroyed once it is destroyed."""
        key = await self._file.write(lambda file: _open_key(file, poll))
        if key is None:
            raise KeyDestroyed(f"The ballot key of poll {poll} has been destroyed.")
        return key

    async def find_ballot_key(self, poll: str) -> bytes | None:
        """Give the poll's key, None when it was never drawn or has been destroyed."""
        return await self._file.run(lambda file: _find_key(file, poll))

    async def destroy_ballot_key(self, poll: str) -> None:
        """Leave no byte of the poll's key on file when it returns, and never draw one again."""
        await self._file.run(lambda file: _destroy_key(file, poll))

    async def mint_link(self, role: str, subject: str) -> str:
        """Make a link and give its token, which is shown this once."""
        token = secrets.token_urlsafe(24)
        await self._file.write(lambda file: _add_link(file, role, subject, token))
        return token

    async def find_link(self, token: str) -> Link | None:
        """Give the link that this token opens, unless it is revoked."""
        return await self._file.run(lambda file: _find_link(file, token))

    async def revoke_links(self, role: str | None = None, subject: str | None = None) -> int:
        """Revoke links, with their passes, of this role and subject (None: of any), and give their number."""
        return await self._file.write(lambda file: _revoke(file, role, subject))

    async def mint_pass(self, link_id: int, now: int) -> str | None:
        """Exchange a link for a pass and give the pass's token, None when the link has just been revoked."""
        token = secrets.token_urlsafe(24)
        added = await self._file.write(lambda file: _add_pass(file, link_id, token, now))
        return token if added else None

    async def find_pass(self, token: str, now: int) -> Link | None:
        """Give the link that the pass stands for, unless the link is revoked or the pass has expired."""
        return await self._file.run(lambda file: _find_pass(file, token, now))

    async def close(self) -> None:
        """Finish what was asked, then let go of the file."""
        await self._file.close()


def _open_key(connection: sqlite3.Connection, poll: str) -> bytes | None:
    insert = "INSERT INTO ballot_key VALUES (?, ?) ON CONFLICT DO NOTHING"
    connection.execute(insert, (poll, secrets.token_bytes(32)))
    return _find_key(connection, poll)


def _find_key(connection: sqlite3.Connection, poll: str) -> bytes | None:
    query = "SELECT key FROM ballot_key WHERE poll = ?"
    row: tuple[bytes | None] | None = connection.execute(query, (poll,)).fetchone()
    return row[0] if row else None


def _destroy_key(connection: sqlite3.Connection, poll: str) -> None:
    # Pages that were once split may hold a second copy between their rows. VACUUM leaves one, which the next
    # transaction overwrites: first, so that no crash can come between the key's end and its copies'.
    connection.execute("VACUUM")
    with transaction(connection):
        connection.execute("INSERT OR REPLACE INTO ballot_key VALUES (?, NULL)", (poll,))


def _add_link(connection: sqlite3.Connection, role: str, subject: str, token: str) -> None:
    insert = "INSERT INTO link (role, subject, hash) VALUES (?, ?, ?)"
    connection.execute(insert, (role, subject, _hash(token)))


def _find_link(connection: sqlite3.Connection, token: str) -> Link | None:
    query = "SELECT role, subject, id FROM link WHERE hash = ?"
    row = connection.execute(query, (_hash(token),)).fetchone()
    return Link._make(row) if row else None


def _revoke(connection: sqlite3.Connection, role: str | None, subject: str | None) -> int:
    revoke = "DELETE FROM link WHERE role = coalesce(?, role) AND subject = coalesce(?, subject)"
    return connection.execute(revoke, (role, subject)).rowcount


def _add_pass(connection: sqlite3.Connection, link_id: int, token: str, now: int) -> bool:
    connection.execute("DELETE FROM pass WHERE expires <= ?", (now,))
    insert = "INSERT INTO pass (hash, expires, link) SELECT ?, ?, id FROM link WHERE id = ?"
    return connection.execute(insert, (_hash(token), now + PASS_LIFETIME, link_id)).rowcount == 1


def _find_pass(connection: sqlite3.Connection, token: str, now: int) -> Link | None:
    query = (
        "SELECT role, subject, id FROM pass JOIN link ON link.id = pass.link"
        " WHERE pass.hash = ? AND pass.expires > ?"
    )
    row = connection.execute(query, (_hash(token), now)).fetchone()
    return Link._make(row) if row else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
