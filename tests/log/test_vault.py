"""The vault gives keys and passes to whom they belong, and nothing of what was destroyed or revoked."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from server.log.base import LogUnavailable
from server.log.sqlite import SqliteLog
from server.log.vault import PASS_LIFETIME, KeyDestroyed, Link, Vault

NOW = 1_700_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.db"


@pytest.fixture
async def vault(path: Path) -> AsyncIterator[Vault]:
    vault = await Vault.open(path)
    yield vault
    await vault.close()


async def link_of(vault: Vault, role: str = "moderator", subject: str = "") -> Link:
    link = await vault.find_link(await vault.mint_link(role, subject))
    assert link
    return link


async def pass_of(vault: Vault, link: Link) -> str:
    token = await vault.mint_pass(link.id, NOW)
    assert token
    return token


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def pieces(key: bytes) -> list[bytes]:
    return [key[start : start + 8] for start in range(0, 32, 8)]


async def test_a_ballot_key_is_drawn_once(vault: Vault) -> None:
    assert await vault.find_ballot_key("poll") is None
    key = await vault.open_ballot_key("poll")
    assert len(key) == 32
    assert await vault.open_ballot_key("poll") == key
    assert await vault.find_ballot_key("poll") == key


async def test_every_poll_has_its_own_ballot_key(vault: Vault) -> None:
    keys = await asyncio.gather(*(vault.open_ballot_key(f"poll-{number}") for number in range(50)))
    assert len(set(keys)) == 50


async def test_a_ballot_key_asked_twice_at_once_is_one(vault: Vault, path: Path) -> None:
    other = await Vault.open(path)
    keys = await asyncio.gather(*(each.open_ballot_key("poll") for each in (vault, other) * 10))
    await other.close()
    assert len(set(keys)) == 1


async def test_a_destroyed_ballot_key_is_found_no_more_and_never_drawn_again(vault: Vault) -> None:
    other = await vault.open_ballot_key("other")
    await vault.open_ballot_key("poll")
    await vault.destroy_ballot_key("poll")
    assert await vault.find_ballot_key("poll") is None
    with pytest.raises(KeyDestroyed, match="poll"):
        await vault.open_ballot_key("poll")
    assert await vault.find_ballot_key("other") == other


async def test_destroying_again_or_before_the_first_draw_is_no_mistake(vault: Vault) -> None:
    for _ in range(2):
        await vault.destroy_ballot_key("poll")
    with pytest.raises(KeyDestroyed):
        await vault.open_ballot_key("poll")


async def test_a_destroyed_ballot_key_is_in_no_byte_on_the_disk(vault: Vault, path: Path) -> None:
    keys = {f"poll-{number}": await vault.open_ballot_key(f"poll-{number}") for number in range(30)}
    assert all(key in on_disk(path) for key in keys.values())
    for poll in list(keys)[::2]:
        await vault.destroy_ballot_key(poll)
        assert not any(piece in on_disk(path) for piece in pieces(keys[poll]))
    assert all(key in on_disk(path) for key in list(keys.values())[1::2])


async def test_no_second_copy_of_a_destroyed_key_stays_in_a_page_that_was_split(
    vault: Vault, path: Path
) -> None:
    chance = Random(521)  # with these names SQLite 3.40 leaves copies behind, if it is let
    names = [chance.randbytes(chance.choice((8, 400))).hex() for _ in range(40)]
    keys = [await vault.open_ballot_key(name) for name in names]
    for name in names:
        await vault.destroy_ballot_key(name)
    assert not any(piece in on_disk(path) for key in keys for piece in pieces(key))


async def test_reopening_keeps_keys_links_and_passes(vault: Vault, path: Path) -> None:
    key = await vault.open_ballot_key("poll")
    await vault.destroy_ballot_key("closed")
    token = await vault.mint_link("speaker", "nancy")
    link = await vault.find_link(token)
    assert link
    entered = await pass_of(vault, link)
    await vault.close()
    again = await Vault.open(path)
    assert await again.find_ballot_key("poll") == key
    with pytest.raises(KeyDestroyed):
        await again.open_ballot_key("closed")
    assert await again.find_link(token) == link
    assert await again.find_pass(entered, NOW) == link
    await again.close()


async def test_a_link_opens_its_role_and_subject(vault: Vault) -> None:
    desk = await vault.mint_link("moderator", "")
    screen = await vault.mint_link("projector", "main")
    opened = [await vault.find_link(token) for token in (desk, screen)]
    assert [link and link[:2] for link in opened] == [("moderator", ""), ("projector", "main")]
    assert len({link.id for link in opened if link}) == 2


async def test_a_token_that_was_never_minted_opens_nothing(vault: Vault) -> None:
    token = await vault.mint_link("moderator", "")
    for wrong in ("", "x", token[:-1], token + "A", token.swapcase(), "円卓"):
        assert await vault.find_link(wrong) is None
        assert await vault.find_pass(wrong, NOW) is None


async def test_tokens_are_long_distinct_and_fit_an_address(vault: Vault) -> None:
    link = await link_of(vault)
    tokens = [await vault.mint_link("moderator", "") for _ in range(20)]
    tokens += [await pass_of(vault, link) for _ in range(20)]
    assert len(set(tokens)) == 40
    assert all(len(token) == 32 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


async def test_no_token_is_on_the_disk(vault: Vault, path: Path) -> None:
    token = await vault.mint_link("moderator", "aix")
    link = await vault.find_link(token)
    assert link
    entered = await pass_of(vault, link)
    assert b"moderator" in on_disk(path)
    assert token.encode() not in on_disk(path)
    assert entered.encode() not in on_disk(path)


async def test_a_link_is_no_pass_and_a_pass_no_link(vault: Vault) -> None:
    token = await vault.mint_link("moderator", "")
    link = await vault.find_link(token)
    assert link
    entered = await pass_of(vault, link)
    assert await vault.find_pass(token, NOW) is None
    assert await vault.find_link(entered) is None


async def test_links_are_revoked_by_role_and_subject(vault: Vault) -> None:
    everyone = [("moderator", ""), ("speaker", "nancy"), ("speaker", "kyoto"), ("projector", "nancy")]

    async def minted() -> dict[tuple[str, str], str]:
        return {who: await vault.mint_link(*who) for who in everyone}

    async def left(tokens: dict[tuple[str, str], str]) -> list[tuple[str, str]]:
        return [who for who, token in tokens.items() if await vault.find_link(token)]

    tokens = await minted()
    assert await vault.revoke_links("speaker", "nancy") == 1
    assert await left(tokens) == [everyone[0], everyone[2], everyone[3]]
    assert await vault.revoke_links(subject="nancy") == 1
    assert await left(tokens) == [everyone[0], everyone[2]]
    assert await vault.revoke_links("speaker") == 1
    assert await left(tokens) == [everyone[0]]
    assert await vault.revoke_links("interpreter") == 0
    assert await vault.revoke_links() == 1
    assert await left(tokens) == []


async def test_revoking_a_link_ends_its_passes_and_no_others(vault: Vault, path: Path) -> None:
    speaker, desk = await link_of(vault, "speaker", "nancy"), await link_of(vault)
    ended = [await pass_of(vault, speaker), await pass_of(vault, speaker)]
    kept = await pass_of(vault, desk)
    await vault.revoke_links("speaker")
    assert [await vault.find_pass(token, NOW) for token in ended] == [None, None]
    assert await vault.find_pass(kept, NOW) == desk
    assert rows(path, "SELECT count(*) FROM pass") == [(1,)]


async def test_a_revoked_link_gives_no_pass_and_its_id_is_not_given_again(vault: Vault) -> None:
    link = await link_of(vault)
    await vault.revoke_links()
    assert await vault.mint_pass(link.id, NOW) is None
    assert (await link_of(vault)).id != link.id
    assert await vault.mint_pass(link.id, NOW) is None


async def test_a_pass_expires(vault: Vault) -> None:
    link = await link_of(vault)
    token = await pass_of(vault, link)
    assert await vault.find_pass(token, NOW + PASS_LIFETIME - 1) == link
    assert await vault.find_pass(token, NOW + PASS_LIFETIME) is None


async def test_expired_passes_do_not_pile_up(vault: Vault, path: Path) -> None:
    link = await link_of(vault)
    for day in range(0, 100, 10):
        assert await vault.mint_pass(link.id, NOW + day * PASS_LIFETIME)
    assert rows(path, "SELECT count(*) FROM pass") == [(1,)]


async def test_looking_up_a_token_walks_an_index(vault: Vault, path: Path) -> None:
    for query in ("SELECT * FROM link WHERE hash = x'00'", "SELECT * FROM pass WHERE hash = x'00'"):
        assert all("SEARCH" in str(row) for row in rows(path, f"EXPLAIN QUERY PLAN {query}"))


async def test_what_one_process_revokes_another_does_not_let_in(vault: Vault, path: Path) -> None:
    token = await vault.mint_link("moderator", "")
    other = await Vault.open(path)
    assert await other.find_link(token)
    await vault.revoke_links()
    assert await other.find_link(token) is None
    await other.close()


async def test_only_its_owner_may_read_the_vault(vault: Vault, path: Path) -> None:
    await vault.mint_link("moderator", "")
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


async def test_a_log_is_not_taken_for_a_vault(path: Path) -> None:
    await (await SqliteLog.open(path)).close()
    with pytest.raises(LogUnavailable, match="not an Entaku vault"):
        await Vault.open(path)


async def test_a_closed_vault_says_so(vault: Vault) -> None:
    await vault.close()
    with pytest.raises(LogUnavailable, match="closed"):
        await vault.find_link("token")


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
