"""The desk makes a question clearer; what its author wrote is kept."""

import pytest

from moderation.status import ReviewMode, Status
from moderation.text import QUESTION_LIMIT
from server.room.base import Command, Event, Refusal
from server.room.merging import QuestionsMerged
from server.room.questions import Edit, QuestionEdited, QuestionWithdrawn
from server.room.reading import worded
from server.room.records import Edition
from server.room.rewording import QuestionReworded, Reword
from server.room.screen import QuestionStaged
from server.room.sessions import ReviewModeSet
from server.room.state import Standing
from server.room.support import QuestionUpvoted
from server.room.triage import Approve, QuestionAnswered, QuestionApproved, QuestionDismissed
from server.room.undo import Undo
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, SAM, Given, Room, asked, by, given

HOW = QuestionReworded(Q1, "How so?", "en")


def test_a_reworded_question_is_read_anew_and_keeps_its_author_s_words() -> None:
    room = given(LIVE, asked("Why?")).when(Reword(Q1, " How  so? ")).then(HOW)
    assert room.state.editions[Q1] == Edition("How so?", "en", rewordings=1)
    assert room.state.questions[Q1].text == "Why?"
    assert room.state.standings[Q1] == Standing(Status.PENDING)


def test_a_rewording_can_be_in_another_language() -> None:
    given(LIVE, asked("Why?")).when(Reword(Q1, "どうして？")).then(QuestionReworded(Q1, "どうして？", "ja"))


def test_reworded_and_approved_is_one_action() -> None:
    room = given(LIVE, asked("Why?")).when(Reword(Q1, "How so?", approve=True))
    state = room.then(QuestionReworded(Q1, "How so?", "en", approve=True)).state
    assert state.standings[Q1] == Standing(Status.LIVE, by="mo")
    Room(state).when(Undo()).happens()
    assert state.standings[Q1] == Standing(Status.PENDING)
    assert Q1 not in state.editions


def test_approving_with_the_words_that_it_has_rewords_nothing() -> None:
    room = given(LIVE, asked("Why?"))
    room.when(Reword(Q1, "Why?", approve=True)).then(QuestionApproved(Q1, edits=0))
    assert room.state.editions == {}


def test_what_is_published_already_stays_where_it_is_when_it_is_reworded() -> None:
    room = given(LIVE, asked("Why?"), QuestionApproved(Q1), QuestionStaged(Q1))
    room.when(Reword(Q1, "How so?", approve=True)).happens()
    assert room.state.standings[Q1].status is Status.ON_STAGE
    assert room.state.halls["main"].on_stage == Q1


def test_rewording_to_what_its_author_wrote_takes_the_rewording_back() -> None:
    room = given(LIVE, asked("Why?"), HOW).when(Reword(Q1, "Why?")).then(QuestionReworded(Q1, "", ""))
    assert room.state.editions[Q1] == Edition(rewordings=2)


def test_the_same_words_are_no_rewording() -> None:
    given(LIVE, asked("Why?")).when(Reword(Q1, "Why?")).then(Refusal.NOTHING_CHANGED)
    given(LIVE, asked("Why?"), HOW).when(Reword(Q1, "How so?")).then(Refusal.NOTHING_CHANGED)


def test_a_rewording_is_a_question_like_another() -> None:
    room = given(LIVE, asked())
    room.when(Reword(Q1, " \u200b ")).then(Refusal.EMPTY)
    room.when(Reword(Q1, "x" * (QUESTION_LIMIT + 1))).then(Refusal.TOO_LONG)
    room.when(Reword(Q1, "\n".join("abcdefghi"))).then(Refusal.TOO_MANY_LINES)


@pytest.mark.parametrize("question", ["rt1-q1", "nothing"])
def test_only_questions_of_the_audience_are_reworded(question: str) -> None:
    given(LIVE).when(Reword(question, "How?")).then(Refusal.UNKNOWN_QUESTION)
    assert given(LIVE).after(QuestionReworded(question, "How?", "en")) is Refusal.UNKNOWN_QUESTION


@pytest.mark.parametrize(
    "gone",
    [QuestionDismissed(Q1), by(ANNA, QuestionWithdrawn(Q1)), QuestionsMerged(Q1, Q2)],
)
def test_what_nobody_will_read_is_not_reworded(gone: Given) -> None:
    given(LIVE, asked(), asked("How?", Q2), gone).when(Reword(Q1, "How?")).then(Refusal.NOT_ANY_MORE)


