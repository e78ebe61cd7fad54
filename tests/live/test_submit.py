"""Commands go in: what is accepted is durable and counted, once."""

import asyncio
import shutil
from pathlib import Path

import pytest

from server.live.writer import Accepted
from server.log.sqlite.log import SqliteLog
from server.room.base import Actor, Refusal
from server.room.codec import decode
from server.room.polls import ClosePoll, OpenPoll, Vote
from server.room.questions import Ask, QuestionAsked
from server.room.screen import Blank
from server.room.support import Retract, Upvote
from server.room.triage import Dismiss
from tests.live.hall import MEETING, Meeting
from tests.room.given import ANNA, BEN, CHIE, Q1, Q2

ASK = Ask(Q1, "rt1", "Why?")


async def test_an_accepted_command_is_on_disk_and_in_the_state_when_the_answer_comes(
    meeting: Meeting, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    seq = await meeting.done(ASK, by=ANNA)
    left_behind = shutil.copytree(tmp_path, tmp_path_factory.mktemp("crash") / "var")
    assert meeting.runtime.state.questions[Q1].author == "anna"
    assert meeting.runtime.state.seq == seq
    log = await SqliteLog.open(left_behind / "log.db")
    (stored,) = await log.read(MEETING, seq - 1)
    await log.close()
    entry = decode(*stored)
    assert entry.event == QuestionAsked(Q1, "rt1", "Why?", "en")
    stamp = entry.stamp
    assert (stamp.by, stamp.role, stamp.command) == ("anna", "audience", f"command-number-{seq - 1:04}")


async def test_a_refused_command_leaves_no_trace(meeting: Meeting) -> None:
    entries = await meeting.entries()
    assert await meeting.do(Upvote(Q1), ANNA) is Refusal.UNKNOWN_QUESTION
    assert await meeting.do(Blank("main"), ANNA) is Refusal.NOT_ALLOWED
    assert await meeting.entries() == entries


async def test_a_command_sent_again_gets_the_same_answer_and_counts_once(meeting: Meeting) -> None:
    await meeting.done(ASK, by=ANNA)
    first = await meeting.do(Upvote(Q1), BEN, "b" * 16)
    await meeting.done(Upvote(Q1), by=CHIE)
    assert await meeting.do(Upvote(Q1), BEN, "b" * 16) == first
    assert await meeting.entries() == 6 + 1
    await meeting.restart()
    assert await meeting.do(Upvote(Q1), BEN, "b" * 16) == first
    assert await meeting.entries() == 7
    assert list(meeting.runtime.state.questions[Q1].upvoters) == ["ben", "chie"]


async def test_a_command_sent_twice_at_once_gets_the_same_answer_and_counts_once(meeting: Meeting) -> None:
    await meeting.done(ASK, by=ANNA)
    answers = await asyncio.gather(*(meeting.do(Upvote(Q1), BEN, "b" * 16) for _ in range(5)))
    assert isinstance(answers[0], Accepted)
    assert set(answers) == {answers[0]}
    assert list(meeting.runtime.state.questions[Q1].upvoters) == ["ben"]


async def test_a_ballot_sent_again_gets_the_same_answer_after_a_restart_too(meeting: Meeting) -> None:
    await meeting.done(OpenPoll("rt1-p1"))
    first = await meeting.do(Vote("rt1-p1", ("a",)), ANNA, "a" * 16)
    assert await meeting.do(Vote("rt1-p1", ("a",)), ANNA, "a" * 16) == first
    await meeting.restart()
    assert await meeting.do(Vote("rt1-p1", ("a",)), ANNA, "a" * 16) == first
    assert meeting.runtime.state.boxes["rt1-p1"].voters == 1


async def test_one_id_serves_two_people(meeting: Meeting) -> None:
    await meeting.done(ASK, by=ANNA)
    answers = await asyncio.gather(*(meeting.do(Upvote(Q1), who, "b" * 16) for who in (BEN, CHIE)))
    assert len(set(answers)) == 2
    assert len(meeting.runtime.state.questions[Q1].upvoters) == 2


async def test_commands_of_one_moment_are_all_answered_with_a_place_of_their_own(meeting: Meeting) -> None:
    await meeting.done(OpenPoll("rt1-p1"))
    voters = [Actor(f"voter-{number}", "audience") for number in range(200)]
    answers = await asyncio.gather(*(meeting.do(Vote("rt1-p1", ("a",)), voter) for voter in voters))
    assert sorted(answer.seq for answer in answers if isinstance(answer, Accepted)) == list(range(6, 206))
    assert meeting.runtime.state.boxes["rt1-p1"].tally == {"a": 200}


async def test_whoever_comes_second_in_one_moment_is_told(meeting: Meeting) -> None:
    await meeting.done(ASK, by=ANNA)
    answers = await asyncio.gather(meeting.do(Dismiss(Q1)), meeting.do(Dismiss(Q1)))
    assert isinstance(answers[0], Accepted)
    assert answers[1] is Refusal.NOT_ANY_MORE


async def test_every_ballot_that_was_accepted_is_counted_however_close_to_the_close(meeting: Meeting) -> None:
    await meeting.done(OpenPoll("rt1-p1"))
    voters = [Actor(f"voter-{number}", "audience") for number in range(60)]
    ballots = [meeting.do(Vote("rt1-p1", ("a",)), voter) for voter in voters]
    answers = await asyncio.gather(*ballots[:30], meeting.do(ClosePoll("rt1-p1")), *ballots[30:])
    accepted = sum(isinstance(answer, Accepted) for answer in answers) - 1
    assert {answer for answer in answers if not isinstance(answer, Accepted)} <= {Refusal.POLL_NOT_OPEN}
    assert meeting.runtime.state.boxes["rt1-p1"].voters == accepted


async def test_somebody_who_has_gone_does_not_hold_up_the_others(meeting: Meeting) -> None:
    await meeting.done(ASK, by=ANNA)
    gone = asyncio.create_task(meeting.do(Upvote(Q1), BEN))
    await asyncio.sleep(0)
    gone.cancel()
    await meeting.done(Upvote(Q1), by=CHIE)
    assert "chie" in meeting.runtime.state.questions[Q1].upvoters


async def test_what_was_handed_in_before_the_end_is_finished(meeting: Meeting) -> None:
    meeting.log.held = asyncio.Event()
    first = asyncio.create_task(meeting.do(ASK, ANNA))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(meeting.do(Ask(Q2, "rt1", "How?"), BEN))
    await asyncio.sleep(0)
    stopping = asyncio.create_task(meeting.runtime.close())
    await asyncio.sleep(0.01)
    meeting.log.held.set()
    async with asyncio.timeout(10):
        assert isinstance(await first, Accepted)
        assert isinstance(await second, Accepted)
        await stopping
        assert await meeting.do(Upvote(Q1), BEN) is Refusal.STORAGE_UNAVAILABLE


async def test_taking_an_upvote_back_and_giving_it_again_are_three_entries(meeting: Meeting) -> None:
    await meeting.done(ASK, by=ANNA)
    before = await meeting.entries()
    await meeting.done(Upvote(Q1), Retract(Q1), Upvote(Q1), by=BEN)
    assert await meeting.entries() == before + 3
