"""The shared log keeps the contract, and any number of workers write it together."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from server.log.base import LogChanged, LogFull, LogUnavailable, Place, Snapshot, Stored
from server.log.redis import keys
from server.log.redis.link import RedisLink
from server.log.redis.log import RedisLog
from server.log.storage import in_redis, meetings_in
from tests.log.contract import LogContract, Reopen, bodies
from tests.log.workers import until, worker
from tests.redis_server import RedisServer


class TestRedisLog(LogContract):
    @pytest.fixture
    def reopen(self, redis_url: str) -> Reopen:
        return lambda: RedisLog.open(redis_url)


async def test_an_entry_is_a_numbered_one_in_a_stream(log: RedisLog) -> None:
    await log.append("aix", [b"a", b"b"])
    stream = await log.link.ask("XRANGE", "entaku:{aix}:log", "-", "+")
    assert stream == [[b"0-1", [b"b", b"a"]], [b"0-2", [b"b", b"b"]]]


async def test_one_append_is_one_question_to_redis(log: RedisLog, monkeypatch: pytest.MonkeyPatch) -> None:
    await log.append("aix", [b"first"])
    asked: list[Sequence[object]] = []
    run = RedisLink.run

    async def counted(link: RedisLink, *given: object) -> object:
        asked.append(given)
        return await run(link, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(RedisLink, "run", counted)
    monkeypatch.setattr(RedisLink, "ask", None)
    place = Place("", 0, b"")
    await log.append("aix", [b"a"] * 500)
    with pytest.raises(LogChanged):
        await log.append("aix", [b"a"], place._replace(epoch="another"))
    assert len(asked) == 2


async def test_a_meeting_that_was_written_to_or_asked_for_is_named(redis_url: str, log: RedisLog) -> None:
    assert await meetings_in(redis_url) == []
    await log.append("kyoto", [b"a"])
    await log.epoch("aix")
    await log.head("nara")
    assert await meetings_in(redis_url) == ["aix", "kyoto"]


async def test_the_epoch_of_a_log_that_was_written_first_is_the_same_for_everyone(
    log: RedisLog, other: RedisLog
) -> None:
    await log.append("aix", [b"a"])
    names = await asyncio.gather(*(each.epoch("aix") for each in (log, other, log, other)))
    assert len(set(names)) == 1


async def test_workers_that_begin_a_log_at_once_agree_on_its_epoch(log: RedisLog, other: RedisLog) -> None:
    names = await asyncio.gather(*(each.epoch("aix") for each in (log, other) * 10))
    assert len(set(names)) == 1


async def test_two_workers_number_their_entries_together(log: RedisLog, other: RedisLog) -> None:
    await asyncio.gather(*(each.append("aix", [b"x", b"y"]) for each in (log, other) * 50))
    assert await bodies(log) == [b"x", b"y"] * 100


async def test_a_snapshot_saved_again_pushes_out_no_other(log: RedisLog) -> None:
    await log.append("aix", [b"x"] * 2)
    await log.save_snapshot("aix", "1", Snapshot(1, b"one"))
    for _ in range(9):
        await log.save_snapshot("aix", "2", Snapshot(2, b"two"))
    assert await log.load_snapshot("aix", "1") == Snapshot(1, b"one")
    assert await log.load_snapshot("aix", "2") == Snapshot(2, b"two")


async def test_only_the_newest_snapshots_stay(log: RedisLog) -> None:
    await log.append("aix", [b"x"] * 50)
    for seq in range(1, 51):
        await log.save_snapshot("aix", str(seq % 2), Snapshot(seq, b"sum"))
    order, sums = keys.snapshots("aix")
    kept = [b"47 1", b"48 0", b"49 1", b"50 0"]
    assert await log.link.ask("LRANGE", order, 0, -1) == kept
    assert sorted(await log.link.ask("HKEYS", sums)) == kept


async def test_a_snapshots_version_may_have_spaces(log: RedisLog) -> None:
    await log.append("aix", [b"x"])
    await log.save_snapshot("aix", "1 of 2", Snapshot(1, b"sum"))
    assert await log.load_snapshot("aix", "1 of 2") == Snapshot(1, b"sum")
    assert await log.load_snapshot("aix", "of 2") is None


async def test_a_redis_without_room_refuses_writes_and_goes_on_reading(
    log: RedisLog, redis_server: RedisServer
) -> None:
    await log.append("aix", [b"a"])
    epoch = await log.epoch("aix")
    place = Place(epoch, 1, b"a")
    await log.save_snapshot("aix", "1", Snapshot(1, b"sum"))
    await log.link.ask("CONFIG", "SET", "maxmemory", 1)
    try:
        with pytest.raises(LogFull, match=r"does not take writes now: .*maxmemory"):
            await log.append("aix", [b"b"])
        with pytest.raises(LogFull):
            await log.append("aix", [b"b"], place)
        with pytest.raises(LogFull):
            await log.save_snapshot("aix", "1", Snapshot(1, b"sum"), place)
        assert await log.read("aix", 0, place=place) == [Stored(1, b"a")]
        assert await log.head("aix") == 1
        assert await log.epoch("aix") == epoch
        assert await log.load_snapshot("aix", "1") == Snapshot(1, b"sum")
    finally:
        await log.link.ask("CONFIG", "SET", "maxmemory", 0)
    assert await log.append("aix", [b"b"]) == range(2, 3)


async def test_a_write_that_redis_refuses_for_its_disks_sake_is_none(log: RedisLog) -> None:
    await log.append("aix", [b"a"])
    await log.link.ask("CONFIG", "SET", "min-replicas-to-write", 1)
    try:
        with pytest.raises(LogFull, match="does not take writes now"):
            await log.append("aix", [b"b"])
    finally:
        await log.link.ask("CONFIG", "SET", "min-replicas-to-write", 0)
    assert await bodies(log) == [b"a"]


async def test_a_closed_log_says_so(log: RedisLog) -> None:
    await log.close()
    with pytest.raises(LogUnavailable, match="closed"):
        await log.append("aix", [b"late"])
    with pytest.raises(LogUnavailable, match="closed"):
        await log.read("aix", 0)


async def connections(log: RedisLog) -> set[bytes]:
    """Name the connections that there are to Redis."""
    return {line.split()[0] for line in (await log.link.ask("CLIENT", "LIST")).splitlines()}


async def test_a_closed_log_leaves_no_connection(redis_url: str, log: RedisLog) -> None:
    before = await connections(log)
    async with worker(redis_url) as other, other.bell("aix"):
        await asyncio.gather(*(other.append("aix", [b"a"]) for _ in range(50)))
        assert len(await connections(log)) > len(before) + 2

    async def as_before() -> bool:
        return await connections(log) == before

    await until(as_before)


async def test_the_shared_storage_is_a_log_a_vault_and_a_wire_of_one_meeting(
    redis_url: str, tmp_path: Path
) -> None:
    async with in_redis(redis_url, "aix", tmp_path) as storage:
        assert storage.shared
        await storage.log.append("aix", [b"a"])
        assert await storage.vault.open_ballot_key("poll")
        await storage.wire.tell("aix", b"note")
    async with in_redis(redis_url, "aix", tmp_path) as storage:
        assert await storage.log.head("aix") == 1
        assert await storage.vault.find_ballot_key("poll")