@pytest.mark.parametrize("moves", [(), (QuestionApproved(Q1),), (QuestionApproved(Q1), QuestionAnswered(Q1))])
def test_what_may_still_be_read_can_be_reworded(moves: tuple[Event, ...]) -> None:
    given(LIVE, asked(), *moves).when(Reword(Q1, "How so?")).then(HOW)


def test_a_rewording_keeps_the_upvotes() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), by(BEN, QuestionUpvoted(Q1)), HOW)
    assert list(room.state.questions[Q1].upvoters) == ["ben"]


# two at once


def test_whoever_rewords_what_somebody_else_has_reworded_is_told() -> None:
    room = given(LIVE, asked(), by(SAM, HOW))
    room.when(Reword(Q1, "Why not?", seen=0), by=MO).then(Refusal.CHANGED_SINCE)
    room.when(Reword(Q1, "Why not?", seen=1), by=MO).then(QuestionReworded(Q1, "Why not?", "en", 1))


def test_of_two_rewordings_of_the_same_wording_the_first_in_the_log_counts() -> None:
    room = given(LIVE, asked(), by(SAM, QuestionReworded(Q1, "How so?", "en", seen=0)))
    assert room.after(by(MO, QuestionReworded(Q1, "Why so?", "en", seen=0))) is Refusal.CHANGED_SINCE
    assert worded(room.state, Q1).text.en == "How so?"


def test_whoever_rewords_what_its_author_has_just_changed_is_told() -> None:
    room = given(LIVE, asked(), QuestionEdited(Q1, "Whence?", "en"))
    room.when(Reword(Q1, "How so?", seen=0)).then(Refusal.REWORDED)


def test_its_author_s_new_words_do_not_hide_behind_the_rewording_of_the_old_ones() -> None:
    room = given(LIVE, asked(), by(SAM, HOW)).when(Edit(Q1, "Whence?")).happens()
    assert worded(room.state, Q1).text.en == "Whence?"
    room.when(Reword(Q1, "How so?", seen=1)).then(Refusal.REWORDED)
    room.when(Approve(Q1, edits=0)).then(Refusal.REWORDED)
    room.when(Undo(), by=SAM).then(Refusal.CHANGED_SINCE)


def test_a_rewording_that_was_taken_back_does_not_come_back_before_its_author_s_new_words() -> None:
    room = given(
        LIVE, asked(), by(SAM, HOW), QuestionReworded(Q1, "", ""), QuestionEdited(Q1, "Whence?", "en")
    )
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)
    assert worded(room.state, Q1).text.en == "Whence?"


def test_a_rewording_is_not_undone_once_somebody_else_has_reworded() -> None:
    room = given(LIVE, asked(), HOW, by(SAM, QuestionReworded(Q1, "", "")))
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)


def test_an_author_whose_question_was_published_first_sees_it_reworded_too() -> None:
    room = given(LIVE, ReviewModeSet("rt1", ReviewMode.PUBLISH), asked())
    room.when(Reword(Q1, "How so?")).then(HOW)
    room.when(Edit(Q1, "Whence?")).then(Refusal.NOT_ANY_MORE)


def test_approving_the_words_that_the_desk_has_given_it_publishes_those() -> None:
    room = given(LIVE, asked("Why?"), HOW)
    room.when(Reword(Q1, "How so?", approve=True)).then(QuestionApproved(Q1, edits=1))
    assert room.state.standings[Q1].status is Status.LIVE


@pytest.mark.parametrize("late", [Approve(Q1, edits=1), Reword(Q1, "Since when?", seen=1)])
@pytest.mark.parametrize(
    "anew", [by(SAM, QuestionReworded(Q1, "Where?", "en")), QuestionEdited(Q1, "Whence?", "en")]
)
def test_whoever_read_a_rewording_that_was_undone_has_not_read_the_next_wording(
    late: Command, anew: Given
) -> None:
    room = given(LIVE, asked(), by(SAM, HOW)).when(Undo(), by=SAM).happens().and_given(anew)
    outcome = room.when(late, by=MO).outcome
    assert outcome in {Refusal.CHANGED_SINCE, Refusal.REWORDED}
