"""What every desk reads when the storage has lost something, until one of them says that they know."""

from server.room.state import State
from server.views.part import Part


class LossNotice(Part, frozen=True):
    """Whether changes are gone: how many, 0 if nobody knows, the latest of them made at `latest_at`."""

    told: bool = False
    lost: int = 0
    latest_at: int = 0


def loss_notice(state: State) -> LossNotice:
    """What there is to say about lost changes."""
    if state.loss is None:
        return LossNotice("loss")
    return LossNotice("loss", told=True, lost=state.loss.lost, latest_at=state.loss.since)
