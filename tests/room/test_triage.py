"""What the moderator decides about questions."""

import pytest

from moderation.status import ReviewMode, Status
from moderation.text import REASON_LIMIT
from server.room.base import Command, Event, Refusal
from server.room.questions import QuestionEdited, QuestionWithdrawn
from server.room.screen import QuestionStaged, SceneShown
from server.room.sessions import ReviewModeSet, SessionStarted
from server.room.state import Scene, Standing
from server.room.support import QuestionUpvoted
from server.room.timer import TimerStarted
from server.room.triage import (
    Answer,
    Approve,
    Dismiss,
    QuestionAnswered,
    QuestionApproved,
    QuestionDismissed,
    QuestionRestored,
    Restore,
)
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, SAM, Room, asked, by, given

PREPARED = "rt1-q1"


def on_stage() -> Room:
    return given(LIVE, asked(), QuestionApproved(Q1), QuestionStaged(Q1))


def test_an_approved_question_is_published() -> None:
    room = given(LIVE, asked()).when(Approve(Q1)).then(QuestionApproved(Q1))
    assert room.state.standings[Q1] == Standing(Status.LIVE, by="mo")


def test_only_the_wording_that_was_read_is_approved() -> None:
    room = given(LIVE, asked("Why?"), QuestionEdited(Q1, "How?", "en"))
    room.when(Approve(Q1, edits=0)).then(Refusal.REWORDED)
    room.when(Approve(Q1, edits=1)).then(QuestionApproved(Q1, edits=1))
    assert room.state.standings[Q1] == Standing(Status.LIVE, by="mo")


def test_whoever_approves_second_is_told() -> None:
    given(LIVE, asked(), by(SAM, QuestionApproved(Q1))).when(Approve(Q1), by=MO).then(Refusal.NOT_ANY_MORE)


def test_a_dismissed_question_keeps_the_reason_for_its_author() -> None:
    room = given(LIVE, asked()).when(Dismiss(Q1, " Off  topic ")).then(QuestionDismissed(Q1, "Off topic"))
    assert room.state.standings[Q1] == Standing(Status.DISMISSED, "Off topic", by="mo")


def test_what_a_colleague_moved_meanwhile_is_not_dismissed_by_whoever_read_it_before() -> None:
    room = given(LIVE, asked(), by(SAM, QuestionApproved(Q1)))
    room.when(Dismiss(Q1, was="pending"), by=MO).then(Refusal.NOT_ANY_MORE)
    assert room.after(QuestionDismissed(Q1, was="pending")) is Refusal.NOT_ANY_MORE
    room.when(Dismiss(Q1, was="live"), by=MO).then(QuestionDismissed(Q1, was="live"))


def test_a_question_can_be_dismissed_without_a_reason() -> None:
    given(LIVE, asked()).when(Dismiss(Q1)).then(QuestionDismissed(Q1))
    given(LIVE, asked()).when(Dismiss(Q1, " \u200b ")).then(QuestionDismissed(Q1))


def test_a_reason_must_be_short() -> None:
    given(LIVE, asked()).when(Dismiss(Q1, "x" * (REASON_LIMIT + 1))).then(Refusal.TOO_LONG)
    given(LIVE, asked()).when(Dismiss(Q1, "\n".join("abcdefghi"))).then(Refusal.TOO_MANY_LINES)


def test_what_was_published_first_can_be_dismissed_afterwards() -> None:
    room = given(LIVE, ReviewModeSet("rt1", ReviewMode.PUBLISH), asked())
    room.when(Dismiss(Q1)).then(QuestionDismissed(Q1))


def test_a_dismissed_question_can_be_restored_and_loses_its_reason() -> None:
    room = given(LIVE, asked(), QuestionDismissed(Q1, "Off topic"))
    room = room.when(Restore(Q1)).then(QuestionRestored(Q1))
    assert room.state.standings[Q1] == Standing(Status.LIVE, by="mo")


def test_an_answered_question_can_be_published_again() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), QuestionAnswered(Q1))
    room.when(Restore(Q1)).then(QuestionRestored(Q1))


def test_a_prepared_question_that_was_answered_goes_back_to_the_plan() -> None:
    room = given(LIVE, QuestionAnswered(PREPARED)).when(Restore(PREPARED)).then(QuestionRestored(PREPARED))
    assert room.state.standings[PREPARED] == Standing(Status.PLANNED, by="mo")


def test_a_question_that_waits_is_neither_answered_nor_restored() -> None:
    given(LIVE, asked()).when(Answer(Q1)).then(Refusal.NOT_ANY_MORE)
    given(LIVE, asked()).when(Restore(Q1)).then(Refusal.NOT_ANY_MORE)


@pytest.mark.parametrize("command", [Approve(Q1), Dismiss(Q1), Restore(Q1), Answer(Q1)])
def test_a_withdrawn_question_is_left_alone(command: Command) -> None:
    given(LIVE, asked(), QuestionWithdrawn(Q1)).when(command).then(Refusal.NOT_ANY_MORE)


@pytest.mark.parametrize("command", [Approve(PREPARED), Dismiss(PREPARED)])
def test_a_prepared_question_needs_no_review(command: Command) -> None:
    given(LIVE).when(command).then(Refusal.NOT_ANY_MORE)


@pytest.mark.parametrize("command", [Approve(Q2), Dismiss(Q2), Restore(Q2), Answer(Q2)])
def test_nothing_is_decided_about_an_unknown_question(command: Command) -> None:
    given(LIVE, asked()).when(command).then(Refusal.UNKNOWN_QUESTION)


@pytest.mark.parametrize(
    ("event", "status"),
    [(QuestionAnswered(Q1), Status.ANSWERED), (QuestionDismissed(Q1), Status.DISMISSED)],
)
def test_a_question_that_is_taken_down_leaves_the_stage_and_the_screen(event: Event, status: Status) -> None:
    room = on_stage().and_given(event)
    assert room.state.standings[Q1].status is status
    assert room.state.halls["main"].on_stage == ""
    assert room.state.halls["main"].scene == Scene()


def test_taking_a_question_down_leaves_another_scene_alone() -> None:
    timer = Scene("timer")
    room = on_stage().and_given(TimerStarted("main", 60), SceneShown("main", timer), QuestionAnswered(Q1))
    assert room.state.halls["main"].on_stage == ""
    assert room.state.halls["main"].scene == timer


def test_taking_down_one_question_leaves_the_one_on_stage_alone() -> None:
    room = on_stage().and_given(asked("How?", Q2), QuestionDismissed(Q2))
    assert room.state.halls["main"].on_stage == Q1


def test_what_happens_in_one_hall_leaves_the_other_alone() -> None:
    room = on_stage().and_given(SessionStarted("ws"), QuestionStaged("ws-q1"), QuestionDismissed(Q1))
    assert room.state.halls["side"].on_stage == "ws-q1"


def test_a_decision_keeps_the_upvotes() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), by(BEN, QuestionUpvoted(Q1)), QuestionAnswered(Q1))
    assert list(room.and_given(QuestionRestored(Q1)).state.questions[Q1].upvoters) == ["ben"]


def test_the_audience_decides_nothing() -> None:
    given(LIVE, asked()).when(Approve(Q1), by=ANNA).then(Refusal.NOT_ALLOWED)
