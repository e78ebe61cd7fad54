"""What one worker writes to the shared log wakes whoever follows it on the others."""

import asyncio

import pytest

from server.log.redis import keys, subscription
from server.log.redis.log import RedisLog
from tests.log.workers import rung, until, worker


async def test_a_bell_rings_for_what_another_worker_appends(log: RedisLog, other: RedisLog) -> None:
    async with log.bell("aix") as bell:
        await rung(bell)
        await other.append("aix", [b"a"])
        await rung(bell)


async def test_a_bell_rings_for_what_another_worker_rewrites(log: RedisLog, other: RedisLog) -> None:
    await log.append("aix", [b"a"])
    async with log.bell("aix") as bell:
        await rung(bell)
        await other.rewrite("aix", lambda stored: b"b")
        await rung(bell)


async def test_a_bell_does_not_ring_for_another_meeting(log: RedisLog, other: RedisLog) -> None:
    async with log.bell("aix") as aix, log.bell("kyoto") as kyoto:
        await rung(aix)
        await rung(kyoto)
        await other.append("kyoto", [b"a"])
        await rung(kyoto)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(aix.wait(), 0.1)


async def test_an_append_rings_the_workers_own_bell_once(log: RedisLog) -> None:
    async with log.bell("aix") as bell:
        await rung(bell)
        await log.append("aix", [b"a"])
        await rung(bell)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bell.wait(), 0.2)


async def test_a_rewrite_rings_the_workers_own_bell(log: RedisLog) -> None:
    async with log.bell("aix") as bell:
        await rung(bell)
        await log.rewrite("aix", lambda stored: b"b")
        await rung(bell)


@pytest.mark.usefixtures("quick")
async def test_a_connection_that_is_well_is_kept_however_quiet_it_is(redis_url: str) -> None:
    async with worker(redis_url) as quiet, quiet.bell("aix") as bell:
        await rung(bell)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bell.wait(), 3 * subscription.SILENCE)


async def test_a_bell_that_was_taken_down_may_be_hung_again(log: RedisLog, other: RedisLog) -> None:
    for number in range(20):
        async with log.bell("aix") as bell:
            await rung(bell)
            await other.append("aix", [b"%d" % number])
            await rung(bell)


async def test_one_bell_taken_down_leaves_the_other(log: RedisLog, other: RedisLog) -> None:
    async with log.bell("aix") as left:
        async with log.bell("aix"):
            pass
        await rung(left)
        await other.append("aix", [b"a"])
        await rung(left)


async def test_nothing_is_heard_of_a_meeting_whose_last_bell_was_taken_down(log: RedisLog) -> None:
    async with log.bell("aix"), log.bell("aix"):
        assert await log.link.ask("PUBSUB", "NUMSUB", keys.bell("aix")) == [b"entaku:{aix}:bell", 1]

    async def nobody_listens() -> bool:
        answer: list[object] = await log.link.ask("PUBSUB", "NUMSUB", keys.bell("aix"))
        return answer == [b"entaku:{aix}:bell", 0]

    await until(nobody_listens)


async def test_closing_wakes_the_followers(log: RedisLog) -> None:
    async with log.bell("aix") as bell:
        await rung(bell)
        await log.close()
        await rung(bell)


async def test_a_follower_may_leave_at_the_very_moment_in_which_its_bell_is_hung(log: RedisLog) -> None:
    async def follow() -> None:
        async with log.bell("aix") as bell:
            while True:
                await bell.wait()

    follower = asyncio.create_task(follow())
    channels = log.subscription._channels
    while keys.bell("aix") not in channels:  # noqa: ASYNC110 - the very next step of the loop is wanted
        await asyncio.sleep(0)
    await channels[keys.bell("aix")].open.wait()
    follower.cancel()
    done, _ = await asyncio.wait({follower}, timeout=5)
    assert follower in done
