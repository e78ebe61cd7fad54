"""How phones read what the desk reworded, translated, merged, pinned or replied to."""

import msgspec
import pytest

from moderation.status import ReviewMode, Status
from server.room.base import Actor
from server.room.care import QuestionPinned, QuestionReplied
from server.room.limits import LimitsSet
from server.room.merging import QuestionsMerged, QuestionSplit
from server.room.planning import ProgrammePlanned
from server.room.programme import PreparedQuestion
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged
from server.room.sessions import ReviewModeSet
from server.room.support import QuestionUpvoted
from server.room.translations import QuestionTranslated, TranslationDropped
from server.room.triage import QuestionAnswered, QuestionErased
from server.room.wording import Text
from server.views.audience import Asking, Audience, Card
from server.views.common import Count
from server.views.part import Insert, Remove, Replace, Wording, said
from tests.room.given import (
    ANNA,
    BEN,
    CHIE,
    LIVE,
    MO,
    Q1,
    Q2,
    Q3,
    SERVER,
    Fact,
    Given,
    Room,
    asked,
    by,
    given,
)
from tests.room.plan import RT1, plan_of
from tests.views.screens import changes, shown, written

PUBLISH = ReviewModeSet("rt1", ReviewMode.PUBLISH)
REWORDED = QuestionReworded(Q1, "Pourquoi donc ?", "fr")
JAPANESE = QuestionTranslated(Q1, "ja", "なぜですか。", 0)
DRAFT = by(SERVER, QuestionTranslated(Q1, "fr", "Pourquoi ?", 0, machine=True))


def page(room: Room) -> Audience:
    made = shown(room, "audience")
    assert isinstance(made, Audience)
    return made


def cards(room: Room) -> dict[str, Card]:
    return {card.question: card for card in page(room).questions.items}


def three(*facts: Given) -> Room:
    """Three published questions, asked in this order."""
    return given(LIVE, PUBLISH, asked("Why?", Q1), asked("How?", Q2), asked("When?", Q3), *facts)


def votes(question: str, *people: Actor) -> list[Fact]:
    return [by(one, QuestionUpvoted(question)) for one in people]


def test_a_question_is_read_as_the_desk_reworded_it_and_says_so() -> None:
    card = cards(three(by(MO, REWORDED)))[Q1]
    assert (card.wording, card.reworded) == (Wording(Text(fr="Pourquoi donc ?"), "fr"), True)
    assert "Why?" not in written(page(three(by(MO, REWORDED))))
    assert not cards(three())[Q1].reworded


def test_a_question_is_read_in_every_language_that_it_was_put_into() -> None:
    room = three(by(MO, JAPANESE))
    assert cards(room)[Q1].wording == Wording(Text(ja="なぜですか。", en="Why?"), "en")
    room.and_given(by(MO, TranslationDropped(Q1, "ja")))
    assert cards(room)[Q1].wording == said("en", "Why?")


def test_what_a_machine_wrote_is_marked_until_somebody_confirms_it() -> None:
    room = three(DRAFT)
    assert cards(room)[Q1].wording == Wording(Text(fr="Pourquoi ?", en="Why?"), "en", ("fr",))
    room.and_given(by(MO, QuestionTranslated(Q1, "fr", "Pourquoi ?", 0)))
    assert cards(room)[Q1].wording.machine == ()


def test_the_translation_of_an_earlier_wording_is_not_shown() -> None:
    assert cards(three(by(MO, JAPANESE), by(MO, REWORDED)))[Q1].wording.text == Text(fr="Pourquoi donc ?")


def test_what_a_machine_made_of_a_prepared_question_has_what_was_prepared_behind_it() -> None:
    only_french = msgspec.structs.replace(RT1, questions=(PreparedQuestion("rt1-q1", Text(fr="Pourquoi ?")),))
    room = given(by(SERVER, ProgrammePlanned(plan_of(only_french))), LIVE, QuestionStaged("rt1-q1"))
    assert page(room).on_stage.wording == Wording(Text(fr="Pourquoi ?"))
    room.and_given(by(SERVER, QuestionTranslated("rt1-q1", "ja", "なぜ。", 0, machine=True)))
    assert page(room).on_stage.wording == Wording(Text(fr="Pourquoi ?", ja="なぜ。"), "fr", ("ja",))


