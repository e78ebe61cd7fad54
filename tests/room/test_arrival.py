"""What is found in a question that arrives, and what becomes of it then."""

import pytest

from moderation.screening.finding import Finding, Kind
from moderation.status import ReviewMode, Status
from server.room.base import Refusal
from server.room.codec import encode_state
from server.room.people import NameSet
from server.room.questions import Ask, Edit, QuestionAsked, QuestionEdited, QuestionWithdrawn
from server.room.sessions import ReviewModeSet, SessionEnded, SessionStarted
from server.room.staff import StaffInvited, StaffRevoked
from server.room.triage import Approve, QuestionApproved
from server.room.wordlists import WordsSet
from tests.room.given import (
    ANNA,
    BEN,
    LIVE,
    MO,
    Q1,
    Q2,
    Q3,
    SECOND,
    SERVER,
    START,
    Fact,
    Room,
    asked,
    by,
    given,
)

PUBLISH = ReviewModeSet("rt1", ReviewMode.PUBLISH)
ZUT = WordsSet("fr", ("flûtiau",))
NOON = START + 3600 * SECOND


def found(room: Room, question: str = Q1) -> list[Kind]:
    return [one.kind for one in room.state.questions[question].findings]


def status(room: Room, question: str = Q1) -> Status:
    return room.state.standings[question].status


def named(name: str, *before: Fact) -> list[Kind]:
    """What is found when Anna asks under this name."""
    room = given(LIVE, *before, by(ANNA, NameSet(name)))
    return found(room.when(Ask(Q1, "rt1", "Why?", named=True)).happens())


def test_a_question_in_which_something_is_found_waits_even_where_questions_are_published_first() -> None:
    room = given(LIVE, PUBLISH, ZUT).when(Ask(Q1, "rt1", "Un flûtiau, non ?", "fr")).happens()
    assert room.state.questions[Q1].findings == (Finding(Kind.WORD, 3, 7),)
    assert status(room) is Status.PENDING


def test_a_moderator_may_publish_it_all_the_same() -> None:
    room = given(LIVE, PUBLISH, ZUT).when(Ask(Q1, "rt1", "Un flûtiau, non ?", "fr")).happens()
    room.when(Approve(Q1)).then(QuestionApproved(Q1))
    assert (status(room), found(room)) == (Status.LIVE, [Kind.WORD])


def test_a_question_in_which_nothing_is_found_is_published() -> None:
    room = given(LIVE, PUBLISH, ZUT).when(Ask(Q1, "rt1", "Une flûte, non ?", "fr")).happens()
    assert (status(room), found(room)) == (Status.LIVE, [])


def test_what_was_found_is_in_the_log_so_that_every_fold_knows_it() -> None:
    facts = QuestionAsked(Q1, "rt1", "Why?", "en", findings=(Finding(Kind.LINK, 0, 4),))
    assert status(given(LIVE, PUBLISH, facts)) is Status.PENDING


def test_an_edited_question_is_looked_at_anew() -> None:
    room = given(LIVE, ZUT).when(Ask(Q1, "rt1", "Un flûtiau, non ?", "fr")).happens()
    room.when(Edit(Q1, "Une flûte, non ?")).then(QuestionEdited(Q1, "Une flûte, non ?", "fr"))
    assert found(room) == []
    room.when(Edit(Q1, "Flûtiau !")).happens()
    assert room.state.questions[Q1].findings == (Finding(Kind.WORD, 0, 7),)


def test_words_that_the_organiser_calls_innocent_are_passed_over() -> None:
    room = given(LIVE, ZUT, WordsSet("fr", ("flûtiau",), ("flûtiau de Tours",)))
    assert found(room.when(Ask(Q1, "rt1", "Le flûtiau de Tours ?", "fr")).happens()) == []


def test_a_text_that_somebody_else_asked_in_this_session_is_repeated() -> None:
    room = given(LIVE, asked("Why us?")).when(Ask(Q2, "rt1", "WHY US?!"), by=BEN).happens()
    assert found(room, Q2) == [Kind.REPEATED]


