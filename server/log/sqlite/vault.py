"""The embedded vault: a small file beside the log, whose deleted bytes are overwritten."""

import secrets
import sqlite3
from pathlib import Path
from typing import Self

from server.log.sqlite.file import SqliteFile
from server.log.sqlite.format import Format, transaction
from server.log.vault import (
    KEY_BYTES,
    PASS_LIFETIME,
    PASSES_KEPT,
    KeptLink,
    KeptPass,
    KeyDestroyed,
    Link,
    VaultContents,
    hashed_token,
    minted_token,
)

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
    has_wal=False,
    flaws=("PRAGMA foreign_key_check",),
    steps=(
        (
            "CREATE TABLE ballot_key (poll TEXT PRIMARY KEY, key BLOB) WITHOUT ROWID",
            "CREATE TABLE link (id INTEGER PRIMARY KEY AUTOINCREMENT, role TEXT NOT NULL,"
            " subject TEXT NOT NULL, hash BLOB NOT NULL UNIQUE)",
            "CREATE TABLE pass (hash BLOB PRIMARY KEY, expires INTEGER NOT NULL,"
            " link INTEGER NOT NULL REFERENCES link ON DELETE CASCADE) WITHOUT ROWID",
            "CREATE INDEX pass_by_link ON pass (link)",
        ),
        ("CREATE TABLE signing_key (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL)",),
    ),
)


class SqliteVault:
    """A `Vault` in one file, which several processes may have open."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the vault in this file, made first if there is none; raises LogUnavailable or LogFull."""
        return cls(await SqliteFile.open(path, FORMAT))

    async def open_ballot_key(self, poll: str) -> bytes:
        key = await self._file.write(lambda file: _open_key(file, poll))
        if key is None:
            raise KeyDestroyed(f"The ballot key of poll {poll} has been destroyed.")
        return key

    async def find_ballot_key(self, poll: str) -> bytes | None:
        return await self._file.run(lambda file: _find_key(file, poll))

    async def destroy_ballot_key(self, poll: str) -> None:
        await self._file.alter(lambda file: _destroy_key(file, poll))

    async def signing_key(self, candidate: bytes) -> bytes:
        return await self._file.write(lambda file: _signing_key(file, candidate))

    async def mint_link(self, role: str, subject: str) -> str:
        token = minted_token()
        await self._file.write(lambda file: _add_link(file, role, subject, token))
        return token

    async def find_link(self, token: str) -> Link | None:
        return await self._file.run(lambda file: _find_link(file, token))

    async def has_link(self, role: str, subject: str) -> bool:
        return await self._file.run(lambda file: _has_link(file, role, subject))

    async def revoke_links(self, role: str | None = None, subject: str | None = None) -> int:
        return await self._file.write(lambda file: _revoke(file, role, subject))

    async def mint_pass(self, link_id: int, now: int) -> str | None:
        token = minted_token()
        added = await self._file.write(lambda file: _add_pass(file, link_id, token, now))
        return token if added else None

    async def find_pass(self, token: str, now: int) -> Link | None:
        return await self._file.run(lambda file: _find_pass(file, token, now))

    async def contents(self, at: int) -> VaultContents:
        return await self._file.run(lambda file: _contents(file, at))

    async def fill(self, contents: VaultContents) -> None:
        await self._file.write(lambda file: _fill(file, contents))

    async def empty(self) -> None:
        """Leave nothing in the file, nor a byte of what was there."""
        await self._file.alter(_empty)

    async def close(self) -> None:
        await self._file.close()


def _open_key(connection: sqlite3.Connection, poll: str) -> bytes | None:
    insert = "INSERT INTO ballot_key VALUES (?, ?) ON CONFLICT DO NOTHING"
    connection.execute(insert, (poll, secrets.token_bytes(KEY_BYTES)))
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


