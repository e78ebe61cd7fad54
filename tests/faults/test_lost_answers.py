"""The acknowledgement is lost on its way back from Redis: the same id is sent again, and counts once."""

import asyncio

import pytest

from moderation.permissions import Role
from server.live.writer import Accepted
from server.room.base import Actor, Refusal
from server.room.polls import ClosePoll, Vote
from tests.faults.history import Act, History
from tests.faults.worker import POLL, Worker, check, in_step, new_id, tell, vote, working
from tests.proxy import Proxy
from tests.room.given import MO

VOTERS = 20


async def first_try(act: Act, worker: Worker) -> None:
    """Vote; the answer is that nobody knows."""
    act.was_sent()
    answer = await worker.runtime.submit(Vote(POLL, ("a",)), Actor(act.by, Role.AUDIENCE), act.id)
    assert answer == Refusal.STORAGE_UNAVAILABLE


async def test_a_counted_ballot_that_is_sent_again_only_after_the_close_is_told_so_and_counts_once(
    redis_url: str,
) -> None:
    history = History()
    with Proxy.before(redis_url) as (proxy, by_proxy):
        async with working(redis_url, "one") as one, working(by_proxy, "two") as two:
            await one.opened()
            await vote(history, "anna", "b", [two])
            act = history.begin("ben", "vote", new_id(), POLL)
            proxy.drop_replies(cut=True)
            await first_try(act, two)
            proxy.heal()
            await tell(history.begin("mo", "close-poll", new_id()), ClosePoll(POLL), MO, [one])
            await tell(act, Vote(POLL, ("a",)), Actor("ben", Role.AUDIENCE), [one])
            ledger = await in_step([one, two])
            assert act.seq == ledger.outcomes[POLL]
            # Neither whoever sends it nor what it says is known any more: who knows the id is told the same.
            for worker in (one, two):
                again = await worker.runtime.submit(Vote(POLL, ("b",)), Actor("chie", Role.AUDIENCE), act.id)
                assert again == Accepted(act.seq)
            assert (await vote(history, "dan", "a", [one])).refused == Refusal.POLL_NOT_OPEN
            assert len(ledger.effects[act.id]) == 1
            check(history, ledger, [one, two])


@pytest.mark.parametrize("again_at", ["the same worker", "another worker"])
@pytest.mark.parametrize("cut", [True, False], ids=["the line is cut", "the line is silent"])
async def test_a_ballot_whose_acknowledgement_was_lost_is_acknowledged_later_and_counts_once(
    redis_url: str, cut: bool, again_at: str
) -> None:
    history = History()
    with Proxy.before(redis_url) as (proxy, by_proxy):
        async with working(redis_url, "one") as one, working(by_proxy, "two") as two:
            await one.opened()
            await vote(history, "anna", "b", [two])
            two.screen("projector")
            acts = [history.begin(f"voter-{voter}", "vote", new_id(), POLL) for voter in range(VOTERS)]

            proxy.drop_replies(cut)
            await asyncio.gather(*(first_try(act, two) for act in acts))
            written = (await one.ledger()).effects
            assert [len(written[act.id]) for act in acts] == [1] * VOTERS, (
                "it is the answer that must be lost"
            )

            proxy.heal()
            there = [two] if again_at == "the same worker" else [one]
            ballot = Vote(POLL, ("a",))
            await asyncio.gather(*(tell(act, ballot, Actor(act.by, Role.AUDIENCE), there) for act in acts))
            await tell(history.begin("mo", "close-poll", new_id()), ClosePoll(POLL), MO, [one])
            ledger = await in_step([one, two])
            assert ledger.state.boxes[POLL].voters == VOTERS + 1
            check(history, ledger, [one, two])
