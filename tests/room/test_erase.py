"""A question that is erased is gone: from the state, and from the log once that is compacted."""

import pytest

from server.room.base import Refusal, Stamp
from server.room.codec import Entry, decode, encode, encode_state, without_erased
from server.room.fold import fold
from server.room.planning import ProgrammePlanned
from server.room.questions import (
    QuestionAsked,
    QuestionEdited,
    QuestionUpvoted,
)
from server.room.screen import QuestionStaged
from server.room.state import Hall, State
from server.room.triage import (
    Approve,
    Dismiss,
    Erase,
    QuestionApproved,
    QuestionDismissed,
    QuestionErased,
    QuestionRestored,
)
from server.room.undo import ActionUndone
from tests.room.given import (
    ANNA,
    BEN,
    LIVE,
    Q1,
    Q2,
    SAM,
    SERVER,
    Fact,
    Given,
    asked,
    by,
    default_actor,
    given,
)
from tests.room.plan import PLAN

SECRETS = (b"Mallory", b"mendacious", b"malicious", b"off the record")
LIFE: tuple[Given, ...] = (
    by(ANNA, QuestionAsked(Q1, "rt1", "Is Mallory mendacious?", "en", "Mallory")),
    by(ANNA, QuestionEdited(Q1, "Is Mallory malicious?", "en")),
    QuestionDismissed(Q1, "This is off the record"),
    QuestionRestored(Q1),
    by(BEN, QuestionUpvoted(Q1)),
    by(ANNA, QuestionUpvoted(Q1)),
    QuestionStaged(Q1),
    by(SAM, QuestionDismissed(Q1, "This is still off the record")),
)


def found(state: State) -> list[bytes]:
    """Which of the secrets the state still holds."""
    return [secret for secret in SECRETS if secret in encode_state(state)]


def test_before_the_erasing_the_state_holds_the_words() -> None:
    assert found(given(LIVE, *LIFE).state) == [b"Mallory", b"malicious", b"off the record"]


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


# the log, compacted


def entries(*facts: Given) -> list[Entry]:
    """A whole log, whether or not its entries make sense."""
    start: tuple[Given, ...] = (Fact(ProgrammePlanned(PLAN), SERVER), LIVE)
    whole = [one if isinstance(one, Fact) else Fact(one, default_actor(one)) for one in (*start, *facts)]
    return [
        Entry(Stamp(seq, 1_000 * seq, fact.by.id, fact.by.role, f"command-number-{seq}"), fact.event)
        for seq, fact in enumerate(whole, 1)
    ]


def bodies(log: list[Entry]) -> list[bytes]:
    return [encode(entry.event, entry.stamp) for entry in log if entry.event]


def folded(log: list[bytes]) -> State:
    state = State()
    for seq, body in enumerate(log, 1):
        fold(state, decode(seq, body))
    return state


def compacted(log: list[bytes]) -> list[bytes]:
    return [without_erased(body, folded(log).erased) for body in log]


@pytest.mark.parametrize(
    "log",
    [
        (*LIFE, QuestionErased(Q1)),
        (*LIFE, by(SAM, ActionUndone(10)), QuestionErased(Q1)),
        # The same words twice, words changed to what they were and to those of another question.
        (asked("Why?"), asked("Why?", Q2), QuestionErased(Q1)),
        (asked("Why?"), asked("How?", Q2), QuestionEdited(Q2, "Why?", "en"), QuestionErased(Q2)),
        (asked("Why?"), QuestionEdited(Q1, "Why?", "en"), QuestionErased(Q1)),
        (
            asked("Why?"),
            QuestionEdited(Q1, "How?", "en"),
            QuestionEdited(Q1, "Why?", "en"),
            QuestionErased(Q1),
        ),
        (asked("Why?"), QuestionErased(Q1), asked("Why?", Q2), QuestionErased(Q2), asked("Why?", Q1)),
        # Refused entries about the question, before it was asked and after it was erased.
        (
            QuestionEdited(Q1, "Mallory", "en"),
            asked(),
            QuestionErased(Q1),
            QuestionEdited(Q1, "Mallory", "en"),
        ),
        (
            asked(),
            QuestionDismissed(Q1, "a"),
            QuestionRestored(Q1),
            QuestionDismissed(Q1, "b"),
            QuestionErased(Q1),
        ),
    ],
)
def test_a_compacted_log_still_gives_the_same_state(log: tuple[Given, ...]) -> None:
    original = bodies(entries(*log))
    assert encode_state(folded(compacted(original))) == encode_state(folded(original))


def test_a_compacted_log_holds_no_word_about_an_erased_question() -> None:
    original = bodies(
        entries(*LIFE, QuestionErased(Q1), by(ANNA, QuestionEdited(Q1, "Is Mallory here?", "en")))
    )
    joined = b"".join(compacted(original))
    assert [secret for secret in SECRETS if secret in joined] == []


def test_a_compacted_log_keeps_the_words_of_every_other_question() -> None:
    original = bodies(entries(asked("Why?"), asked("Keep me", Q2), QuestionErased(Q1)))
    assert b"Keep me" in b"".join(compacted(original))
    assert [body for body in original if Q1.encode() not in body] == [
        body for body in compacted(original) if Q1.encode() not in body
    ]


def test_compacting_twice_is_compacting_once() -> None:
    original = bodies(entries(*LIFE, QuestionErased(Q1)))
    assert compacted(compacted(original)) == compacted(original)


def test_an_event_of_a_newer_version_loses_its_words_too_and_nothing_else() -> None:
    event = b'{"event":"translated","question":"q","text":"hush","k":{"a":1}}'
    newer = b'{"v":9,"at":1,"by":"a","x":[1.5],"event":%s}' % event
    assert without_erased(newer, {"q"}) == newer.replace(b"hush", b"")
    assert without_erased(newer, {"other"}) == newer


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\x00",
        b"null",
        b"[]",
        b"{}",
        b'{"event":7}',
        b'{"event":{"question":["q"]}}',
        b'{"event":{"question":{"q":1}}}',
        b'{"event":{"question":null}}',
        b'{"event":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
)
def test_what_cannot_be_read_is_left_as_it_is(body: bytes) -> None:
    assert without_erased(body, {"q"}) == body