def test_a_question_on_stage_is_read_as_it_is_in_the_list() -> None:
    room = three(by(MO, REWORDED), QuestionStaged(Q1))
    assert page(room).on_stage.wording == cards(room)[Q1].wording


# what was merged


def test_a_merged_question_leaves_the_list_and_its_supporters_count_once_for_the_other() -> None:
    room = three(*votes(Q1, ANNA, BEN), *votes(Q2, BEN, CHIE))
    patches = changes(room, "audience", QuestionsMerged(Q2, Q1))
    assert [patch for patch in patches if isinstance(patch, Remove | Replace)] == [
        Remove(f"q-{Q2}"),
        Replace(Count(f"n-{Q1}", 3)),
    ]
    assert "How?" not in written(page(room))


def test_the_support_of_both_decides_the_order() -> None:
    room = three(*votes(Q3, ANNA, BEN), *votes(Q1, CHIE), *votes(Q2, ANNA, BEN))
    assert list(cards(room)) == [Q2, Q3, Q1]
    assert list(cards(room.and_given(QuestionsMerged(Q2, Q1)))) == [Q1, Q3]


def test_a_question_that_is_split_off_comes_back_with_its_own_support() -> None:
    room = three(*votes(Q2, BEN), QuestionsMerged(Q2, Q1))
    patches = changes(room, "audience", QuestionSplit(Q2))
    assert [patch.part.id for patch in patches if isinstance(patch, Insert)] == [f"q-{Q2}"]
    assert (cards(room)[Q1].votes.n, cards(room)[Q2].votes.n) == (0, 1)


# what is pinned, and replies


def test_pinned_questions_come_first_even_when_they_are_answered() -> None:
    room = three(*votes(Q1, ANNA), QuestionPinned(Q3, on=True), QuestionAnswered(Q3))
    assert list(cards(room)) == [Q3, Q1, Q2]
    assert [card.pinned for card in cards(room).values()] == [True, False, False]
    room.and_given(QuestionPinned(Q3, on=False))
    assert list(cards(room)) == [Q1, Q2, Q3]


def test_a_reply_stands_beneath_its_question_until_it_is_taken_away() -> None:
    room = three(QuestionReplied(Q1, "Parce que.", "fr"))
    assert cards(room)[Q1].reply == said("fr", "Parce que.")
    assert cards(room)[Q2].reply is None
    assert cards(room.and_given(QuestionReplied(Q1, "", "")))[Q1].reply is None


def test_an_erased_question_takes_its_reply_along() -> None:
    room = three(QuestionReplied(Q1, "Parce que.", "fr"), QuestionErased(Q1))
    assert "Parce que" not in written(page(room))


# how one may ask


@pytest.mark.parametrize(("pace", "each"), [(0, 0), (120, 0), (0, 3), (30, 1)])
def test_the_page_says_how_often_a_person_may_ask(pace: int, each: int) -> None:
    room = given(LIVE, *([LimitsSet("rt1", pace, each)] if pace or each else []))
    assert page(room).asking == Asking("asking", "rt1", ReviewMode.REVIEW, pace, each)


def test_nothing_that_the_desk_does_to_one_question_sends_another_again() -> None:
    for fact in (REWORDED, JAPANESE, QuestionReplied(Q1, "Parce que.", "fr"), QuestionAnswered(Q1)):
        patches = changes(three(), "audience", by(MO, fact))
        sent = [patch.part for patch in patches if isinstance(patch, Replace)]
        assert [part.id for part in sent] == [f"q-{Q1}"]


def test_a_question_that_waits_may_be_translated_without_the_hall_seeing_it() -> None:
    room = given(LIVE, asked("Why?"))
    assert changes(room, "audience", by(MO, JAPANESE), by(MO, QuestionReworded(Q1, "Perche?", "en"))) == []
    assert room.state.standings[Q1].status is Status.PENDING
