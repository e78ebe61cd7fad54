"""Polls that release 0.1.0 opened, with each ballot in the log, and what is to stand in the place of those.

Once such a poll has closed, the log is rewritten: each of its ballots becomes a `BallotErased`, all of them
alike, and the last one that counted becomes the `BallotsSummed` that says what all of them add up to.
"""

from typing import ClassVar

from moderation.polls import Phase
from server.room.base import Event, Refusal, Stamp
from server.room.state import BallotBox, State


def is_uncleansed(state: State, poll: str) -> bool:
    """Whether a poll is closed, and its ballots are still in the log for anybody to read."""
    box = state.boxes.get(poll)
    return box is not None and state.polls[poll].phase is Phase.CLOSED and not (box.sealed or box.cleansed)


class BallotErased(Event, tag="ballot-erased", frozen=True):
    """A ballot stood here; it counts in the poll's sum, or came too late."""

    from_rules: ClassVar[int] = 2
    poll: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return Refusal.POLL_NOT_OPEN


class BallotsSummed(Event, tag="ballots-summed", frozen=True):
    """The sum of a poll's ballots that were erased from the log; it counts where none of them does."""

    from_rules: ClassVar[int] = 2
    poll: str
    voters: int
    tally: dict[str, int]
    late_voters: int = 0
    unseen_voters: int = 0

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        box = state.boxes.get(self.poll)
        if box is None or box.sealed:
            return Refusal.POLL_NOT_OPEN
        return Refusal.NOTHING_CHANGED if box.cleansed or box.voters else None

    def apply(self, state: State, stamp: Stamp) -> None:
        state.boxes[self.poll] = BallotBox(
            tally=dict(self.tally),
            voters=self.voters,
            late_voters=self.late_voters,
            unseen_voters=self.unseen_voters,
            cleansed=True,
        )


def summed(poll: str, box: BallotBox) -> BallotsSummed:
    """The sum of a closed poll: in an order, and without what is 0, so that it tells of no single ballot."""
    tally = {option: count for option, count in sorted(box.tally.items()) if count}
    return BallotsSummed(poll, box.voters, tally, box.late_voters, box.unseen_voters)
