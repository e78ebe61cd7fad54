"""Of two members of the staff who act on one question, the one who lost hears who won and what they did."""

import pytest

from server.render.words import RIVALS, refusal_message
from server.room.base import Refusal
from server.room.people import NameSet
from server.room.questions import QuestionWithdrawn
from server.room.registry import EVENTS
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed
from server.room.undo import ActionUndone
from server.views.rival import Rival, rival
from tests.room.given import ANNA, LIVE, MO, Q1, Q2, SAM, Room, asked, by, given

LATE = Refusal.NOT_ANY_MORE


def waiting() -> Room:
    return given(LIVE, asked("Why?"), asked("When?", Q2)).and_given(by(SAM, NameSet("Aiko")))


def test_it_was_the_colleague_who_moved_it_last() -> None:
    room = waiting().and_given(by(MO, QuestionApproved(Q1)), by(SAM, QuestionAnswered(Q1)))
    assert rival(room.state, LATE, [Q1], MO.id) == Rival("Aiko", "question-answered")


def test_a_colleague_without_a_name_is_somebody() -> None:
    room = waiting().and_given(by(MO, QuestionApproved(Q1)))
    assert rival(room.state, LATE, [Q1], SAM.id) == Rival("", "question-approved")


def test_nobody_loses_to_themself() -> None:
    room = waiting().and_given(by(SAM, QuestionApproved(Q1)))
    assert rival(room.state, LATE, [Q1], SAM.id) is None


def test_an_author_who_takes_a_question_back_is_not_named() -> None:
    room = waiting().and_given(by(ANNA, NameSet("Anna")), by(ANNA, QuestionWithdrawn(Q1)))
    assert rival(room.state, LATE, [Q1], MO.id) == Rival("", "question-withdrawn")


def test_what_happened_longer_ago_than_anything_can_be_undone_is_still_told() -> None:
    room = waiting().and_given(by(SAM, QuestionDismissed(Q1)))
    room.state.undo.clear()
    assert rival(room.state, LATE, [Q1], MO.id) == Rival("Aiko", "question-dismissed")
    assert rival(room.state, LATE, [Q1], SAM.id) is None


def test_what_was_undone_counts_for_nobody() -> None:
    room = waiting().and_given(by(SAM, QuestionApproved(Q1)))
    room.and_given(by(SAM, ActionUndone(room.state.seq)))
    assert rival(room.state, LATE, [Q1], MO.id) is None


def test_of_two_questions_the_one_that_cannot_be_merged_any_more_counts() -> None:
    room = waiting().and_given(by(SAM, QuestionDismissed(Q2)), by(MO, QuestionApproved(Q1)))
    assert rival(room.state, LATE, [Q1, Q2], "a third") == Rival("Aiko", "question-dismissed")
    room = waiting().and_given(by(SAM, QuestionDismissed(Q1)), by(MO, QuestionApproved(Q2)))
    assert rival(room.state, LATE, [Q1, Q2], "a third") == Rival("Aiko", "question-dismissed")


def test_of_two_questions_that_only_together_cannot_be_merged_the_one_that_moved_last_counts() -> None:
    room = waiting().and_given(by(MO, NameSet("Mo")), by(SAM, QuestionApproved(Q1)))
    assert rival(room.state, LATE, [Q1, Q2], "a third") == Rival("Aiko", "question-approved")


def test_whoever_could_have_merged_two_questions_lost_to_the_one_that_moved_last() -> None:
    room = waiting().and_given(by(MO, QuestionApproved(Q2)), by(SAM, QuestionApproved(Q1)))
    assert rival(room.state, LATE, [Q1, Q2], "a third") == Rival("Aiko", "question-approved")


def test_an_undo_that_is_refused_says_who_acted_since() -> None:
    room = waiting().and_given(by(MO, QuestionApproved(Q1)), by(SAM, QuestionAnswered(Q1)))
    assert rival(room.state, Refusal.CHANGED_SINCE, [], MO.id) == Rival("Aiko", "question-answered")
    assert rival(room.state, Refusal.CHANGED_SINCE, [], "a third") is None


@pytest.mark.parametrize("code", sorted(set(Refusal) - {LATE, Refusal.CHANGED_SINCE}))
def test_no_other_refusal_is_anybody_s_doing(code: Refusal) -> None:
    room = waiting().and_given(by(SAM, QuestionApproved(Q1)))
    assert rival(room.state, code, [Q1], MO.id) is None


@pytest.mark.parametrize(
    ("lang", "name", "words"),
    [
        ("en", "Aiko", "Aiko has just published it."),
        ("en", "", "Another moderator has just published it."),
        ("fr", "Aiko", "Aiko vient de la publier."),
        ("fr", "", "Quelqu’un d’autre de l’équipe vient de la publier."),
        ("ja", "愛子", "愛子さんが先に公開しました。"),
        ("ja", "", "別の担当者が先に公開しました。"),
    ],
)
def test_the_words_name_whoever_has_a_name(lang: str, name: str, words: str) -> None:
    assert refusal_message(LATE, lang, Rival(name, "question-approved")) == words


def test_what_was_changed_meanwhile_is_said_to_be_left_as_it_is() -> None:
    message = refusal_message(Refusal.CHANGED_SINCE, "en", Rival("50 % Aiko", "question-answered"))
    assert message == "50 % Aiko has just marked it as answered. It was left as it is."


def test_a_deed_without_words_is_told_without_a_name() -> None:
    assert refusal_message(LATE, "en", Rival("Aiko", "scene-shown")) == refusal_message(LATE, "en")


def test_there_are_words_for_events_that_exist() -> None:
    assert set(RIVALS) <= set(EVENTS)


def test_a_merge_that_its_author_made_impossible_is_not_blamed_on_who_published_the_other_one() -> None:
    room = waiting().and_given(by(SAM, QuestionApproved(Q2)), by(ANNA, QuestionWithdrawn(Q1)))
    assert rival(room.state, LATE, [Q1, Q2], MO.id) == Rival("", "question-withdrawn")