def test_a_text_from_another_session_or_one_that_was_withdrawn_is_not_repeated() -> None:
    room = given(LIVE, asked("Why us?"), QuestionWithdrawn(Q1)).when(Ask(Q2, "rt1", "Why us?")).happens()
    assert found(room, Q2) == []
    room.and_given(SessionEnded("rt1"), SessionStarted("rt2"))
    assert found(room.when(Ask(Q3, "rt2", "Why us?"), by=BEN).happens(), Q3) == []


def test_a_question_does_not_repeat_itself_when_it_is_edited() -> None:
    room = given(LIVE, asked("Why us?")).when(Edit(Q1, "Why us ?")).happens()
    assert found(room) == []


def test_the_fourth_question_of_a_person_within_a_minute_is_part_of_a_flood() -> None:
    ids = [f"question-in-a-flood-{number}" for number in range(4)]
    room = given(LIVE, *(by(ANNA, asked(f"Why {id}?", id), NOON) for id in ids[:3]))
    in_time, later = NOON + 59 * SECOND, NOON + 60 * SECOND
    for at, by_whom, kinds in [(in_time, ANNA, [Kind.FLOOD]), (later, ANNA, []), (in_time, BEN, [])]:
        event = room.when(Ask(ids[3], "rt1", "How?"), by=by_whom, at=at).outcome
        assert isinstance(event, QuestionAsked)
        assert [one.kind for one in event.findings] == kinds


def test_editing_in_a_hurry_is_no_flood() -> None:
    ids = [f"question-in-a-hurry-{number}" for number in range(4)]
    times = (NOON, *(NOON + SECOND * after for after in (1, 2, 3)))
    room = given(LIVE, *(by(ANNA, asked(f"Why {id}?", id), at) for id, at in zip(ids, times, strict=True)))
    for id, kinds in [(ids[0], []), (ids[3], [Kind.FLOOD])]:
        assert found(room.when(Edit(id, f"How {id}?"), at=NOON + 9 * SECOND).happens(), id) == kinds


def test_a_name_like_that_of_a_speaker_is_found() -> None:
    assert named("Mayor of Kobe") == [Kind.IMITATION]
    assert named("神戸市長") == [Kind.IMITATION]
    assert named("Kobe Mori") == []


def test_a_name_like_that_of_somebody_on_the_staff_is_found() -> None:
    invited = by(SERVER, StaffInvited("link-1", "moderator", "Zoé Martin"))
    assert named("Zоé Martin", invited) == [Kind.IMITATION]  # with a Cyrillic о
    assert named("Zoé Martin", invited, by(SERVER, StaffRevoked("link-1"))) == []
    assert named("Zoé Martin", by(MO, NameSet("Zoé Martin"))) == [Kind.IMITATION]
    assert named("Zoé Martin", by(MO, NameSet("Zoé Martin")), by(MO, NameSet(""))) == []


def test_people_in_the_audience_may_have_one_name() -> None:
    assert named("Zoé Martin", by(BEN, NameSet("Zoé Martin"))) == []


def test_a_name_that_is_not_shown_is_not_looked_at() -> None:
    room = given(LIVE, by(ANNA, NameSet("Mayor of Kobe"))).when(Ask(Q1, "rt1", "Why?")).happens()
    assert found(room) == []


@pytest.mark.parametrize("question", [Q1, "not minted"])
def test_what_is_refused_is_refused_whatever_is_in_it(question: str) -> None:
    given(ZUT).when(Ask(question, "rt1", "Flûtiau !")).then(
        Refusal.SESSION_NOT_LIVE if question == Q1 else Refusal.MALFORMED
    )
    given(LIVE, ZUT, asked(), QuestionApproved(Q1)).when(Edit(Q1, "Flûtiau !")).then(Refusal.NOT_ANY_MORE)


def test_a_finding_holds_places_and_no_words() -> None:
    room = given(LIVE, ZUT).when(Ask(Q1, "rt1", "Un flûtiau, non ?", "fr")).happens()
    room.and_given(WordsSet("fr"), QuestionEdited(Q1, "Rien", "fr", room.state.questions[Q1].findings))
    assert "flûtiau".encode() not in encode_state(room.state)
