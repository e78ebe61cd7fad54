"""What becomes of the shared log when Redis, its files or the network fail."""

import asyncio
from typing import Any

import pytest
import uvloop
from redis.asyncio.connection import Connection

from server.log.base import LogChanged, LogUnavailable, Place
from server.log.redis import link, subscription
from server.log.redis.log import RedisLog
from tests.log.contract import bodies
from tests.log.workers import rung, worker
from tests.proxy import Proxy
from tests.redis_server import RedisServer


async def last_place(log: RedisLog) -> Place:
    stored = await log.read("aix", 0)
    return Place(await log.epoch("aix"), *stored[-1])


async def test_what_was_confirmed_is_there_after_redis_was_killed(
    log: RedisLog, redis_server: RedisServer
) -> None:
    for number in range(30):
        await log.append("aix", [b"%d" % number])
    place = await last_place(log)
    await asyncio.to_thread(redis_server.kill)
    with pytest.raises(LogUnavailable, match="cannot be reached"):
        await log.append("aix", [b"lost"])
    await asyncio.to_thread(redis_server.start)
    assert await bodies(log) == [b"%d" % number for number in range(30)]
    assert await log.append("aix", [b"after"], place) == range(31, 32)


async def test_a_redis_killed_amid_appends_loses_none_that_was_confirmed_and_splits_none(
    log: RedisLog, redis_server: RedisServer
) -> None:
    confirmed: list[range] = []

    enough = asyncio.Event()

    async def append_on() -> None:
        while True:
            confirmed.append(await log.append("aix", [b"a", b"b", b"c"]))
            if len(confirmed) > 100:
                enough.set()

    appends = [asyncio.create_task(append_on()) for _ in range(5)]
    await enough.wait()
    await asyncio.to_thread(redis_server.kill)
    ends = await asyncio.gather(*appends, return_exceptions=True)
    assert {type(end) for end in ends} == {LogUnavailable}
    await asyncio.to_thread(redis_server.start)
    stored = [entry.body for entry in await log.read("aix", 0, 100_000)]
    assert stored == [b"a", b"b", b"c"] * (len(stored) // 3)
    assert len(stored) >= 3 * len(confirmed)


async def test_a_bell_goes_on_after_redis_was_killed(
    redis_url: str, log: RedisLog, redis_server: RedisServer
) -> None:
    async with worker(redis_url) as other, log.bell("aix") as bell:
        await rung(bell)
        await asyncio.to_thread(redis_server.kill)
        await asyncio.to_thread(redis_server.start)
        await rung(bell)
        await other.append("aix", [b"a"])
        await rung(bell)


async def test_a_log_whose_end_was_lost_is_another(log: RedisLog, redis_server: RedisServer) -> None:
    await log.append("aix", [b"a"])
    await log.append("aix", [b"b"])
    place = await last_place(log)
    await asyncio.to_thread(redis_server.kill)
    await asyncio.to_thread(redis_server.cut, 3)
    await asyncio.to_thread(redis_server.start)
    with pytest.raises(LogChanged):
        await log.append("aix", [b"c"], place)
    with pytest.raises(LogChanged):
        await log.read("aix", 2, place=place)
    assert await bodies(log) == [b"a"]
    await log.append("aix", [b"B"])
    with pytest.raises(LogChanged):
        await log.read("aix", 2, place=place)


async def test_of_an_append_that_was_cut_off_nothing_is_left(
    log: RedisLog, redis_server: RedisServer
) -> None:
    await log.append("aix", [b"a"])
    await log.append("aix", [b"b" * 100, b"c" * 100, b"d" * 100])
    await asyncio.to_thread(redis_server.kill)
    await asyncio.to_thread(redis_server.cut, 200)
    await asyncio.to_thread(redis_server.start)
    assert await bodies(log) == [b"a"]


async def test_a_log_that_was_flushed_is_another(log: RedisLog, redis_server: RedisServer) -> None:
    epoch = await log.epoch("aix")
    await log.append("aix", [b"a"])
    redis_server.flush()
    for place in (Place(epoch, 1, b"a"), Place(epoch, 0, b"")):
        with pytest.raises(LogChanged):
            await log.append("aix", [b"b"], place)
        with pytest.raises(LogChanged):
            await log.read("aix", 0, place=place)
    assert await log.epoch("aix") != epoch
    assert await log.head("aix") == 0


async def test_a_paused_redis_counts_as_unavailable_and_what_was_asked_may_be_there_later(
    log: RedisLog, redis_server: RedisServer
) -> None:
    await log.append("aix", [b"a"])
    redis_server.pause()
    asked = await asyncio.gather(
        log.append("aix", [b"late"]), *(log.head("aix") for _ in range(20)), return_exceptions=True
    )
    redis_server.resume()
    assert {type(answer) for answer in asked} == {LogUnavailable}
    assert await log.append("aix", [b"b"]) in (range(2, 3), range(3, 4))
    assert await bodies(log) in ([b"a", b"b"], [b"a", b"late", b"b"])


async def test_who_waits_while_redis_is_silent_is_not_made_to_wait_once_more(
    log: RedisLog, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    send = Connection.send_command

    async def noted(connection: Connection, *command: Any, **named: Any) -> None:
        asked.append(command[0])
        await send(connection, *command, **named)

    monkeypatch.setattr(link, "PATIENCE", 0.5)
    monkeypatch.setattr(Connection, "send_command", noted)
    redis_server.pause()
    await asyncio.gather(*(log.head("aix") for _ in range(50)), return_exceptions=True)
    redis_server.resume()
    assert asked.count("EVALSHA") == link.CONNECTIONS


async def test_many_that_ask_at_once_wait_for_their_turn_and_not_for_a_time(
    log: RedisLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Connection.send_command

    async def send_slowly(*given: Any, **named: Any) -> None:
        await asyncio.sleep(0.2)
        await send(*given, **named)

    monkeypatch.setattr(link, "PATIENCE", 1.0)
    monkeypatch.setattr(Connection, "send_command", send_slowly)
    seqs = await asyncio.gather(*(log.append("aix", [b"x"]) for _ in range(48)))
    assert sorted(each.start for each in seqs) == list(range(1, 49))


async def test_an_answer_that_is_lost_leaves_an_entry_that_is_there_once(redis_url: str) -> None:
    with Proxy.before(redis_url) as (proxy, url):
        async with worker(url) as log:
            await log.append("aix", [b"a"])
            proxy.drop_replies(cut=True)
            with pytest.raises(LogUnavailable):
                await log.append("aix", [b"b"])
            proxy.heal()
            assert await bodies(log) == [b"a", b"b"]


async def test_an_idle_connection_that_was_ended_costs_nothing(redis_url: str) -> None:
    with Proxy.before(redis_url) as (proxy, url):
        async with worker(url) as log:
            for number in range(3):
                await asyncio.gather(*(log.append("aix", [b"%d" % number]) for _ in range(20)))
                proxy.cut()
                await asyncio.sleep(0.1)
            assert len(await bodies(log)) == 60


def test_an_idle_connection_that_was_reset_is_told_of_by_either_event_loop(
    redis_url: str, redis_server: RedisServer
) -> None:
    async def ask_again() -> None:
        one = await link.RedisLink.open(redis_url)
        (idle,) = one._pool._available_connections
        redis_server.pause()
        idle._writer.write(b"PING\r\n")  # the system resets a connection that ends with this unread
        redis_server.kill()
        redis_server.start()
        with pytest.raises(ConnectionResetError):
            await idle._writer.wait_closed()
        with pytest.raises(LogUnavailable):
            await one.ask("PING")
        assert await one.ask("PING") == b"PONG"
        await one.close()

    asyncio.run(ask_again())
    uvloop.run(ask_again())


async def test_a_script_that_redis_has_forgotten_is_told_again(log: RedisLog) -> None:
    await log.append("aix", [b"a"])
    await log.link.ask("SCRIPT", "FLUSH")
    assert await log.append("aix", [b"b"]) == range(2, 3)
    assert await bodies(log) == [b"a", b"b"]


@pytest.mark.usefixtures("quick")
async def test_a_dead_connection_that_looks_alive_is_noticed(redis_url: str, log: RedisLog) -> None:
    with Proxy.before(redis_url) as (proxy, url):
        async with worker(url) as deaf, deaf.bell("aix") as bell:
            await rung(bell)
            proxy.black_hole(b"SUBSCRIBE")
            await log.append("aix", [b"missed"])
            await rung(bell)
            await log.append("aix", [b"heard"])
            await rung(bell)


@pytest.mark.usefixtures("quick")
async def test_a_network_that_comes_back_is_taken_up_again(redis_url: str, log: RedisLog) -> None:
    with Proxy.before(redis_url) as (proxy, url):
        async with worker(url) as deaf, deaf.bell("aix") as bell:
            await rung(bell)
            proxy.black_hole()
            with pytest.raises(LogUnavailable, match="did not answer within 2 seconds"):
                await deaf.append("aix", [b"lost"])
            proxy.heal()
            await rung(bell)
            await log.append("aix", [b"a"])
            await rung(bell)
            assert await bodies(deaf) == [b"a"]


def test_a_silent_connection_is_dropped_within_six_seconds() -> None:
    assert 2 * subscription.BEAT < subscription.SILENCE
    assert subscription.SILENCE + subscription.BREATH < 6


async def test_a_bell_may_be_hung_while_redis_is_away(
    redis_url: str, log: RedisLog, redis_server: RedisServer
) -> None:
    await asyncio.to_thread(redis_server.kill)
    async with log.bell("aix") as bell:
        await asyncio.to_thread(redis_server.start)
        await rung(bell)
        async with worker(redis_url) as other:
            await other.append("aix", [b"a"])
            await rung(bell)