def _signing_key(connection: sqlite3.Connection, candidate: bytes) -> bytes:
    connection.execute("INSERT INTO signing_key VALUES (1, ?) ON CONFLICT DO NOTHING", (candidate,))
    (key,) = connection.execute("SELECT key FROM signing_key").fetchone()
    return bytes(key)


def _add_link(connection: sqlite3.Connection, role: str, subject: str, token: str) -> None:
    insert = "INSERT INTO link (role, subject, hash) VALUES (?, ?, ?)"
    connection.execute(insert, (role, subject, hashed_token(token)))


def _find_link(connection: sqlite3.Connection, token: str) -> Link | None:
    query = "SELECT role, subject, id FROM link WHERE hash = ?"
    row = connection.execute(query, (hashed_token(token),)).fetchone()
    return Link._make(row) if row else None


def _has_link(connection: sqlite3.Connection, role: str, subject: str) -> bool:
    query = "SELECT 1 FROM link WHERE role = ? AND subject = ?"
    return connection.execute(query, (role, subject)).fetchone() is not None


def _revoke(connection: sqlite3.Connection, role: str | None, subject: str | None) -> int:
    revoke = "DELETE FROM link WHERE role = coalesce(?, role) AND subject = coalesce(?, subject)"
    return connection.execute(revoke, (role, subject)).rowcount


def _add_pass(connection: sqlite3.Connection, link_id: int, token: str, now: int) -> bool:
    connection.execute(
        "DELETE FROM pass WHERE link = ?1 AND expires <= ?2 AND hash NOT IN"
        " (SELECT hash FROM pass WHERE link = ?1 ORDER BY expires DESC LIMIT ?3)",
        (link_id, now, PASSES_KEPT - 1),
    )
    insert = "INSERT INTO pass (hash, expires, link) SELECT ?, ?, id FROM link WHERE id = ?"
    return connection.execute(insert, (hashed_token(token), now + PASS_LIFETIME, link_id)).rowcount == 1


def _find_pass(connection: sqlite3.Connection, token: str, now: int) -> Link | None:
    query = (
        "SELECT role, subject, id FROM pass JOIN link ON link.id = pass.link"
        " WHERE pass.hash = ? AND pass.expires > ?"
    )
    row = connection.execute(query, (hashed_token(token), now)).fetchone()
    return Link._make(row) if row else None


def _contents(connection: sqlite3.Connection, at: int) -> VaultContents:
    passes = "SELECT hash, link, expires FROM pass WHERE expires > ? ORDER BY hash"
    signing = connection.execute("SELECT key FROM signing_key").fetchone()
    (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence").fetchone()
    return VaultContents(
        tuple(connection.execute("SELECT poll, key FROM ballot_key ORDER BY poll")),
        tuple(
            map(KeptLink._make, connection.execute("SELECT id, role, subject, hash FROM link ORDER BY id"))
        ),
        tuple(map(KeptPass._make, connection.execute(passes, (at,)))),
        int(last),
        signing and signing[0],
    )


def _fill(connection: sqlite3.Connection, contents: VaultContents) -> None:
    connection.executemany("INSERT INTO ballot_key VALUES (?, ?)", contents.keys)
    connection.executemany("INSERT INTO link (id, role, subject, hash) VALUES (?, ?, ?, ?)", contents.links)
    connection.executemany("INSERT INTO pass (hash, link, expires) VALUES (?, ?, ?)", contents.passes)
    connection.execute("DELETE FROM sqlite_sequence")
    connection.execute("INSERT INTO sqlite_sequence VALUES ('link', ?)", (contents.last_link,))
    if contents.signing_key:
        connection.execute("INSERT INTO signing_key VALUES (1, ?)", (contents.signing_key,))


def _empty(connection: sqlite3.Connection) -> None:
    connection.execute("VACUUM")  # first, as in `_destroy_key`
    with transaction(connection):
        for table in ("pass", "link", "ballot_key", "signing_key"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
