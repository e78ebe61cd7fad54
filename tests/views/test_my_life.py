"""What I am told of my own question when the desk rewords it, merges it or replies to it."""

import pytest

from moderation.status import ReviewMode, Status
from server.room.base import Event
from server.room.care import QuestionReplied
from server.room.conduct import ParticipantMuted
from server.room.merging import QuestionsMerged, QuestionSplit
from server.room.people import NameSet
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged
from server.room.sessions import ReviewModeSet
from server.room.support import QuestionUpvoted, UpvoteRetracted
from server.room.translations import QuestionTranslated
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed
from server.room.wording import Text
from server.views.me import Joined, Mine, concerned, me
from server.views.part import Wording, said
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, Given, Room, asked, by, given
from tests.views.screens import written

REWORDED = QuestionReworded(Q1, "Pourquoi donc ?", "fr")


def mine(room: Room) -> Mine:
    """Anna's first question as she sees it."""
    return me(room.state, "main", ANNA.id, {}).questions[0]


def supports(room: Room) -> tuple[str, ...]:
    return me(room.state, "main", ANNA.id, {}).upvoted


def two(*facts: Given) -> Room:
    """A published question of mine, and one of somebody else's."""
    theirs = by(BEN, asked("How?", Q2))
    return given(LIVE, asked("Why?"), theirs, QuestionApproved(Q1), QuestionApproved(Q2), *facts)


def test_i_see_both_my_words_and_those_that_the_hall_reads() -> None:
    question = mine(two(by(MO, REWORDED)))
    assert question.wording == said("en", "Why?")
    assert question.published == said("fr", "Pourquoi donc ?")


def test_what_was_not_reworded_is_shown_once() -> None:
    assert mine(two()).published is None
    assert mine(two(by(MO, QuestionTranslated(Q1, "ja", "なぜ。", 0)))).published is None


@pytest.mark.parametrize("then", [None, QuestionDismissed(Q1)])
def test_a_rewording_that_the_hall_does_not_read_is_not_shown_to_me_either(then: Event | None) -> None:
    room = given(LIVE, asked("Why?"), by(MO, REWORDED), *([then] if then else []))
    assert mine(room).published is None
    assert "Pourquoi" not in written(mine(room))


def test_my_question_that_was_merged_has_the_life_of_the_one_that_speaks_for_it() -> None:
    room = two(QuestionsMerged(Q1, Q2))
    question = mine(room)
    assert (question.status, question.editable, question.withdrawable) == (Status.MERGED, False, False)
    assert question.joined == Joined(Status.LIVE, said("en", "How?"))
    assert mine(room.and_given(QuestionStaged(Q2))).joined == Joined(Status.ON_STAGE, said("en", "How?"))
    assert mine(room.and_given(QuestionAnswered(Q2))).joined == Joined(Status.ANSWERED, said("en", "How?"))
    room.and_given(QuestionDismissed(Q2, "Dear Ben, thank you"))
    assert mine(room).joined == Joined(Status.DISMISSED)
    assert "Ben" not in written(mine(room))


def test_i_do_not_read_what_waits_even_if_mine_was_merged_with_it() -> None:
    room = given(LIVE, asked("Why?"), by(BEN, asked("How?", Q2)), QuestionsMerged(Q1, Q2))
    assert mine(room).joined == Joined(Status.PENDING)
    assert "How" not in written(mine(room))


def test_my_question_that_is_split_off_is_itself_again() -> None:
    room = two(QuestionsMerged(Q1, Q2), QuestionSplit(Q1))
    assert (mine(room).status, mine(room).joined) == (Status.LIVE, None)


def test_i_see_the_reply_to_my_question_or_to_the_one_that_speaks_for_it() -> None:
    assert mine(two(QuestionReplied(Q1, "Parce que.", "fr"))).reply == said("fr", "Parce que.")
    merged = two(QuestionsMerged(Q1, Q2), QuestionReplied(Q2, "Ainsi.", "fr"))
    assert mine(merged).reply == said("fr", "Ainsi.")


def test_a_reply_goes_when_its_question_is_taken_down() -> None:
    room = two(QuestionReplied(Q1, "Parce que.", "fr"), QuestionDismissed(Q1))
    assert mine(room).reply is None


def test_my_support_goes_along_with_a_question_that_is_merged() -> None:
    room = two(by(ANNA, QuestionUpvoted(Q1)), QuestionsMerged(Q1, Q2))
    assert supports(room) == (Q2,)
    assert supports(room.and_given(by(ANNA, UpvoteRetracted(Q2)))) == ()
    assert supports(room.and_given(QuestionSplit(Q1))) == ()


def test_my_support_of_both_is_one() -> None:
    room = two(by(ANNA, QuestionUpvoted(Q1)), by(ANNA, QuestionUpvoted(Q2)), QuestionsMerged(Q1, Q2))
    assert supports(room) == (Q2,)


def test_whoever_is_muted_waits_like_everybody_whose_question_is_reviewed() -> None:
    publish, muting = ReviewModeSet("rt1", ReviewMode.PUBLISH), by(MO, ParticipantMuted(ANNA.id, on=True))
    muted = mine(given(LIVE, by(ANNA, NameSet("Anna")), publish, muting, asked("Why?")))
    assert muted == mine(given(LIVE, asked("Why?")))
    assert muted.wording == Wording(Text(en="Why?"), "en")


def test_what_happens_to_a_question_concerns_its_author_and_those_whose_questions_were_merged_with_it() -> (
    None
):
    assert concerned(two().state, Q2) == (BEN.id,)
    assert concerned(two(QuestionsMerged(Q1, Q2)).state, Q2) == (BEN.id, ANNA.id)
    assert concerned(two().state, "rt1-q1") == concerned(two().state, "nothing") == ()
