"""The life of a question: its statuses, and which decision leads from which to which."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Status(StrEnum):
    """Where a question is in its life; only prepared questions are ever `planned`."""

    PLANNED = "planned"
    PENDING = "pending"
    LIVE = "live"
    ON_STAGE = "on_stage"
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be decided about a question."""

    APPROVE = "approve"
    DISMISS = "dismiss"
    RESTORE = "restore"
    ANSWER = "answer"
    STAGE = "stage"
    UNSTAGE = "unstage"
    MERGE = "merge"
    WITHDRAW = "withdraw"


class ReviewMode(StrEnum):
    """How the questions of a session are reviewed."""

    REVIEW = "review"
    PUBLISH = "publish"
    CLOSED = "closed"


VISIBLE = frozenset({Status.LIVE, Status.ON_STAGE, Status.ANSWERED})

_Table = Mapping[Verb, Mapping[Status, Status]]

# Nothing reaches the stage unreviewed: there is no way from pending to on_stage.
ASKED: _Table = MappingProxyType(
    {
        Verb.APPROVE: {Status.PENDING: Status.LIVE},
        Verb.DISMISS: {
            Status.PENDING: Status.DISMISSED,
            Status.LIVE: Status.DISMISSED,
            Status.ON_STAGE: Status.DISMISSED,
            Status.ANSWERED: Status.DISMISSED,
        },
        Verb.RESTORE: {Status.DISMISSED: Status.LIVE, Status.ANSWERED: Status.LIVE},
        Verb.ANSWER: {Status.LIVE: Status.ANSWERED, Status.ON_STAGE: Status.ANSWERED},
        Verb.STAGE: {Status.LIVE: Status.ON_STAGE, Status.ANSWERED: Status.ON_STAGE},
        Verb.UNSTAGE: {Status.ON_STAGE: Status.LIVE},
        # A split puts back what was before; what is on stage stays there until it has been answered.
        Verb.MERGE: {
            Status.PENDING: Status.MERGED,
            Status.LIVE: Status.MERGED,
            Status.ANSWERED: Status.MERGED,
        },
        Verb.WITHDRAW: {
            Status.PENDING: Status.WITHDRAWN,
            Status.LIVE: Status.WITHDRAWN,
            Status.MERGED: Status.WITHDRAWN,
        },
    }
)
PREPARED: _Table = MappingProxyType(
    {
        Verb.STAGE: {Status.PLANNED: Status.ON_STAGE, Status.ANSWERED: Status.ON_STAGE},
        Verb.UNSTAGE: {Status.ON_STAGE: Status.PLANNED},
        Verb.ANSWER: {Status.PLANNED: Status.ANSWERED, Status.ON_STAGE: Status.ANSWERED},
        Verb.RESTORE: {Status.ANSWERED: Status.PLANNED},
    }
)


def after(verb: Verb, status: Status, *, prepared: bool = False) -> Status | None:
    """The status that the decision leads to, or None if it is not possible from `status`."""
    return (PREPARED if prepared else ASKED).get(verb, {}).get(status)


def first_status(mode: ReviewMode) -> Status | None:
    """Where the life of a question begins in a review mode; None if none is taken."""
    return {ReviewMode.REVIEW: Status.PENDING, ReviewMode.PUBLISH: Status.LIVE}.get(mode)
