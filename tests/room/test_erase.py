"""A question that is erased is gone: from the state, and from the log once that is compacted."""

import pytest

from server.room.base import Refusal
from server.room.care import QuestionLabelled, QuestionNoted, QuestionReplied
from server.room.codec import encode_state
from server.room.questions import QuestionAsked, QuestionEdited
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged
from server.room.state import Hall, State
from server.room.support import QuestionUpvoted
from server.room.translations import QuestionTranslated
from server.room.triage import (
    Approve,
    Dismiss,
    Erase,
    QuestionApproved,
    QuestionDismissed,
    QuestionErased,
    QuestionRestored,
)
from server.room.undo import Undo
from tests.room.given import (
    ANNA,
    BEN,
    LIVE,
    Q1,
    Q2,
    SAM,
    Given,
    asked,
    by,
    given,
)

SECRETS = (
    *(b"Mallory", b"mendacious", b"malicious", b"off the record"),
    *(b"Marvellous", b"slander", b"Malaise", b"Maladroit", b"Malveillant"),
)
LIFE: tuple[Given, ...] = (
    by(ANNA, QuestionAsked(Q1, "rt1", "Is Mallory mendacious?", "en", "Mallory")),
    by(ANNA, QuestionEdited(Q1, "Is Mallory malicious?", "en")),
    QuestionDismissed(Q1, "This is off the record"),
    QuestionRestored(Q1),
    by(BEN, QuestionUpvoted(Q1)),
    by(ANNA, QuestionUpvoted(Q1)),
    QuestionStaged(Q1),
    QuestionReworded(Q1, "Is Marvellous?", "en"),
    QuestionLabelled(Q1, "slander", on=True),
    by(SAM, QuestionNoted(Q1, "Malaise")),
    QuestionReplied(Q1, "Maladroit", "en"),
    QuestionTranslated(Q1, "fr", "Est-ce Malveillant ?", of=2),
    by(SAM, QuestionDismissed(Q1, "This is still off the record")),
)


def found(state: State) -> list[bytes]:
    """Which of the secrets the state still holds."""
    return [secret for secret in SECRETS if secret in encode_state(state)]


def test_before_the_erasing_the_state_holds_the_words() -> None:
    assert found(given(LIVE, *LIFE).state) == [one for one in SECRETS if one != b"mendacious"]


@pytest.mark.parametrize("length", range(1, len(LIFE) + 1))
def test_nothing_that_was_written_stays_in_the_state(length: int) -> None:
    room = given(LIVE, *LIFE[:length]).when(Erase(Q1)).then(QuestionErased(Q1))
    assert found(room.state) == []


def test_an_erased_question_leaves_the_stage() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), QuestionStaged(Q1)).when(Erase(Q1)).happens()
    assert room.state.halls["main"] == Hall(session="rt1")


def test_an_erased_question_leaves_its_author_and_its_supporters() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), by(BEN, QuestionUpvoted(Q1)), QuestionErased(Q1))
    assert room.state.people["anna"].questions == []
    assert room.state.people["ben"].supports == []


def test_erasing_one_question_leaves_the_others() -> None:
    room = given(LIVE, asked(), asked("How?", Q2), QuestionApproved(Q2), by(BEN, QuestionUpvoted(Q2)))
    room.and_given(QuestionErased(Q1))
    assert list(room.state.questions) == [Q2]
    assert room.state.people["anna"].questions == [Q2]
    assert list(room.state.questions[Q2].upvoters) == ["ben"]


def test_the_number_of_a_question_is_not_given_again() -> None:
    room = given(LIVE, asked(id=Q1), QuestionErased(Q1), asked("How?", Q2))
    assert room.state.questions[Q2].number == 2


def test_only_a_question_from_the_audience_can_be_erased_and_only_once() -> None:
    given(LIVE).when(Erase("rt1-q1")).then(Refusal.UNKNOWN_QUESTION)
    given(LIVE, asked(), QuestionErased(Q1)).when(Erase(Q1)).then(Refusal.UNKNOWN_QUESTION)


def test_nothing_more_is_decided_about_an_erased_question() -> None:
    room = given(LIVE, asked(), QuestionErased(Q1))
    room.when(Approve(Q1)).then(Refusal.UNKNOWN_QUESTION)
    room.when(Dismiss(Q1)).then(Refusal.UNKNOWN_QUESTION)


def test_what_the_desk_did_to_an_erased_question_is_not_undone() -> None:
    for action in (QuestionReworded(Q1, "How?", "en"), QuestionNoted(Q1, "Malaise")):
        room = given(LIVE, asked(), action, by(SAM, QuestionErased(Q1)))
        room.when(Undo()).then(Refusal.CHANGED_SINCE)
        assert not room.state.editions.keys() | room.state.cares.keys()


def test_what_the_desk_keeps_about_other_questions_stays() -> None:
    room = given(LIVE, asked(), asked("How?", Q2), QuestionNoted(Q2, "Malaise"), QuestionErased(Q1))
    assert room.state.care(Q2).note == "Malaise"
    assert room.state.undo["mo"][-1].after.cares[Q2].note == "Malaise"
