"""Settings of a Redis that change while it is used: what would lose entries is refused, and told once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
import redis

from server.log.base import LogUnavailable
from server.log.redis import watch
from server.log.redis.link import RedisLink, warn_once
from server.log.redis.log import RedisLog
from server.log.redis.vault import RedisVault
from tests.log.contract import bodies
from tests.log.workers import until, worker
from tests.redis_server import RedisServer, running

EVICTING = "deletes data when its memory is full (maxmemory-policy allkeys-lru); set it to noeviction."


@pytest.fixture
def admin(redis_url: str) -> Iterator[redis.Redis]:
    """Whoever changes the settings, which are again as they were afterwards."""
    with redis.Redis.from_url(redis_url, protocol=2) as client:
        yield client
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("appendfsync", "always")


@contextmanager
def restarted(server: RedisServer, setting: str) -> Iterator[None]:
    """The server with another setting while the block lasts."""
    server.stop()
    server.start(setting)
    try:
        yield
    finally:
        server.stop()
        server.start()


async def test_an_evicting_policy_is_refused_from_the_first_write_on_until_it_is_mended(
    log: RedisLog, other: RedisLog, admin: redis.Redis
) -> None:
    vault = RedisVault(log.link, "aix")
    link = await vault.mint_link("moderator", "")
    await log.append("aix", [b"a"])
    admin.config_set("maxmemory-policy", "allkeys-lru")
    for refused in (
        log.append("aix", [b"b"]),
        other.append("aix", [b"b"]),
        vault.open_ballot_key("poll"),
        vault.mint_link("speaker", "nancy"),
    ):
        with pytest.raises(LogUnavailable) as told:
            await refused
        assert str(told.value) == f"Redis at {log.link.said} {EVICTING}"
    assert await bodies(log) == await bodies(other) == [b"a"]
    assert await vault.find_link(link)
    assert not await vault.has_link("speaker", "nancy")
    assert await vault.find_ballot_key("poll") is None
    admin.config_set("maxmemory-policy", "noeviction")
    assert await other.append("aix", [b"b"]) == range(2, 3)
    assert await vault.open_ballot_key("poll")


async def test_a_redis_that_is_restarted_with_another_policy_takes_nothing(
    log: RedisLog, redis_server: RedisServer
) -> None:
    async def refused() -> bool:
        with pytest.raises(LogUnavailable) as told:
            await log.append("aix", [b"b"])
        return "(maxmemory-policy volatile-ttl)" in str(told.value)  # and not that a connection has ended

    async def taken() -> bool:
        with suppress(LogUnavailable):  # a connection has ended, and is made anew
            return bool(await log.append("aix", [b"b"]))
        return False

    await log.append("aix", [b"a"])
    with restarted(redis_server, "maxmemory-policy volatile-ttl"):
        await until(refused)
        assert await bodies(log) == [b"a"]
    await until(taken)
    assert await bodies(log) == [b"a", b"b"]


async def test_what_changes_is_told_once_and_so_is_its_end(
    redis_url: str, admin: redis.Redis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "entaku.log")
    monkeypatch.setattr(watch, "LOOK_EVERY", 0.01)
    looks = [0]
    looked_at = RedisLink.looked_at

    async def counted(link: RedisLink) -> tuple[str | None, str | None]:
        found = await looked_at(link)
        looks[0] += 1
        return found

    async def looked_again(since: int) -> bool:
        return looks[0] > since + 2

    monkeypatch.setattr(RedisLink, "looked_at", counted)
    async with worker(redis_url) as log:
        for setting, value in (
            ("maxmemory-policy", "allkeys-lru"),
            ("maxmemory-policy", "noeviction"),
            ("appendfsync", "everysec"),
            ("appendfsync", "always"),
        ):
            admin.config_set(setting, value)
            await until(partial(looked_again, looks[0]))
        said = f"Redis at {log.link.said}"
    told = [(record.levelno, record.getMessage()) for record in caplog.records]
    assert [(level, sentence.partition(" (")[0]) for level, sentence in told] == [
        (logging.ERROR, f"{said} deletes data when its memory is full"),
        (logging.INFO, f"{said} is set as it should be again."),
        (logging.WARNING, f"{said} writes entries to its disk late"),
        (logging.INFO, f"{said} is set as it should be again."),
    ]
    assert told[0][1].endswith("set it to noeviction. Until then nothing new is saved.")


async def test_a_look_that_redis_does_not_answer_is_made_again(
    redis_url: str,
    redis_server: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(watch, "LOOK_EVERY", 0.01)

    async def told() -> bool:
        return "writes entries to its disk late" in caplog.text

    async with worker(redis_url):
        with restarted(redis_server, "appendfsync everysec"):
            await until(told)


async def test_a_redis_that_cuts_off_its_file_by_itself_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    warn_once.cache_clear()
    with running(tmp_path, "aof-load-truncated yes") as server:
        async with worker(server.url):
            assert caplog.messages == [
                f"Redis at 127.0.0.1:{server.port} cuts off a file that ends in the middle of something by"
                " itself, and not always where it should, so that a later restart may lose entries;"
                " set `aof-load-truncated no`."
            ]
