"""What one moderator of a hall leaves to the next."""

from moderation import text as wording
from server.room.acceptance import acceptable
from server.room.base import Command, Event, Refusal, Stamp
from server.room.records import Handover
from server.room.state import State


class HandedOver(Event, tag="handed-over", frozen=True):
    """A moderator left a note for the next one; an empty one takes the note away."""

    hall: str
    text: str = ""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if self.hall not in state.halls:
            return Refusal.UNKNOWN_HALL
        return None if self.text or self.hall in state.handovers else Refusal.NOTHING_CHANGED

    def apply(self, state: State, stamp: Stamp) -> None:
        if self.text:
            state.handovers[self.hall] = Handover(self.text, stamp.by, stamp.at)
        else:
            del state.handovers[self.hall]


class HandOver(Command, tag="hand-over", frozen=True):
    """Leave a note for whoever moderates this hall next, or with no words take it away."""

    hall: str
    text: str = ""

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        words = wording.clean(self.text)
        if words and (refused := acceptable(words)):
            return refused
        return HandedOver(self.hall, words)
