"""A log from which the words of erased questions were taken."""

import pytest

from server.room.base import Stamp
from server.room.care import QuestionLabelled, QuestionNoted, QuestionReplied
from server.room.codec import Entry, decode, encode, encode_state, without_erased
from server.room.fold import fold
from server.room.merging import QuestionsMerged
from server.room.planning import ProgrammePlanned
from server.room.questions import QuestionAsked, QuestionEdited
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged
from server.room.state import State
from server.room.support import QuestionUpvoted
from server.room.translations import QuestionTranslated, TranslationAwaited, TranslationDropped
from server.room.triage import (
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
    Q3,
    SAM,
    SERVER,
    Fact,
    Given,
    asked,
    by,
    default_actor,
)
from tests.room.plan import PLAN

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
        # Labels: the same twice, one too many, taken off; and whatever was tried to undo in vain.
        (
            asked(),
            *(QuestionLabelled(Q1, f"label {number % 9}", on=True) for number in range(12)),
            *(QuestionLabelled(Q1, "label 3", on=False), QuestionLabelled(Q1, "nothing", on=False)),
            by(SAM, QuestionLabelled(Q1, "more", on=True)),
            *(ActionUndone(17), by(SAM, ActionUndone(18)), ActionUndone(17), ActionUndone(16)),
            QuestionErased(Q1),
        ),
        (
            asked(),
            *(
                QuestionNoted(Q1, "a"),
                by(SAM, QuestionNoted(Q1, "b")),
                ActionUndone(4),
                QuestionNoted(Q1, ""),
            ),
            QuestionErased(Q1),
        ),
        (
            asked("Why?"),
            *(QuestionReworded(Q1, "How?", "en"), QuestionEdited(Q1, "Why not?", "en"), ActionUndone(4)),
            *(QuestionReworded(Q1, "Why?", "en", seen=1), QuestionReworded(Q1, "", "", seen=2)),
            QuestionErased(Q1),
        ),
        # Translations decide what may come on stage, and their words are gone.
        (
            asked("Why?"),
            *(QuestionApproved(Q1), TranslationAwaited("rt1", on=True)),
            QuestionTranslated(Q1, "fr", "Pourquoi ?", of=0),
            by(SAM, QuestionTranslated(Q1, "ja", "なぜ？", of=0, seen=1)),
            by(SAM, QuestionTranslated(Q1, "ja", "どうして？", of=0, seen=1)),
            QuestionStaged("rt1-q1"),
            *(QuestionStaged(Q1), QuestionReworded(Q1, "Comment ?", "fr"), QuestionStaged("rt1-q2")),
            *(
                QuestionTranslated(Q1, "fr", "Pourquoi ?", of=1),
                TranslationDropped(Q1, "ja"),
                ActionUndone(13),
            ),
            *(QuestionStaged(Q1), QuestionErased(Q1)),
        ),
        # A merged question is erased, and one with which others were merged.
        (
            *(asked("Why?"), asked("Why?", Q2), asked("How?", Q3), QuestionsMerged(Q2, Q1)),
            *(QuestionsMerged(Q1, Q3), QuestionErased(Q1), ActionUndone(6), QuestionErased(Q3)),
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
