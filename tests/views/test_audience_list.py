"""The list of questions on the phone's page, and how little of it is sent when it changes."""

import pytest

from moderation.status import ReviewMode
from server.room.base import Actor, Event
from server.room.prompts import AnnouncementMade
from server.room.screen import QuestionStaged, ScreenBlanked
from server.room.sessions import ReviewModeSet, SessionStarted
from server.room.support import QuestionUpvoted, UpvoteRetracted
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed, QuestionErased
from server.room.wording import Text
from server.views.audience import Audience, questions
from server.views.audience.questions import SECOND
from server.views.common import Count
from server.views.part import Insert, Order, Remove, Replace
from tests.room.given import ANNA, BEN, CHIE, LIVE, Q1, Q2, Q3, START, Fact, Room, asked, by, given
from tests.views.screens import changes, shown, written

PUBLISH = ReviewModeSet("rt1", ReviewMode.PUBLISH)


def page(room: Room, hall: str = "main") -> Audience:
    made = shown(room, "audience", hall)
    assert isinstance(made, Audience)
    return made


def listed(room: Room) -> list[str]:
    return [card.question for card in page(room).questions.items]


def three(*facts: Event | Fact) -> Room:
    """Three published questions, asked in this order."""
    return given(LIVE, PUBLISH, asked("1?", Q1), asked("2?", Q2), asked("3?", Q3), *facts)


def votes(question: str, *people: Actor) -> list[Fact]:
    return [by(one, QuestionUpvoted(question)) for one in people]


def test_the_most_supported_question_comes_first_and_among_equals_the_oldest() -> None:
    assert listed(three()) == [Q1, Q2, Q3]
    assert listed(three(*votes(Q3, BEN, CHIE), *votes(Q2, BEN))) == [Q3, Q2, Q1]


def test_answered_questions_come_last() -> None:
    assert listed(three(*votes(Q1, BEN, CHIE), QuestionAnswered(Q1))) == [Q2, Q3, Q1]


def moments(room: Room) -> dict[str, int]:
    return {card.question: card.asked_at for card in page(room).questions.items}


def test_every_question_tells_the_second_in_which_it_was_asked() -> None:
    room = three(*votes(Q3, BEN))
    shown = moments(room)
    assert sorted(shown, key=lambda question: shown[question]) == [Q1, Q2, Q3]
    assert all(moment % SECOND == 0 for moment in shown.values())
    assert {id: moment // SECOND for id, moment in shown.items()} == {
        id: question.asked_at // SECOND for id, question in room.state.questions.items()
    }


def at_once() -> Room:
    """Three questions of one second, none of them published."""
    ids = {Q1: ANNA, Q2: BEN, Q3: CHIE}
    return given(LIVE, *(by(who, asked(f"{id}?", id), at=START + 90_007) for id, who in ids.items()))


def test_questions_of_one_second_keep_their_order_and_tell_nothing_of_those_between_them() -> None:
    room = at_once().and_given(QuestionApproved(Q1), QuestionApproved(Q3))
    second = START + 90_000
    assert moments(room) == {Q1: second, Q3: second + 1}
    room.and_given(QuestionApproved(Q2))
    assert moments(room) == {Q1: second, Q2: second + 1, Q3: second + 2}


def test_what_was_dismissed_leaves_no_gap_on_a_phone() -> None:
    some, none = at_once(), at_once()
    some.and_given(QuestionDismissed(Q2), QuestionApproved(Q1), QuestionApproved(Q3))
    none.and_given(QuestionErased(Q2), QuestionApproved(Q1), QuestionApproved(Q3))
    assert page(some) == page(none)


def test_only_the_questions_of_the_live_session_are_listed() -> None:
    assert listed(three(SessionStarted("rt2"))) == []


def test_a_long_list_is_cut_and_says_by_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "SHOWN", 2)
    room = three(*votes(Q3, BEN))
    assert listed(room) == [Q3, Q1]
    assert page(room).questions.more.n == 1


# what changes


def test_an_upvote_changes_one_number() -> None:
    assert changes(three(), "audience", *votes(Q1, BEN)) == [Replace(Count(f"n-{Q1}", 1))]


def test_an_upvote_that_is_taken_back_changes_one_number() -> None:
    room = three(*votes(Q1, BEN))
    assert changes(room, "audience", by(BEN, UpvoteRetracted(Q1))) == [Replace(Count(f"n-{Q1}", 0))]


def test_an_upvote_that_changes_places_moves_the_list_and_sends_no_question_again() -> None:
    patches = changes(three(), "audience", *votes(Q2, BEN))
    order = (f"q-{Q2}", f"q-{Q1}", f"q-{Q3}")
    assert patches == [Replace(Count(f"n-{Q2}", 1)), Order("questions", order)]


def test_a_new_question_is_inserted_and_nothing_else() -> None:
    room = given(LIVE, PUBLISH, asked("1?", Q1))
    (patch,) = changes(room, "audience", asked("2?", Q2))
    assert isinstance(patch, Insert)
    assert (patch.into, patch.part.id) == ("questions", f"q-{Q2}")


def test_a_new_question_in_a_list_that_is_cut_changes_only_how_many_more_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(questions, "SHOWN", 2)
    patches = changes(three(), "audience", asked("4?", "question-number-4"))
    assert [patch.part.id for patch in patches if isinstance(patch, Replace)] == ["more-questions"]
    assert len(patches) == 1


def test_a_question_that_waits_changes_nothing() -> None:
    assert changes(given(LIVE), "audience", asked()) == []


def test_an_erased_question_leaves_the_others_untouched() -> None:
    assert changes(three(), "audience", QuestionErased(Q1)) == [Remove(f"q-{Q1}")]


def test_what_happens_in_the_other_hall_does_not_touch_this_one() -> None:
    room = three()
    patches = changes(
        room, "audience", QuestionStaged(Q1), AnnouncementMade("main", Text("Thé")), hall="side"
    )
    assert patches == []
    assert changes(room, "audience", ScreenBlanked("main")) == []


def test_presence_is_not_shown_to_phones() -> None:
    assert "12" not in written(page(given(LIVE)))
