"""Two workers decide on stale state: the order of the log is the judge, and whoever is late is told so."""

from collections.abc import AsyncIterator, Sequence

import pytest

from moderation.status import ReviewMode
from server.log.base import Place, Stored
from server.room.base import Refusal
from server.room.polls import BallotSealed, ClosePoll, PollCounted
from server.room.questions import Ask
from server.room.sessions import SetReviewMode
from server.room.triage import Approve, Dismiss
from tests.faults.history import History
from tests.faults.worker import POLL, Worker, check, in_step, new_id, tell, vote, working
from tests.room.given import ANNA, MO, SAM

QUESTION = "a-question-to-judge"


@pytest.fixture
async def pair(redis_url: str) -> AsyncIterator[list[Worker]]:
    """Two workers with a poll open and a question waiting."""
    async with working(redis_url, "one") as one, working(redis_url, "two") as two:
        await one.opened()
        await one.done(SetReviewMode("rt1", ReviewMode.REVIEW))
        await one.done(Ask(QUESTION, "rt1", "Why?"), by=ANNA)
        await in_step([one, two])
        yield [one, two]


def hold_the_tail(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """This worker reads nothing new from now on, until it has appended something itself."""
    log = worker.storage.log
    read, append = log.read, log.append
    held = True

    async def held_read(
        meeting: str, after: int, limit: int = 1000, place: Place | None = None
    ) -> list[Stored]:
        return [] if held else await read(meeting, after, limit, place)

    async def releasing_append(meeting: str, bodies: Sequence[bytes], place: Place | None = None) -> range:
        nonlocal held
        seqs = await append(meeting, bodies, place)
        held = False
        return seqs

    monkeypatch.setattr(log, "read", held_read)
    monkeypatch.setattr(log, "append", releasing_append)


async def test_of_two_moderators_the_one_whose_verdict_comes_later_in_the_log_is_refused(
    pair: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    history = History()
    for worker in pair:
        worker.screen("desk")
    hold_the_tail(two, monkeypatch)
    first = await tell(history.begin("mo", "dismiss", new_id()), Dismiss(QUESTION), MO, [one])
    late = await tell(history.begin("sam", "approve", new_id()), Approve(QUESTION), SAM, [two])

    ledger = await in_step(pair)
    assert first.seq
    assert late.refused == Refusal.NOT_ANY_MORE
    assert ledger.entries[-1].stamp.command == late.id, "it was not decided on stale state"
    check(history, ledger, pair)


async def test_a_ballot_that_a_worker_takes_because_it_does_not_know_of_the_close_is_refused_and_not_counted(
    pair: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    history = History()
    await vote(history, "anna", "a", [one])
    # Now both know the key of the poll's pseudonyms, and do not ask the log whether it is still open.
    await vote(history, "ben", "b", [two])
    for worker in pair:
        worker.screen("projector")
    hold_the_tail(two, monkeypatch)
    await tell(history.begin("mo", "close-poll", new_id()), ClosePoll(POLL), MO, [one])
    late = await vote(history, "chie", "c", [two])

    ledger = await in_step(pair)
    assert late.refused == Refusal.POLL_NOT_OPEN
    after = [type(entry.event) for entry in ledger.entries[ledger.closed[POLL] :]]
    assert sorted(after, key=str) == [BallotSealed, PollCounted], "it was not decided on stale state"
    assert ledger.state.boxes[POLL].voters == 2
    check(history, ledger, pair)
