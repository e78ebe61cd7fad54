"""What becomes of a question by its author and by its supporters."""

import pytest

from moderation.status import Status
from server.room.base import Refusal
from server.room.conduct import ParticipantBlocked
from server.room.questions import Ask, Edit, QuestionEdited, QuestionWithdrawn, Withdraw
from server.room.screen import QuestionStaged
from server.room.support import QuestionUpvoted, Retract, Upvote, UpvoteRetracted
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed
from tests.room.given import ANNA, BEN, CHIE, LIVE, MO, Q1, Q2, Room, asked, by, given


def status(room: Room, question: str = Q1) -> Status:
    return room.state.standings[question].status


# editing


def test_its_author_may_reword_a_question_that_waits() -> None:
    room = (
        given(LIVE, asked("Why?")).when(Edit(Q1, "なぜですか ")).then(QuestionEdited(Q1, "なぜですか", "ja"))
    )
    question = room.state.questions[Q1]
    assert (question.text, question.language) == ("なぜですか", "ja")


def test_nobody_else_may_reword_it() -> None:
    given(LIVE, asked("Why?")).when(Edit(Q1, "What?"), by=BEN).then(Refusal.NOT_YOURS)


@pytest.mark.parametrize("event", [QuestionApproved(Q1), QuestionDismissed(Q1), QuestionWithdrawn(Q1)])
def test_what_was_reviewed_is_not_reworded_any_more(event: QuestionApproved) -> None:
    given(LIVE, asked("Why?"), event).when(Edit(Q1, "What?")).then(Refusal.NOT_ANY_MORE)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", Refusal.EMPTY), ("x" * 301, Refusal.TOO_LONG), ("\n".join("abcdefghi"), Refusal.TOO_MANY_LINES)],
)
def test_new_words_must_be_acceptable_too(text: str, refusal: Refusal) -> None:
    given(LIVE, asked("Why?")).when(Edit(Q1, text)).then(refusal)


def test_rewording_to_the_same_words_changes_nothing() -> None:
    given(LIVE, asked("Why?")).when(Edit(Q1, " Why? ")).then(Refusal.NOTHING_CHANGED)


def test_a_question_that_does_not_exist_cannot_be_reworded() -> None:
    given(LIVE).when(Edit(Q1, "Why?")).then(Refusal.UNKNOWN_QUESTION)


# withdrawing


def test_a_question_can_be_withdrawn_while_it_waits_and_while_it_is_published() -> None:
    for events in ((), (QuestionApproved(Q1),)):
        room = given(LIVE, asked(), *events).when(Withdraw(Q1)).then(QuestionWithdrawn(Q1))
        assert status(room) is Status.WITHDRAWN


def test_what_the_hall_discusses_is_not_withdrawn() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), QuestionStaged(Q1))
    room.when(Withdraw(Q1)).then(Refusal.NOT_ANY_MORE)


def test_nobody_else_may_withdraw_a_question() -> None:
    given(LIVE, asked()).when(Withdraw(Q1), by=BEN).then(Refusal.NOT_YOURS)
    given(LIVE).when(Withdraw("rt1-q1")).then(Refusal.UNKNOWN_QUESTION)


# supporting


def published() -> Room:
    return given(LIVE, asked(), QuestionApproved(Q1))


def test_a_person_supports_a_question_once() -> None:
    room = published().when(Upvote(Q1), by=BEN).then(QuestionUpvoted(Q1))
    room.when(Upvote(Q1), by=BEN).then(Refusal.NOTHING_CHANGED)
    room = room.when(Upvote(Q1), by=ANNA).then(QuestionUpvoted(Q1))
    assert list(room.state.questions[Q1].upvoters) == ["ben", "anna"]
    assert room.state.people["ben"].supports == [Q1]


def test_an_upvote_can_be_taken_back() -> None:
    room = published().and_given(by(BEN, QuestionUpvoted(Q1)))
    room = room.when(Retract(Q1), by=BEN).then(UpvoteRetracted(Q1))
    assert not room.state.questions[Q1].upvoters
    assert not room.state.people["ben"].supports


def test_only_an_upvote_that_was_given_can_be_taken_back() -> None:
    published().and_given(by(BEN, QuestionUpvoted(Q1))).when(Retract(Q1), by=ANNA).then(
        Refusal.NOTHING_CHANGED
    )


def test_a_question_on_stage_can_still_be_supported() -> None:
    published().and_given(QuestionStaged(Q1)).when(Upvote(Q1), by=BEN).then(QuestionUpvoted(Q1))


def test_only_a_published_question_can_be_supported() -> None:
    given(LIVE, asked()).when(Upvote(Q1), by=BEN).then(Refusal.NOT_ANY_MORE)
    for event in (QuestionDismissed(Q1), QuestionWithdrawn(Q1), QuestionAnswered(Q1)):
        published().and_given(event).when(Upvote(Q1), by=BEN).then(Refusal.NOT_ANY_MORE)
        published().and_given(event).when(Retract(Q1), by=BEN).then(Refusal.NOT_ANY_MORE)


def test_who_is_blocked_neither_supports_a_question_nor_takes_the_support_back() -> None:
    room = published().and_given(by(BEN, QuestionUpvoted(Q1)))
    room.and_given(*(ParticipantBlocked(one, on=True) for one in ("anna", "ben")))
    room.when(Retract(Q1), by=BEN).then(Refusal.BLOCKED)
    room.when(Upvote(Q1), by=ANNA).then(Refusal.BLOCKED)
    room.when(Upvote(Q1), by=CHIE).then(QuestionUpvoted(Q1))


@pytest.mark.parametrize("command", [Upvote("rt1-q1"), Upvote(Q2), Retract(Q2)])
def test_only_questions_from_the_audience_are_supported(command: Upvote) -> None:
    published().when(command, by=BEN).then(Refusal.UNKNOWN_QUESTION)


def test_staff_neither_ask_nor_support() -> None:
    published().when(Ask(Q2, "rt1", "Why?"), by=MO).then(Refusal.NOT_ALLOWED)
    published().when(Upvote(Q1), by=MO).then(Refusal.NOT_ALLOWED)
