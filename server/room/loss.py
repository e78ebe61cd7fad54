"""The storage came back without its latest entries: the server says so, and a desk that it knows."""

from server.room.base import Command, Event, Refusal, Stamp
from server.room.state import Loss, State

# Workers notice the same loss within moments of one another, a worker that was stopped a little later.
SAME_LOSS = 60_000
MOST = 1_000_000_000


class EntriesLost(Event, tag="entries-lost", frozen=True):
    """At least `lost` entries are gone, the latest made at `since`; 0 where nobody knows."""

    lost: int
    since: int

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if not 0 <= self.lost <= MOST or self.since < 0:
            return Refusal.OUT_OF_RANGE
        known = state.loss
        told = known is not None and self._is_the_same(known, stamp) and self.lost <= known.lost
        return Refusal.NOTHING_CHANGED if told else None

    def apply(self, state: State, stamp: Stamp) -> None:
        # Nobody may know when it was; and a standby's clock may be behind the one that stamped what is lost.
        since = min(self.since or stamp.at, stamp.at)
        known = state.loss
        if known is None:
            state.loss = Loss(self.lost, since, stamp.at)
        elif self._is_the_same(known, stamp):
            state.loss = Loss(self.lost, max(known.since, since), known.at)
        else:
            state.loss = Loss(min(known.lost + self.lost, MOST), max(known.since, since), stamp.at)

    def _is_the_same(self, known: Loss, stamp: Stamp) -> bool:
        """Whether this is the loss that is already known, told by a worker that had read more of it."""
        return stamp.at <= known.at + SAME_LOSS


class ReportLoss(Command, tag="report-loss", frozen=True):
    """Tell the desks that the storage came back without its latest entries."""

    lost: int
    since: int

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return EntriesLost(self.lost, self.since)


class LossAcknowledged(Event, tag="loss-acknowledged", frozen=True):
    """Somebody at a desk said that they know of the loss."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return None if state.loss else Refusal.NOTHING_CHANGED

    def apply(self, state: State, stamp: Stamp) -> None:
        state.loss = None


class AcknowledgeLoss(Command, tag="acknowledge-loss", frozen=True):
    """Say that one knows of the loss, which takes the notice off every desk."""

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return LossAcknowledged()
