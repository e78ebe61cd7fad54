"""How everybody reads a question, its supporters, and the names at the desk."""

import msgspec
import pytest

from server.room.merging import QuestionsMerged
from server.room.people import NameSet
from server.room.planning import ProgrammePlanned
from server.room.questions import QuestionEdited
from server.room.reading import (
    Worded,
    is_muted,
    session_of,
    staff_name,
    supported,
    supporters,
    supports,
    version,
    worded,
)
from server.room.records import Conduct, StaffLink, Translation
from server.room.rewording import QuestionReworded
from server.room.state import State
from server.room.support import QuestionUpvoted
from server.room.triage import QuestionApproved
from server.room.wording import Text
from tests.room.given import ANNA, BEN, CHIE, LIVE, MO, Q1, Q2, SERVER, Room, asked, by, given
from tests.room.plan import RT2, plan_of

PREPARED = "rt1-q1"
REWORDED = QuestionReworded(Q1, "Pourquoi donc ?", "fr")


def translated(room: Room, *translations: Translation, question: str = Q1) -> State:
    """The state in which a question has these translations too."""
    edition = room.state.edition(question)
    room.state.editions[question] = msgspec.structs.replace(edition, translations=translations)
    return room.state


def test_a_question_is_read_as_it_was_asked() -> None:
    assert worded(given(LIVE, asked("Why?")).state, Q1) == Worded(Text(en="Why?"), "en", (), ("fr", "ja"))


def test_a_question_in_no_language_of_the_house_counts_as_english() -> None:
    room = given(LIVE, msgspec.structs.replace(asked("Why?"), language="tlh"))
    assert worded(room.state, Q1)[:2] == (Text(en="Why?"), "en")


def test_a_reworded_question_is_read_as_reworded_and_says_what_was_asked() -> None:
    room = given(LIVE, asked("Why?"), REWORDED)
    assert worded(room.state, Q1) == Worded(Text(fr="Pourquoi donc ?"), "fr", (), ("ja",), "Why?")


def test_a_rewording_that_was_taken_back_leaves_what_was_asked() -> None:
    room = given(LIVE, asked("Why?"), REWORDED, QuestionReworded(Q1, "", ""))
    assert worded(room.state, Q1)[:2] == (Text(en="Why?"), "en")
    assert worded(room.state, Q1).as_asked == ""


def test_a_translation_is_read_beside_the_original_and_a_machine_s_is_marked() -> None:
    french, japanese = (
        Translation("fr", "Pourquoi ?", "mo", 0),
        Translation("ja", "なぜ？", "", 0, machine=True),
    )
    state = translated(given(LIVE, asked("Why?")), french, japanese)
    assert worded(state, Q1) == Worded(Text("Pourquoi ?", "なぜ？", "Why?"), "en", ("ja",))


def test_a_translation_of_an_earlier_wording_is_not_read() -> None:
    stale, fresh = Translation("fr", "Pourquoi ?", "mo", 0), Translation("ja", "どうして？", "mo", 1)
    state = translated(given(LIVE, asked("Why?"), QuestionReworded(Q1, "How so?", "en")), stale, fresh)
    assert worded(state, Q1) == Worded(Text(ja="どうして？", en="How so?"), "en", (), ("fr",), "Why?")


def test_a_translation_never_stands_before_the_original() -> None:
    state = translated(
        given(LIVE, asked("Why?")),
        Translation("en", "Whence?", "", 0, machine=True),
        Translation("tlh", "qatlh", "mo", 0),
    )
    assert worded(state, Q1) == Worded(Text(en="Why?"), "en", (), ("fr", "ja"))


def test_a_prepared_question_is_read_as_planned_and_its_original_is_what_the_hall_reads_first() -> None:
    assert worded(given().state, PREPARED) == Worded(Text("Pourquoi ?", "なぜですか。", "Why?"), "fr")


