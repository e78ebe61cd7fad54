"""The race at a poll's close: what was acknowledged stands before it in the log, and nothing else counts."""

import asyncio
import random

import msgspec
import pytest

from server.room.base import Refusal
from server.room.polls import ClosePoll, OpenPoll
from server.room.programme import Poll, Programme
from server.room.wording import Text
from tests.faults.history import Act, History
from tests.faults.worker import OPTIONS, Worker, check, in_step, new_id, tell, vote, working
from tests.room.given import MO
from tests.room.plan import OPTIONS as CHOICES
from tests.room.plan import PLAN, RT1

# A thousand races in all, some at a time: a test may not take more than five minutes.
FULL = [pytest.param(250, 200, seed, marks=pytest.mark.soak) for seed in range(1, 5)]


def programme_with(races: int) -> Programme:
    """The meeting with a poll for each race."""
    polls = tuple(Poll(f"race-{race}", Text(en=f"Race {race}?"), CHOICES) for race in range(races))
    session = msgspec.structs.replace(RT1, polls=RT1.polls + polls)
    return msgspec.structs.replace(PLAN, sessions=(session, *PLAN.sessions[1:]))


async def race(
    history: History, poll: str, voters: int, workers: list[Worker], chance: random.Random
) -> None:
    """Open a poll, and close it on either worker while they all vote, some of them twice, on both."""
    await workers[0].done(OpenPoll(poll))
    await workers[1].runtime.catch_up()
    turns = [ballot(history, poll, f"voter-{voter}", workers, chance) for voter in range(voters)]
    turns.append(closing(history, poll, chance.choice(workers), chance))
    chance.shuffle(turns)
    await asyncio.gather(*turns)


async def ballot(history: History, poll: str, who: str, workers: list[Worker], chance: random.Random) -> Act:
    await asyncio.sleep(chance.random() * 0.02)
    for _ in range(chance.choice((0, 0, 0, 1))):
        await vote(history, who, chance.choice(OPTIONS), [chance.choice(workers)], poll)
    return await vote(history, who, chance.choice(OPTIONS), [chance.choice(workers)], poll)


async def closing(history: History, poll: str, worker: Worker, chance: random.Random) -> Act:
    await asyncio.sleep(chance.random() * 0.03)
    return await tell(history.begin("mo", "close-poll", new_id()), ClosePoll(poll), MO, [worker])


@pytest.mark.parametrize(("races", "voters", "seed"), [(30, 40, 0), *FULL])
async def test_an_acknowledged_ballot_is_before_the_close_and_the_tally_is_exact(
    redis_url: str, races: int, voters: int, seed: int
) -> None:
    history, chance = History(), random.Random(seed)
    async with working(redis_url, "one") as one, working(redis_url, "two") as two:
        await one.opened(programme_with(races))
        for number in range(races):
            await race(history, f"race-{number}", voters, [one, two], chance)
        ledger = await in_step([one, two])
        check(history, ledger, [one, two])

    ballots = [act for act in history.acts if act.op == "vote"]
    assert {act.refused for act in ballots} == {"", Refusal.POLL_NOT_OPEN}, "nobody raced"
    assert len(ledger.closed) == races
