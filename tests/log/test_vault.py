"""The embedded vault keeps the contract and leaves no byte of what was destroyed on the disk."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from server.log.base import LogUnavailable
from server.log.sqlite import vault as sqlite_vault
from server.log.sqlite.log import SqliteLog
from server.log.sqlite.vault import SqliteVault
from server.log.vault import PASS_LIFETIME
from tests.log.vault_contract import NOW, Reopen, VaultContract, link_of, pass_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.db"


@pytest.fixture
async def vault(path: Path) -> AsyncIterator[SqliteVault]:
    vault = await SqliteVault.open(path)
    yield vault
    await vault.close()


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def pieces(key: bytes) -> list[bytes]:
    return [key[start : start + 8] for start in range(0, 32, 8)]


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


class TestSqliteVault(VaultContract):
    @pytest.fixture
    def reopen(self, path: Path) -> Reopen:
        return lambda: SqliteVault.open(path)


async def test_a_destroyed_ballot_key_is_in_no_byte_on_the_disk(vault: SqliteVault, path: Path) -> None:
    keys = {f"poll-{number}": await vault.open_ballot_key(f"poll-{number}") for number in range(30)}
    assert all(key in on_disk(path) for key in keys.values())
    for poll in list(keys)[::2]:
        await vault.destroy_ballot_key(poll)
        assert not any(piece in on_disk(path) for piece in pieces(keys[poll]))
    assert all(key in on_disk(path) for key in list(keys.values())[1::2])


async def test_no_second_copy_of_a_destroyed_key_stays_in_a_page_that_was_split(
    vault: SqliteVault, path: Path
) -> None:
    chance = Random(521)  # with these names SQLite 3.40 leaves copies behind, if it is let
    names = [chance.randbytes(chance.choice((8, 400))).hex() for _ in range(40)]
    keys = [await vault.open_ballot_key(name) for name in names]
    for name in names:
        await vault.destroy_ballot_key(name)
    assert not any(piece in on_disk(path) for key in keys for piece in pieces(key))


async def test_no_token_is_on_the_disk(vault: SqliteVault, path: Path) -> None:
    token = await vault.mint_link("moderator", "aix")
    link = await vault.find_link(token)
    assert link
    entered = await pass_of(vault, link)
    assert b"moderator" in on_disk(path)
    assert token.encode() not in on_disk(path)
    assert entered.encode() not in on_disk(path)


async def test_the_passes_of_a_revoked_link_leave_the_file(vault: SqliteVault, path: Path) -> None:
    await pass_of(vault, await link_of(vault, "speaker", "nancy"))
    await pass_of(vault, await link_of(vault))
    await vault.revoke_links("speaker")
    assert rows(path, "SELECT count(*) FROM pass") == [(1,)]


async def test_expired_passes_do_not_pile_up(
    vault: SqliteVault, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_vault, "PASSES_KEPT", 4)
    link = await link_of(vault)
    kept = await pass_of(vault, await link_of(vault, "speaker", "nancy"))
    for day in range(0, 100, 10):
        assert await vault.mint_pass(link.id, NOW + day * PASS_LIFETIME)
    assert rows(path, "SELECT link, count(*) FROM pass GROUP BY link") == [(1, 4), (2, 1)]
    assert await vault.find_pass(kept, NOW)


async def test_looking_up_a_token_walks_an_index(vault: SqliteVault, path: Path) -> None:
    for query in ("SELECT * FROM link WHERE hash = x'00'", "SELECT * FROM pass WHERE hash = x'00'"):
        assert all("SEARCH" in str(row) for row in rows(path, f"EXPLAIN QUERY PLAN {query}"))


async def test_only_its_owner_may_read_the_vault(vault: SqliteVault, path: Path) -> None:
    await vault.mint_link("moderator", "")
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


async def test_a_log_is_not_taken_for_a_vault(path: Path) -> None:
    await (await SqliteLog.open(path)).close()
    with pytest.raises(LogUnavailable, match="not an Entaku vault"):
        await SqliteVault.open(path)
