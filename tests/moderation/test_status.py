"""The life of a question, as the table tells it."""

import itertools

import pytest

from moderation.status import VISIBLE, ReviewMode, Status, Verb, after, first_status

ASKED_MOVES = {
    (Verb.APPROVE, Status.PENDING): Status.LIVE,
    (Verb.DISMISS, Status.PENDING): Status.DISMISSED,
    (Verb.DISMISS, Status.LIVE): Status.DISMISSED,
    (Verb.DISMISS, Status.ON_STAGE): Status.DISMISSED,
    (Verb.DISMISS, Status.ANSWERED): Status.DISMISSED,
    (Verb.RESTORE, Status.DISMISSED): Status.LIVE,
    (Verb.RESTORE, Status.ANSWERED): Status.LIVE,
    (Verb.ANSWER, Status.LIVE): Status.ANSWERED,
    (Verb.ANSWER, Status.ON_STAGE): Status.ANSWERED,
    (Verb.STAGE, Status.LIVE): Status.ON_STAGE,
    (Verb.STAGE, Status.ANSWERED): Status.ON_STAGE,
    (Verb.UNSTAGE, Status.ON_STAGE): Status.LIVE,
    (Verb.WITHDRAW, Status.PENDING): Status.WITHDRAWN,
    (Verb.WITHDRAW, Status.LIVE): Status.WITHDRAWN,
    (Verb.WITHDRAW, Status.MERGED): Status.WITHDRAWN,
    (Verb.MERGE, Status.PENDING): Status.MERGED,
    (Verb.MERGE, Status.LIVE): Status.MERGED,
    (Verb.MERGE, Status.ANSWERED): Status.MERGED,
}
PREPARED_MOVES = {
    (Verb.STAGE, Status.PLANNED): Status.ON_STAGE,
    (Verb.STAGE, Status.ANSWERED): Status.ON_STAGE,
    (Verb.UNSTAGE, Status.ON_STAGE): Status.PLANNED,
    (Verb.ANSWER, Status.PLANNED): Status.ANSWERED,
    (Verb.ANSWER, Status.ON_STAGE): Status.ANSWERED,
    (Verb.RESTORE, Status.ANSWERED): Status.PLANNED,
}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("status", Status)
def test_an_asked_question_moves_only_as_listed(verb: Verb, status: Status) -> None:
    assert after(verb, status) == ASKED_MOVES.get((verb, status))


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("status", Status)
def test_a_prepared_question_moves_only_as_listed(verb: Verb, status: Status) -> None:
    assert after(verb, status, prepared=True) == PREPARED_MOVES.get((verb, status))


def test_nothing_unreviewed_reaches_the_stage() -> None:
    assert after(Verb.STAGE, Status.PENDING) is None
    assert after(Verb.STAGE, Status.DISMISSED) is None


@pytest.mark.parametrize("verb", Verb)
def test_nothing_brings_a_withdrawn_question_back(verb: Verb) -> None:
    assert after(verb, Status.WITHDRAWN) is None
    assert after(verb, Status.WITHDRAWN, prepared=True) is None


def test_an_asked_question_is_never_planned_and_a_prepared_one_never_waits() -> None:
    asked = {after(verb, status) for verb, status in itertools.product(Verb, Status)}
    prepared = {after(verb, status, prepared=True) for verb, status in itertools.product(Verb, Status)}
    assert Status.PLANNED not in asked
    assert prepared == {Status.ON_STAGE, Status.PLANNED, Status.ANSWERED, None}


def test_the_hall_sees_only_what_was_published() -> None:
    assert {Status.LIVE, Status.ON_STAGE, Status.ANSWERED} == VISIBLE


@pytest.mark.parametrize(
    ("mode", "status"),
    [
        (ReviewMode.REVIEW, Status.PENDING),
        (ReviewMode.PUBLISH, Status.LIVE),
        (ReviewMode.CLOSED, None),
    ],
)
def test_the_review_mode_says_where_a_question_begins(mode: ReviewMode, status: Status | None) -> None:
    assert first_status(mode) is status


def test_statuses_keep_the_names_that_the_log_holds() -> None:
    assert list(Status) == [
        *("planned", "pending", "live", "on_stage", "answered", "dismissed", "merged", "withdrawn")
    ]
    assert list(ReviewMode) == ["review", "publish", "closed"]
