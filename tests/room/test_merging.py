"""Questions that ask the same become one, and can come apart again."""

import msgspec
import pytest

from moderation.status import ReviewMode, Status
from server.room.base import Event, Refusal
from server.room.merging import Merge, QuestionsMerged, QuestionSplit, Split
from server.room.questions import QuestionWithdrawn, Withdraw
from server.room.reading import supporters
from server.room.screen import QuestionStaged, Stage
from server.room.sessions import ReviewModeSet, SessionStarted
from server.room.state import Standing
from server.room.support import QuestionUpvoted, Retract, Upvote, UpvoteRetracted
from server.room.triage import (
    Approve,
    Dismiss,
    QuestionAnswered,
    QuestionApproved,
    QuestionDismissed,
    QuestionErased,
    QuestionRestored,
)
from server.room.undo import Undo
from tests.room.given import ANNA, BEN, CHIE, LIVE, MO, Q1, Q2, Q3, SAM, Given, Room, asked, by, given

PREPARED = "rt1-q1"
MERGED = QuestionsMerged(Q2, Q1)


def published(*facts: Given) -> Room:
    """Three questions, which the hall sees, of three people; and then these events."""
    askers = zip((Q1, Q2, Q3), (ANNA, BEN, CHIE), strict=True)
    questions = [by(person, asked(f"Why {id}?", id)) for id, person in askers]
    return given(LIVE, ReviewModeSet("rt1", ReviewMode.PUBLISH), *questions, *facts)


def merged(*facts: Given) -> Room:
    return published(by(SAM, MERGED), *facts)


def test_a_question_goes_into_another_one() -> None:
    room = published().when(Merge(Q2, Q1)).then(MERGED)
    assert room.state.standings[Q2] == Standing(Status.MERGED, by="mo", into=Q1, was=Status.LIVE)
    assert room.state.standings[Q1] == Standing(Status.LIVE, merged=(Q2,))


def test_a_merged_question_keeps_its_words_its_author_and_its_supporters() -> None:
    before = published(by(ANNA, QuestionUpvoted(Q2)))
    question = msgspec.structs.replace(before.state.questions[Q2])
    assert before.and_given(MERGED).state.questions[Q2] == question


def test_a_question_cannot_be_merged_with_itself_nor_with_one_that_was_merged() -> None:
    published().when(Merge(Q1, Q1)).then(Refusal.SAME_QUESTION)
    merged().when(Merge(Q3, Q2)).then(Refusal.SAME_QUESTION)
    merged().when(Merge(Q1, Q2)).then(Refusal.SAME_QUESTION)


def test_a_question_is_merged_once() -> None:
    merged().when(Merge(Q2, Q1)).then(Refusal.NOTHING_CHANGED)
    merged().when(Merge(Q2, Q3)).then(Refusal.NOT_ANY_MORE)


@pytest.mark.parametrize(
    ("question", "into"), [("nothing", Q1), (Q1, "nothing"), (PREPARED, Q1), (Q1, PREPARED)]
)
def test_only_questions_of_the_audience_are_merged(question: str, into: str) -> None:
    published().when(Merge(question, into)).then(Refusal.UNKNOWN_QUESTION)


def test_only_questions_of_one_session_are_merged() -> None:
    room = published(SessionStarted("ws"), asked("Who?", "question-elsewhere", "ws"))
    room.when(Merge("question-elsewhere", Q1)).then(Refusal.OUT_OF_RANGE)


@pytest.mark.parametrize(
    "gone", [QuestionDismissed(Q1), by(ANNA, QuestionWithdrawn(Q1))], ids=["dismissed", "withdrawn"]
)
def test_nothing_is_merged_with_or_into_a_question_that_is_gone(gone: Given) -> None:
    published(gone).when(Merge(Q2, Q1)).then(Refusal.NOT_ANY_MORE)
    published(gone).when(Merge(Q1, Q2)).then(Refusal.NOT_ANY_MORE)


