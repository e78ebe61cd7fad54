"""Sessions begin and end."""

import pytest

from moderation.polls import Phase
from moderation.status import ReviewMode, Status
from server.room.base import Refusal
from server.room.polls import PollOpened
from server.room.prompts import AnnouncementMade, CueSent
from server.room.screen import QuestionStaged
from server.room.sessions import (
    EndSession,
    ReviewModeSet,
    SessionEnded,
    SessionStarted,
    SetReviewMode,
    StartSession,
)
from server.room.state import Hall, SessionRecord
from server.room.timer import TimerStarted
from server.room.triage import QuestionApproved
from server.room.wording import Text
from tests.room.given import LIVE, MO, Q1, SECOND, START, asked, by, given

LATER = START + 3600 * SECOND


def test_a_session_begins_in_its_hall() -> None:
    room = given().when(StartSession("rt1"), at=START).then(SessionStarted("rt1"))
    assert room.state.halls["main"] == Hall(session="rt1")
    assert room.state.halls["side"] == Hall()
    assert room.state.sessions["rt1"] == SessionRecord("live", started_at=START)


def test_a_session_that_is_live_does_not_begin_again() -> None:
    given(LIVE).when(StartSession("rt1")).then(Refusal.NOTHING_CHANGED)


def test_a_session_that_is_not_planned_does_not_begin() -> None:
    given().when(StartSession("rt9")).then(Refusal.UNKNOWN_SESSION)


def test_the_next_session_ends_the_one_before_it_in_the_same_hall() -> None:
    room = given(by(MO, LIVE, at=START)).when(StartSession("rt2"), at=LATER).then(SessionStarted("rt2"))
    assert room.state.sessions["rt1"] == SessionRecord("ended", started_at=START, ended_at=LATER)
    assert room.state.sessions["rt2"] == SessionRecord("live", started_at=LATER)
    assert room.state.halls["main"] == Hall(session="rt2")


def test_sessions_in_two_halls_are_live_side_by_side() -> None:
    room = given(LIVE, SessionStarted("ws"))
    assert [record.phase for record in room.state.sessions.values()] == ["live", "planned", "live"]


@pytest.mark.parametrize("event", [SessionEnded("rt1"), SessionStarted("rt2")])
def test_the_end_of_a_session_clears_its_hall(event: SessionEnded) -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), QuestionStaged(Q1), PollOpened("rt1-p1"))
    room.and_given(TimerStarted("main", 60), CueSent("main", "louder"), AnnouncementMade("main", Text("Thé")))
    room.and_given(event)
    assert room.state.halls["main"] == Hall(session="rt2" if isinstance(event, SessionStarted) else "")
    assert room.state.polls["rt1-p1"].phase is Phase.CLOSED
    assert room.state.standings[Q1].status is Status.LIVE


def test_the_end_of_a_session_leaves_the_other_hall_alone() -> None:
    room = given(
        LIVE, SessionStarted("ws"), QuestionStaged("ws-q1"), PollOpened("ws-p1"), SessionEnded("rt1")
    )
    assert room.state.halls["side"].on_stage == "ws-q1"
    assert room.state.polls["ws-p1"].phase is Phase.OPEN


def test_only_a_live_session_ends() -> None:
    given().when(EndSession("rt1")).then(Refusal.SESSION_NOT_LIVE)
    given(LIVE, SessionEnded("rt1")).when(EndSession("rt1")).then(Refusal.SESSION_NOT_LIVE)
    given().when(EndSession("rt9")).then(Refusal.UNKNOWN_SESSION)


def test_a_session_that_ended_may_begin_again_with_its_questions() -> None:
    room = given(LIVE, asked(), SessionEnded("rt1")).when(StartSession("rt1"), at=LATER).happens()
    assert room.state.sessions["rt1"] == SessionRecord("live", started_at=LATER)
    assert room.state.standings[Q1].status is Status.PENDING


def test_a_question_that_was_on_stage_before_the_session_steps_down_when_it_begins() -> None:
    room = given(QuestionStaged("rt1-q1"), LIVE)
    assert room.state.standings["rt1-q1"].status is Status.PLANNED
    assert room.state.halls["main"] == Hall(session="rt1")


def test_the_review_mode_can_be_chosen_before_the_session_and_outlasts_its_start() -> None:
    room = (
        given().when(SetReviewMode("rt1", ReviewMode.PUBLISH)).then(ReviewModeSet("rt1", ReviewMode.PUBLISH))
    )
    assert room.and_given(LIVE, SessionEnded("rt1"), LIVE).state.sessions["rt1"].mode is ReviewMode.PUBLISH


def test_the_review_mode_counts_for_the_questions_that_follow() -> None:
    room = given(LIVE, asked(), ReviewModeSet("rt1", ReviewMode.PUBLISH))
    assert room.state.standings[Q1].status is Status.PENDING


def test_a_review_mode_is_set_once_and_for_a_session_that_exists() -> None:
    given().when(SetReviewMode("rt1", ReviewMode.REVIEW)).then(Refusal.NOTHING_CHANGED)
    given().when(SetReviewMode("rt9", ReviewMode.PUBLISH)).then(Refusal.UNKNOWN_SESSION)
