"""The shared vault keeps the contract, keeps hashes only, and leaves no pass behind."""

from collections.abc import AsyncIterator

import pytest
import redis

from server.log.redis import vault as redis_vault
from server.log.redis.link import RedisLink
from server.log.redis.vault import RedisVault
from server.log.vault import PASS_LIFETIME
from tests.log.vault_contract import NOW, Reopen, VaultContract, link_of, pass_of
from tests.redis_server import RedisServer


@pytest.fixture
async def links(redis_url: str) -> AsyncIterator[list[RedisLink]]:
    """The links of two workers."""
    links = [await RedisLink.open(redis_url) for _ in range(2)]
    yield links
    for link in links:
        await link.close()


@pytest.fixture
def vault(links: list[RedisLink]) -> RedisVault:
    return RedisVault(links[0], "aix")


class TestRedisVault(VaultContract):
    @pytest.fixture
    def reopen(self, links: list[RedisLink]) -> Reopen:
        async def reopen() -> RedisVault:
            links.append(links.pop(0))
            return RedisVault(links[0], "aix")

        return reopen


async def test_the_vaults_of_two_meetings_have_nothing_in_common(
    links: list[RedisLink], vault: RedisVault
) -> None:
    other = RedisVault(links[1], "kyoto")
    assert await vault.open_ballot_key("poll") != await other.open_ballot_key("poll")
    await vault.destroy_ballot_key("poll")
    assert await other.find_ballot_key("poll")
    token = await vault.mint_link("moderator", "")
    assert await other.find_link(token) is None
    assert not await other.has_link("moderator", "")
    assert await other.revoke_links() == 0


async def test_everything_stays_below_the_meetings_own_name(vault: RedisVault, redis_url: str) -> None:
    await vault.open_ballot_key("poll")
    await pass_of(vault, await link_of(vault))
    with redis.Redis.from_url(redis_url) as client:
        assert {name.partition(b"}:vault:")[0] for name in client.scan_iter()} == {b"entaku:{aix"}


async def test_no_token_is_kept_anywhere(vault: RedisVault, redis_server: RedisServer) -> None:
    token = await vault.mint_link("moderator", "aix")
    link = await vault.find_link(token)
    assert link
    entered = await pass_of(vault, link)
    kept = b"".join(file.read_bytes() for file in redis_server.folder.glob("appendonlydir/*.aof"))
    assert b"moderator" in kept
    assert token.encode() not in kept
    assert entered.encode() not in kept


async def test_passes_of_a_revoked_link_are_deleted_with_it(vault: RedisVault, redis_url: str) -> None:
    await pass_of(vault, await link_of(vault))
    await pass_of(vault, await link_of(vault))
    await vault.revoke_links()
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys() == [b"entaku:{aix}:vault:last-link"]


async def test_expired_passes_do_not_pile_up_and_redis_forgets_none_by_its_own_clock(
    vault: RedisVault, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_vault, "PASSES_KEPT", 4)
    link = await link_of(vault)
    kept = await pass_of(vault, await link_of(vault, "speaker", "nancy"))
    for day in range(0, 100, 10):
        assert await vault.mint_pass(link.id, NOW + day * PASS_LIFETIME)
    with redis.Redis.from_url(redis_url) as client:
        assert [client.pttl(name) for name in client.keys("*:pass:*")] == [-1] * 5
        assert client.zcard(f"entaku:{{aix}}:vault:passes:{link.id}") == 4
    assert await vault.find_pass(kept, NOW)


async def test_where_memory_has_run_out_keys_are_found_and_destroyed(
    vault: RedisVault, redis_url: str
) -> None:
    key = await vault.open_ballot_key("poll")
    with redis.Redis.from_url(redis_url) as client:
        client.config_set("maxmemory", 1)
        try:
            assert await vault.find_ballot_key("poll") == key
            await vault.destroy_ballot_key("poll")
            assert await vault.find_ballot_key("poll") is None
        finally:
            client.config_set("maxmemory", 0)