@pytest.mark.parametrize(
    "gone", [QuestionDismissed(Q1), by(ANNA, QuestionWithdrawn(Q1))], ids=["dismissed", "withdrawn"]
)
def test_what_waits_is_not_merged_into_a_question_that_is_gone_either(gone: Given) -> None:
    room = given(LIVE, by(ANNA, asked("Why?", Q1)), asked("How?", Q2), gone)
    room.when(Merge(Q2, Q1)).then(Refusal.NOT_ANY_MORE)


def test_what_is_on_stage_stays_there_and_may_take_others_in() -> None:
    room = published(QuestionStaged(Q1))
    room.when(Merge(Q1, Q2)).then(Refusal.NOT_ANY_MORE)
    room.when(Merge(Q2, Q1)).then(MERGED)
    assert room.state.standings[Q1].merged == (Q2,)
    assert room.state.halls["main"].on_stage == Q1


def test_what_the_hall_sees_does_not_vanish_behind_what_still_waits() -> None:
    room = given(LIVE, asked("Why?", Q1), asked("How?", Q2), QuestionApproved(Q1))
    room.when(Merge(Q1, Q2)).then(Refusal.NOT_ANY_MORE)
    room.when(Merge(Q2, Q1)).then(MERGED)


def test_questions_that_wait_can_be_merged_with_each_other() -> None:
    room = given(LIVE, asked("Why?", Q1), asked("How?", Q2)).when(Merge(Q2, Q1)).then(MERGED)
    assert room.state.standings[Q2].was is Status.PENDING


@pytest.mark.parametrize("status", ["question", "into"])
def test_what_was_answered_can_be_merged(status: str) -> None:
    answered = Q2 if status == "question" else Q1
    published(QuestionAnswered(answered)).when(Merge(Q2, Q1)).then(MERGED)


def test_what_was_merged_with_a_question_goes_along_with_it() -> None:
    room = merged(QuestionAnswered(Q1)).when(Merge(Q1, Q3)).then(QuestionsMerged(Q1, Q3))
    assert room.state.standings[Q3].merged == (Q1, Q2)
    assert room.state.standings[Q1] == Standing(Status.MERGED, by="mo", into=Q3, was=Status.ANSWERED)
    assert room.state.standings[Q2] == Standing(Status.MERGED, by="mo", into=Q3, was=Status.LIVE)


@pytest.mark.parametrize(
    "move", [QuestionStaged(Q1), QuestionAnswered(Q1), QuestionDismissed(Q1, "Off topic")]
)
def test_a_question_that_moves_on_keeps_what_was_merged_with_it(move: Event) -> None:
    assert merged(move).state.standings[Q1].merged == (Q2,)


def test_a_dismissed_question_that_is_restored_has_kept_what_was_merged_with_it() -> None:
    room = merged(QuestionDismissed(Q1), QuestionRestored(Q1))
    assert room.state.standings[Q1] == Standing(Status.LIVE, by="mo", merged=(Q2,))


def test_a_question_that_steps_down_keeps_what_was_merged_with_it() -> None:
    room = merged(by(SAM, QuestionStaged(Q1)), by(MO, QuestionStaged(Q3)))
    assert room.state.standings[Q1] == Standing(Status.LIVE, by="mo", merged=(Q2,))


def test_nothing_else_is_decided_about_a_merged_question() -> None:
    for command in (Approve(Q2), Dismiss(Q2), Stage(Q2)):
        merged().when(command).then(Refusal.NOT_ANY_MORE)


# apart again


def test_a_split_question_is_what_it_was_before() -> None:
    room = merged().when(Split(Q2)).then(QuestionSplit(Q2))
    assert room.state.standings[Q2] == Standing(Status.LIVE, by="mo")
    assert room.state.standings[Q1] == Standing(Status.LIVE)


def test_one_question_is_split_off_and_the_others_stay() -> None:
    room = merged(QuestionsMerged(Q3, Q1), QuestionSplit(Q2))
    assert room.state.standings[Q1].merged == (Q3,)
    assert room.state.standings[Q3].into == Q1


def test_only_what_was_merged_can_be_split() -> None:
    merged().when(Split(Q1)).then(Refusal.NOT_ANY_MORE)
    merged().when(Split("nothing")).then(Refusal.UNKNOWN_QUESTION)
    merged(QuestionSplit(Q2)).when(Split(Q2)).then(Refusal.NOT_ANY_MORE)


