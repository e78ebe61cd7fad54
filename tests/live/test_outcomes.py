"""The outcome of a sealed poll: written once, by somebody who could count, whatever breaks in between."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.live import outcomes
from server.live.memory import digest
from server.live.outcomes import Outcomes
from server.live.writer import Accepted
from server.log.base import LogUnavailable
from server.room.base import Refusal
from server.room.codec import decode
from server.room.people import NameSet, SetName
from server.room.polls import BallotSealed, ClosePoll, OpenPoll, PollClosed, PollCounted, Vote
from server.room.sessions import EndSession, StartSession
from tests.live.hall import MEETING, Meeting
from tests.live.keys import has_key, until, until_key_destroyed
from tests.live.workers import Workers
from tests.room.given import ANNA, BEN, CHIE

POLL, OTHER = "rt1-p1", "rt1-p2"
FIRST, SECOND, BENS, NEW = (letter * 16 for letter in "abcd")


def nobody_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever closes a poll dies before the outcome is written."""
    for way in ("write_due", "write_all"):
        monkeypatch.setattr(Outcomes, way, lambda self, now: None)


async def voted(meeting: Meeting) -> None:
    """Anna has changed her mind, Ben has voted."""
    await meeting.done(OpenPoll(POLL))
    for who, choice, id in ((ANNA, "a", FIRST), (ANNA, "b", SECOND), (BEN, "b", BENS)):
        assert isinstance(await meeting.do(Vote(POLL, (choice,)), who, id), Accepted)


@asynccontextmanager
async def as_a_crash_leaves_it(folder: Path, aside: Path) -> AsyncIterator[Meeting]:
    """The meeting, started on a copy of what the disk has now."""
    meeting = await Meeting(Path(shutil.copytree(folder, aside))).start()
    yield meeting
    await meeting.stop()


async def outcomes_in(meeting: Meeting) -> list[PollCounted]:
    entries = [decode(*stored) for stored in await meeting.log.read(MEETING, 0)]
    return [entry.event for entry in entries if isinstance(entry.event, PollCounted)]


async def test_the_outcome_comes_with_the_close_and_the_key_goes(meeting: Meeting) -> None:
    await voted(meeting)
    await meeting.done(ClosePoll(POLL))
    await meeting.counted()
    [outcome] = await outcomes_in(meeting)
    assert (outcome.voters, outcome.tally, len(outcome.known)) == (2, {"b": 2}, 3 * outcomes.HASH)
    await until_key_destroyed(meeting, POLL)


@pytest.mark.parametrize("ending", [EndSession("rt1"), StartSession("rt2")])
async def test_a_poll_that_a_session_takes_along_has_an_outcome_too(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, ending: EndSession | StartSession
) -> None:
    monkeypatch.setattr(outcomes, "ELSE_AFTER", 3_600.0)
    await voted(meeting)
    await meeting.done(ending)
    await meeting.counted()
    assert [outcome.voters for outcome in await outcomes_in(meeting)] == [2]


async def test_a_ballot_sent_again_after_the_close_counts_and_any_other_does_not(meeting: Meeting) -> None:
    await voted(meeting)
    await meeting.done(ClosePoll(POLL))
    await meeting.counted()
    counted = Accepted(meeting.runtime.state.boxes[POLL].counted)
    entries = await meeting.entries()
    for _ in range(2):
        for who, id in ((ANNA, FIRST), (ANNA, SECOND), (BEN, BENS), (CHIE, BENS)):
            assert await meeting.do(Vote(POLL, ("c",)), who, id) == counted
        assert await meeting.do(Vote(POLL, ("a",)), CHIE, NEW) is Refusal.POLL_NOT_OPEN
        assert await meeting.do(Vote(OTHER, ("a",)), BEN, BENS) is Refusal.POLL_NOT_OPEN
        await meeting.restart()
    assert await meeting.entries() == entries


async def test_until_there_is_an_outcome_who_voted_is_asked_to_come_again(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "ELSE_AFTER", 0.05)
    await voted(meeting)
    with monkeypatch.context() as dead:
        nobody_counts(dead)
        await meeting.done(ClosePoll(POLL))
        assert await meeting.do(Vote(POLL, ("a",)), ANNA, FIRST) is Refusal.STORAGE_UNAVAILABLE
        assert await meeting.do(Vote(POLL, ("a",)), CHIE, NEW) is Refusal.POLL_NOT_OPEN
        assert await has_key(meeting, POLL)
    await meeting.counted()
    assert isinstance(await meeting.do(Vote(POLL, ("a",)), ANNA, FIRST), Accepted)


async def test_while_the_log_takes_nothing_the_outcome_waits_and_the_key_with_it(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "ELSE_AFTER", 0.02)
    await voted(meeting)
    tried: list[float] = []
    write = Outcomes._write

    def counted(self: Outcomes, poll: str, now: float) -> None:
        tried.append(now)
        write(self, poll, now)

    monkeypatch.setattr(Outcomes, "_write", counted)
    with monkeypatch.context() as full:
        nobody_counts(full)
        await meeting.done(ClosePoll(POLL))
        meeting.log.trouble = LogUnavailable
    await until(lambda: len(tried) > 2)
    assert await has_key(meeting, POLL)
    meeting.log.trouble = None
    await meeting.counted()
    assert len(await outcomes_in(meeting)) == 1


