"""Asking a question."""

import pytest

from moderation.status import ReviewMode, Status
from moderation.text import QUESTION_LIMIT
from server.room.base import Refusal
from server.room.people import LanguageSet, NameSet
from server.room.questions import (
    Ask,
    QuestionAsked,
    QuestionWithdrawn,
)
from server.room.sessions import ReviewModeSet, SessionEnded
from server.room.triage import QuestionApproved, QuestionDismissed, QuestionErased
from tests.room.given import ANNA, BEN, LIVE, Q1, Q2, Q3, SECOND, START, Room, asked, by, given

PUBLISH = ReviewModeSet("rt1", ReviewMode.PUBLISH)
LATER = START + 3600 * SECOND
IDS = [f"another-question-{number}" for number in range(10)]


def ask(text: str = "Why?", id: str = Q1, session: str = "rt1", **more: str | bool) -> Ask:
    return Ask(id, session, text, **more)  # type: ignore[arg-type]


def status(room: Room, question: str = Q1) -> Status:
    return room.state.standings[question].status


def test_a_question_waits_while_questions_are_reviewed_first() -> None:
    room = given(LIVE).when(ask("Why?")).then(asked("Why?"))
    assert status(room) is Status.PENDING


def test_a_question_is_published_at_once_where_that_is_the_mode() -> None:
    room = given(LIVE, PUBLISH).when(ask("Why?")).then(asked("Why?"))
    assert status(room) is Status.LIVE


def test_a_session_may_take_no_questions() -> None:
    given(LIVE, ReviewModeSet("rt1", ReviewMode.CLOSED)).when(ask()).then(Refusal.QUESTIONS_CLOSED)


def test_questions_are_taken_only_while_the_session_is_live() -> None:
    given().when(ask()).then(Refusal.SESSION_NOT_LIVE)
    given(LIVE, SessionEnded("rt1")).when(ask()).then(Refusal.SESSION_NOT_LIVE)
    given(LIVE).when(ask(session="rt2")).then(Refusal.SESSION_NOT_LIVE)


def test_a_session_that_is_not_planned_takes_no_questions() -> None:
    given(LIVE).when(ask(session="rt9")).then(Refusal.UNKNOWN_SESSION)


def test_a_question_is_kept_clean() -> None:
    given(LIVE).when(ask(" \u202eWhy  us?\u0000\n")).then(asked("Why us?"))


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u202e"])
def test_a_question_without_words_is_refused(text: str) -> None:
    given(LIVE).when(ask(text)).then(Refusal.EMPTY)


@pytest.mark.parametrize("letter", ["e", "が", "👩‍👩‍👧‍👦"])
def test_the_length_of_a_question_counts_what_people_see(letter: str) -> None:
    given(LIVE).when(ask(letter * (QUESTION_LIMIT + 1))).then(Refusal.TOO_LONG)
    room = given(LIVE).when(ask(letter * QUESTION_LIMIT)).happens()
    assert room.state.questions[Q1].text == letter * QUESTION_LIMIT


def test_a_question_has_at_most_eight_lines() -> None:
    given(LIVE).when(ask("\n".join("abcdefghi"))).then(Refusal.TOO_MANY_LINES)
    given(LIVE).when(ask("\n".join("abcdefgh"))).then(asked("a\nb\nc\nd\ne\nf\ng\nh"))


@pytest.mark.parametrize(
    "id", ["", "rt1-q1", "x" * 15, "x" * 41, "with a space 1234", 'quote"quote"quote', "line-break-at-1\n"]
)
def test_an_id_that_no_page_would_mint_is_malformed(id: str) -> None:
    given(LIVE).when(ask(id=id)).then(Refusal.MALFORMED)
    assert given(LIVE).after(asked(id=id)) is Refusal.MALFORMED


def test_an_id_serves_once() -> None:
    given(LIVE, asked("Why?")).when(ask("What?"), by=BEN).then(Refusal.ID_TAKEN)
    given(LIVE, asked("Why?"), QuestionWithdrawn(Q1)).when(ask("What?")).then(Refusal.ID_TAKEN)


def test_the_id_of_an_erased_question_stays_taken() -> None:
    given(LIVE, asked("Why?"), QuestionErased(Q1)).when(ask("What?")).then(Refusal.ID_TAKEN)


def test_a_question_is_anonymous_unless_its_author_wants_otherwise() -> None:
    named = given(LIVE, NameSet("Anna"))
    named.when(ask(id=Q1)).then(asked(id=Q1))
    named.when(ask("How?", id=Q2, named=True)).then(QuestionAsked(Q2, "rt1", "How?", "en", "Anna"))


def test_who_has_given_no_name_stays_anonymous() -> None:
    given(LIVE, by(BEN, NameSet("Ben"))).when(ask(named=True), by=ANNA).then(asked())


def test_the_name_of_a_question_stays_as_it_was_when_it_was_asked() -> None:
    room = given(LIVE, NameSet("Anna"), QuestionAsked(Q1, "rt1", "Why?", "en", "Anna"), NameSet("Ann"))
    assert room.state.questions[Q1].name == "Anna"


@pytest.mark.parametrize(
    ("text", "said", "chosen", "language"),
    [
        ("Pourquoi ?", "fr", "", "fr"),
        ("なぜですか", "fr", "", "ja"),
        ("Pourquoi ?", "", "fr", "fr"),
        ("Why?", "en", "fr", "en"),
        ("2030 ?", "ja", "", "ja"),
        ("2030 ?", "", "", "en"),
        ("2030 ?", "tlh", "", "en"),
    ],
)
def test_a_question_knows_its_language(text: str, said: str, chosen: str, language: str) -> None:
    room = given(LIVE, *([LanguageSet(chosen)] if chosen else []))
    room = room.when(ask(text, language=said)).then(QuestionAsked(Q1, "rt1", text, language))
    assert room.state.questions[Q1].language == language


def waiting(count: int) -> Room:
    return given(LIVE, *(asked(f"Why {id}?", id) for id in IDS[:count]))


def test_a_person_has_at_most_five_questions_waiting() -> None:
    waiting(4).when(ask(), at=LATER).then(asked())
    waiting(5).when(ask(), at=LATER).then(Refusal.TOO_MANY_WAITING)


@pytest.mark.parametrize(
    "event", [QuestionApproved(IDS[0]), QuestionDismissed(IDS[0]), QuestionErased(IDS[0])]
)
def test_a_question_that_was_reviewed_makes_room_for_another(event: QuestionApproved) -> None:
    waiting(5).and_given(event).when(ask(), at=LATER).then(asked())


def test_a_question_that_was_withdrawn_makes_room_for_another() -> None:
    waiting(5).and_given(QuestionWithdrawn(IDS[0])).when(ask(), at=LATER).then(asked())


def test_the_questions_of_others_do_not_count_as_mine() -> None:
    waiting(5).when(ask(), by=BEN).then(asked())


def test_the_same_words_do_not_wait_twice() -> None:
    given(LIVE, asked("Why us?")).when(ask("  WHY US ?!", Q2)).then(Refusal.ALREADY_ASKED)
    given(LIVE, asked("Why us?")).when(ask("Why them?", Q2)).then(asked("Why them?", Q2))


def test_the_same_words_may_come_again_from_somebody_else_or_after_the_review() -> None:
    room = given(LIVE, asked("Why?")).when(ask("Why?", Q2), by=BEN).happens()
    room.and_given(QuestionApproved(Q1)).when(ask("Why?", Q3)).happens()
    assert list(room.state.questions) == [Q1, Q2, Q3]