def test_a_prepared_question_can_be_translated_into_what_it_lacks() -> None:
    question = msgspec.structs.replace(RT2.questions[0], text=Text(ja="いつですか。"))
    plan = plan_of(msgspec.structs.replace(RT2, questions=(question,)))
    room = given(by(SERVER, ProgrammePlanned(plan)))
    assert worded(room.state, question.id) == Worded(question.text, "ja", (), ("fr",))
    state = translated(room, Translation("fr", "Quand ?", "mo", 0), question=question.id)
    assert worded(state, question.id) == Worded(Text(fr="Quand ?", ja="いつですか。"), "ja")


def test_a_question_that_nobody_knows_has_no_words() -> None:
    assert worded(given().state, "nothing") == Worded(Text(), "", (), ("fr", "ja"))
    assert worded(State(), "nothing") == Worded(Text(), "")


def test_the_edits_of_its_author_and_the_rewordings_of_the_desk_make_the_version() -> None:
    room = given(LIVE, asked("Why?"))
    assert version(room.state, Q1) == 0
    room.and_given(QuestionEdited(Q1, "How?", "en"), REWORDED, QuestionReworded(Q1, "", ""))
    assert version(room.state, Q1) == 3
    assert version(room.state, PREPARED) == 0


def merged() -> Room:
    """Anna and Ben support one question, Ben and Chie the other, which went into the first."""
    facts = (asked("Why?", Q1), asked("Why so?", Q2), QuestionApproved(Q1), QuestionApproved(Q2))
    votes = (by(ANNA, QuestionUpvoted(Q1)), *(by(BEN, QuestionUpvoted(one)) for one in (Q1, Q2)))
    return given(LIVE, *facts, *votes, by(CHIE, QuestionUpvoted(Q2)), QuestionsMerged(Q2, Q1))


def test_supporters_of_merged_questions_are_counted_once_each() -> None:
    state = merged().state
    assert supporters(state, Q1) == 3
    assert supporters(state, Q2) == 2
    assert [supporters(state, one) for one in (PREPARED, "nothing")] == [0, 0]


def test_somebody_supports_a_question_through_one_that_was_merged_with_it() -> None:
    state = merged().state
    assert [supports(state, Q1, person) for person in ("anna", "ben", "chie", "dora")] == [True] * 3 + [False]
    assert not supports(state, Q2, "anna")
    assert not supports(state, PREPARED, "anna")


def test_what_somebody_supports_is_named_as_the_hall_knows_it() -> None:
    state = merged().state
    assert [supported(state, person) for person in ("anna", "ben", "chie", "dora")] == [(Q1,)] * 3 + [()]


@pytest.mark.parametrize("question", [Q1, "rt1-q2"])
def test_a_question_belongs_to_a_session(question: str) -> None:
    session = session_of(given(LIVE, asked()).state, question)
    assert session
    assert session.id == "rt1"


def test_an_unknown_question_belongs_to_no_session() -> None:
    assert session_of(given().state, "nothing") is None
    assert session_of(given(LIVE, asked(), by(SERVER, ProgrammePlanned(plan_of(RT2)))).state, Q1) is None


def test_somebody_is_muted_by_the_desk_alone() -> None:
    state = given(LIVE, asked()).state
    assert not is_muted(state, "anna")
    state.conducts["anna"], state.conducts["ben"] = Conduct(muted=True), Conduct(blocked=True)
    assert [is_muted(state, one) for one in ("anna", "ben", "chie")] == [True, False, False]


def test_staff_are_called_as_they_say_or_else_as_their_link_does() -> None:
    state = given(by(MO, NameSet("Monique"))).state
    state.staff["mo"], state.staff["sam"] = (StaffLink("moderator", name, 1) for name in ("Desk 1", "Desk 2"))
    assert [staff_name(state, one) for one in ("mo", "sam", "nobody")] == ["Monique", "Desk 2", ""]
