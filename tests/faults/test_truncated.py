"""Redis comes back with another log: workers notice, screens are made exact, and the desk is told."""

import random
from pathlib import Path

from server.room.loss import EntriesLost
from server.room.planning import ProgrammePlanned
from server.room.polls import ClosePoll, OpenPoll
from server.room.sessions import StartSession
from tests.faults.checker import lost_acknowledgements
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.venue import own_redis
from tests.faults.waiting import until
from tests.faults.worker import OPTIONS, POLL, Worker, check, in_step, new_id, tell, vote, working
from tests.proxy import Proxy
from tests.room.given import MO

VOTERS = 60
CUT = 3_000  # bytes: some ten of the latest groups
VIEWS = ("projector", "audience", "desk", "stage")


async def votes(history: History, how_many: int, workers: list[Worker], chance: random.Random) -> None:
    """People vote one after the other, on any worker, so that each ballot is a group of its own."""
    for number in range(how_many):
        await vote(history, f"voter-{number}", chance.choice(OPTIONS), [chance.choice(workers)])


async def everybody_was_sent_a_whole(workers: list[Worker]) -> None:
    """Wait until every screen was, after the one with which it began."""
    await until(lambda: all(sight.wholes > 1 for worker in workers for sight in worker.sights))


def standing(history: History, before: Ledger, after: Ledger) -> History:
    """What is left to hold the log to: all but what was cut off, neither nothing nor everything."""
    lost, left = lost_acknowledgements(history.acts, before, after), History()
    left.acts = [act for act in history.acts if act not in lost]
    assert 0 < len(lost) < len(history.acts)
    assert not any(after.effects.get(act.id) for act in lost)
    assert [(entry.event, entry.stamp.by) for entry in after.events(EntriesLost)] == [
        (EntriesLost(len(lost), before.entries[-1].stamp.at), "system")
    ]
    return left


async def test_what_was_cut_off_is_lost_and_said_to_be_and_nothing_else_is(tmp_path: Path) -> None:
    history, chance = History(), random.Random(1)
    async with (
        own_redis(tmp_path) as redis,
        working(redis.url, "one") as one,
        working(redis.url, "two") as two,
    ):
        workers = [one, two]
        await one.opened()
        await votes(history, VOTERS, workers, chance)
        before = await in_step(workers)
        for worker in workers:
            worker.screens(*VIEWS)

        redis.kill()
        redis.cut(CUT)
        redis.start()
        await until(lambda: all(worker.runtime.state.loss for worker in workers))
        await everybody_was_sent_a_whole(workers)
        after = await in_step(workers)
        left = standing(history, before, after)
        check(left, after, workers)

        await votes(left, 20, workers, chance)
        await tell(left.begin("mo", "close-poll", new_id()), ClosePoll(POLL), MO, [two])
        check(left, await in_step(workers), workers)


async def test_a_log_that_has_grown_again_meanwhile_is_not_taken_for_the_one_that_was_read(
    tmp_path: Path,
) -> None:
    history, chance = History(), random.Random(2)
    async with own_redis(tmp_path) as redis:
        with Proxy.before(redis.url) as (proxy, by_proxy):
            async with working(redis.url, "one") as one, working(by_proxy, "two") as two:
                await one.opened()
                await votes(history, VOTERS, [one, two], chance)
                before = await in_step([one, two])
                two.screens(*VIEWS)

                proxy.black_hole()
                redis.kill()
                redis.cut(CUT)
                redis.start()
                await until(lambda: bool(one.runtime.state.loss))
                left = standing(history, before, await one.ledger())
                await votes(left, VOTERS, [one], chance)
                assert one.runtime.state.seq > two.runtime.state.seq == before.head

                proxy.heal()
                proxy.cut()
                await everybody_was_sent_a_whole([two])
                await votes(left, 10, [one, two], chance)
                check(left, await in_step([one, two]), [one, two])


async def test_a_redis_that_comes_back_empty_has_the_meeting_planned_again(tmp_path: Path) -> None:
    history, chance = History(), random.Random(3)
    async with (
        own_redis(tmp_path) as redis,
        working(redis.url, "one") as one,
        working(redis.url, "two") as two,
    ):
        workers = [one, two]
        await one.opened()
        await votes(history, VOTERS, workers, chance)
        before = await in_step(workers)
        for worker in workers:
            worker.screens(*VIEWS)

        redis.flush()
        await until(lambda: all(worker.runtime.state.loss for worker in workers))
        await everybody_was_sent_a_whole(workers)
        after = await in_step(workers)
        assert after.kept_of(before) == 0
        assert len(after.events(ProgrammePlanned)) == 1
        again = History()
        check(again, after, workers)

        await two.done(StartSession("rt1"), OpenPoll(POLL))
        await votes(again, 20, workers, chance)
        check(again, await in_step(workers), workers)
