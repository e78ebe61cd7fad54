"""Behind sentinels the log follows the primary, whichever Redis that is."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from server.log.base import LogUnavailable, Place
from server.log.redis.log import RedisLog
from tests.log.contract import bodies
from tests.log.workers import refusal, rung, worker
from tests.redis_server import RedisServer, running


class Watched(NamedTuple):
    """A primary, its replica, and the sentinel that makes the one the other when the first is gone."""

    primary: RedisServer
    replica: RedisServer
    sentinel: RedisServer

    @property
    def url(self) -> str:
        return f"sentinel://:secret@127.0.0.1:1,127.0.0.1:{self.sentinel.port}/salle?sentinel_password=watch"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    folders = [tmp_path / name for name in ("primary", "replica", "sentinel")]
    for folder in folders:
        folder.mkdir()
    secret = ("requirepass secret", "masterauth secret", "repl-diskless-sync-delay 0")
    with (
        running(folders[0], *secret) as primary,
        running(folders[1], f"replicaof 127.0.0.1 {primary.port}", *secret) as replica,
        running(
            folders[2],
            f"sentinel monitor salle 127.0.0.1 {primary.port} 1",
            "sentinel auth-pass salle secret",
            "requirepass watch",
            "sentinel down-after-milliseconds salle 500",
            "sentinel failover-timeout salle 3000",
            sentinel=True,
        ) as sentinel,
    ):
        yield Watched(primary, replica, sentinel)


async def appended(log: RedisLog, body: bytes, place: Place) -> range:
    """Append as soon as there is a Redis again that takes it."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await log.append("aix", [body], place)
            except LogUnavailable:
                await asyncio.sleep(0.1)


async def seen_by_the_sentinel(sentinel: RedisServer) -> None:
    """Return once the sentinel knows of the replica."""
    reader, writer = await asyncio.open_connection("127.0.0.1", sentinel.port)
    writer.write(b"AUTH watch\r\n")
    assert await reader.readline() == b"+OK\r\n"
    async with asyncio.timeout(60):
        while True:
            writer.write(b"SENTINEL REPLICAS salle\r\n")
            if await reader.readline() != b"*0\r\n":
                break
            await asyncio.sleep(0.1)
    writer.close()
    await writer.wait_closed()


async def test_the_log_goes_on_where_the_sentinels_say(watched: Watched) -> None:
    await seen_by_the_sentinel(watched.sentinel)
    async with worker(watched.url) as log, worker(watched.url) as other:
        await log.append("aix", [b"a", b"b"])
        place = Place(await log.epoch("aix"), 2, b"b")
        assert await log.link.ask("WAIT", 1, 10_000) == 1
        async with log.bell("aix") as bell:
            await rung(bell)
            await asyncio.to_thread(watched.primary.kill)
            assert await appended(other, b"c", place) == range(3, 4)
            await rung(bell)
            assert await bodies(log) == [b"a", b"b", b"c"]


async def test_a_name_that_the_sentinels_do_not_know_is_told(watched: Watched) -> None:
    said = await refusal(watched.url.replace("salle", "other"))
    ports = f"127.0.0.1:1, 127.0.0.1:{watched.sentinel.port}"
    assert said == (
        f"Redis at other (sentinels at {ports}) cannot be found: they know of no primary by that name,"
        " or do not answer."
    )