def test_the_author_of_a_merged_question_may_take_it_back() -> None:
    room = merged().when(Withdraw(Q2), by=BEN).then(QuestionWithdrawn(Q2))
    assert room.state.standings[Q2] == Standing(Status.WITHDRAWN)
    assert room.state.standings[Q1].merged == ()


@pytest.mark.parametrize("gone", [by(ANNA, QuestionWithdrawn(Q1)), by(MO, QuestionErased(Q1))])
def test_what_was_merged_with_a_question_that_goes_for_good_is_what_it_was_before(gone: Given) -> None:
    room = merged(by(SAM, QuestionsMerged(Q3, Q1)), gone)
    assert {room.state.standings[one].status for one in (Q2, Q3)} == {Status.LIVE}
    assert {room.state.standings[one].into for one in (Q2, Q3)} == {""}


def test_an_erased_question_leaves_the_one_that_it_was_merged_with() -> None:
    room = merged(QuestionsMerged(Q3, Q1), QuestionErased(Q2))
    assert room.state.standings[Q1].merged == (Q3,)
    assert supporters(room.state, Q1) == 0


# undo


def test_a_merge_that_is_undone_leaves_everything_as_it_was() -> None:
    room = merged(by(SAM, QuestionAnswered(Q1)))
    was = dict(room.state.standings)
    room.and_given(QuestionsMerged(Q1, Q3)).when(Undo(), by=MO).happens()
    assert room.state.standings == was


def test_a_merge_is_not_undone_once_one_of_its_questions_has_moved_on() -> None:
    for since in (by(BEN, QuestionWithdrawn(Q2)), by(SAM, QuestionStaged(Q1)), by(SAM, QuestionErased(Q2))):
        published(by(MO, MERGED), since).when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)


def test_an_approval_is_not_undone_once_a_published_question_went_into_the_approved_one() -> None:
    room = given(LIVE, asked("Why?", Q1), asked("How?", Q2), by(SAM, QuestionApproved(Q2)))
    room.and_given(by(MO, QuestionApproved(Q1)), by(SAM, QuestionsMerged(Q2, Q1)))
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)


# upvotes


def test_who_supports_a_merged_question_already_supports_the_one_it_went_into() -> None:
    room = published(by(CHIE, QuestionUpvoted(Q2)), MERGED)
    room.when(Upvote(Q1), by=CHIE).then(Refusal.NOTHING_CHANGED)
    room.when(Upvote(Q1), by=BEN).then(QuestionUpvoted(Q1))
    assert supporters(room.state, Q1) == 2


def test_an_upvote_that_is_taken_back_is_taken_off_all_that_were_merged() -> None:
    votes = [by(CHIE, QuestionUpvoted(one)) for one in (Q1, Q2, Q3)]
    room = published(*votes, MERGED).when(Retract(Q1), by=CHIE).then(UpvoteRetracted(Q1))
    assert room.state.people["chie"].supports == [Q3]
    assert supporters(room.state, Q1) == 0
    room.and_given(QuestionSplit(Q2)).when(Upvote(Q2), by=CHIE).then(QuestionUpvoted(Q2))


def test_an_upvote_given_before_the_merge_can_be_taken_back_after_it() -> None:
    room = published(by(CHIE, QuestionUpvoted(Q2)), MERGED)
    room.when(Retract(Q1), by=CHIE).then(UpvoteRetracted(Q1))
    assert list(room.state.questions[Q2].upvoters) == []
    room.when(Retract(Q1), by=CHIE).then(Refusal.NOTHING_CHANGED)


def test_a_merged_question_itself_is_not_upvoted_any_more() -> None:
    merged().when(Upvote(Q2), by=CHIE).then(Refusal.NOT_ANY_MORE)


def test_a_split_question_has_its_own_supporters_again() -> None:
    room = published(by(CHIE, QuestionUpvoted(Q2)), MERGED, by(ANNA, QuestionUpvoted(Q1)), QuestionSplit(Q2))
    assert [list(room.state.questions[one].upvoters) for one in (Q1, Q2)] == [["anna"], ["chie"]]
