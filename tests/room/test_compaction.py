"""A log from which the words of erased questions were taken."""

import pytest

from server.room.base import Stamp
from server.room.codec import Entry, decode, encode, encode_state, without_erased
from server.room.fold import fold
from server.room.planning import ProgrammePlanned
from server.room.questions import (
    QuestionAsked,
    QuestionEdited,
    QuestionUpvoted,
)
from server.room.screen import QuestionStaged
from server.room.state import State
from server.room.triage import (
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