async def test_killed_before_the_outcome_the_next_start_counts_again(
    meeting: Meeting,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outcomes, "ELSE_AFTER", 0.0)
    await voted(meeting)
    with monkeypatch.context() as dead:
        nobody_counts(dead)
        await meeting.done(ClosePoll(POLL))
        aside = tmp_path_factory.mktemp("crash") / "var"
        shutil.copytree(tmp_path, aside)
    async with as_a_crash_leaves_it(aside, aside.with_name("again")) as again:
        await again.counted()
        [outcome] = await outcomes_in(again)
        assert (outcome.voters, outcome.tally) == (2, {"b": 2})
        await until_key_destroyed(again, POLL)
        await meeting.counted()
        assert await outcomes_in(meeting) == [outcome]
        assert digest(again.runtime.state) == digest(meeting.runtime.state)
        assert isinstance(await again.do(Vote(POLL, ("a",)), ANNA, FIRST), Accepted)


async def test_killed_between_the_outcome_and_the_key_s_death_the_next_start_ends_it(
    meeting: Meeting,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await voted(meeting)

    async def dead(name: str) -> None:
        raise LogUnavailable("Dead.")

    with monkeypatch.context() as dying:
        dying.setattr(meeting.keys, "destroy", dead)
        await meeting.done(ClosePoll(POLL))
        await meeting.counted()
        aside = tmp_path_factory.mktemp("crash") / "var"
        shutil.copytree(tmp_path, aside)
    async with as_a_crash_leaves_it(aside, aside.with_name("again")) as again:
        await until_key_destroyed(again, POLL)
        assert digest(again.runtime.state) == digest(meeting.runtime.state)


async def test_killed_while_the_poll_is_open_everybody_is_still_known(
    meeting: Meeting, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await voted(meeting)
    async with as_a_crash_leaves_it(tmp_path, tmp_path_factory.mktemp("crash") / "var") as again:
        assert digest(again.runtime.state) == digest(meeting.runtime.state)
        assert [one.choice for one in (await again.runtime.me("main", "anna")).ballots] == [("b",)]
        await again.done(Vote(POLL, ("c",)), by=ANNA)
        assert again.runtime.state.boxes[POLL].voters == 2


async def test_of_two_outcomes_the_first_stands_on_every_worker(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workers.a.done(OpenPoll(POLL))
    await workers.even()
    await workers.a.done(Vote(POLL, ("a",)), by=ANNA)
    await workers.b.done(Vote(POLL, ("b",)), by=BEN)
    with monkeypatch.context() as dead:
        nobody_counts(dead)
        await workers.a.done(ClosePoll(POLL))
        for worker in workers.both:
            await worker.runtime.catch_up()
    for worker in workers.both:
        worker.runtime._outcomes.write_all(0.0)
    state = await workers.even()
    assert (state.boxes[POLL].voters, state.boxes[POLL].tally) == (2, {"a": 1, "b": 1})


async def test_if_the_worker_that_closed_a_poll_dies_another_writes_its_outcome(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "ELSE_AFTER", 0.05)
    await workers.a.done(OpenPoll(POLL))
    await workers.even()
    await workers.a.done(Vote(POLL, ("a",)), by=ANNA)
    for way in ("write_due", "write_all"):
        monkeypatch.setattr(workers.a.runtime._outcomes, way, lambda now: None)
    await workers.a.done(ClosePoll(POLL))
    await workers.b.runtime.catch_up()
    await workers.b.counted()
    assert (await workers.even()).boxes[POLL].voters == 1


async def test_another_worker_waits_for_the_outcome_before_it_writes_one(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "ELSE_AFTER", 3_600.0)
    await workers.a.done(OpenPoll(POLL))
    await workers.even()
    with monkeypatch.context() as slow:
        slow.setattr(workers.b.runtime._outcomes, "write_all", lambda now: None)
        await workers.b.done(ClosePoll(POLL))
        await workers.a.runtime.catch_up()
        await workers.a.runtime._tick()
        await workers.a.done(SetName("Anna"), by=ANNA)
    events = [type(decode(*stored).event) for stored in await workers.log.read(MEETING, 0)]
    assert events[-2:] == [PollClosed, NameSet]
    workers.b.runtime._outcomes.write_all(0.0)
    await workers.even()


async def test_with_many_workers_only_the_one_that_closed_the_poll_writes(workers: Workers) -> None:
    await workers.a.done(OpenPoll(POLL))
    await workers.even()
    await workers.a.done(Vote(POLL, ("a",)), by=ANNA)
    await workers.b.done(ClosePoll(POLL))
    state = await workers.even()
    entries = [decode(*stored) for stored in await workers.log.read(MEETING, 0)]
    assert [type(entry.event) for entry in entries[-2:]] == [PollClosed, PollCounted]
    for worker in workers.both:
        await worker.runtime._tick()
    assert (await workers.even(), state.late) == (state, [])


async def test_ballots_in_the_log_are_alike_whoever_cast_them_however(meeting: Meeting) -> None:
    await meeting.done(OpenPoll(OTHER))
    for number, (who, choice) in enumerate(((ANNA, ("a",)), (BEN, ("a", "b")), (CHIE, ("c",)))):
        assert isinstance(await meeting.do(Vote(OTHER, choice), who, "x" * (16 + 12 * number)), Accepted)
    entries = [(one.body, decode(*one)) for one in await meeting.log.read(MEETING, 0)]
    sealed = [(body, entry) for body, entry in entries if isinstance(entry.event, BallotSealed)]
    opened = meeting.runtime.state.polls[OTHER].opened_at
    assert len(sealed) == 3
    assert {len(body) for body, _ in sealed} == {len(sealed[0][0])}
    assert {(entry.stamp.at, entry.stamp.by, entry.stamp.command) for _, entry in sealed} == {
        (opened, "", "")
    }
