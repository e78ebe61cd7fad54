"""Presence: who is here and whether each projector is alive and shows what it should. It is never logged."""

from typing import NamedTuple

from server.live.hub import Hub
from server.live.seat import Seat
from server.views.presence import Presence, ScreenHealth, quantised

STALE_AFTER = 5.0
BEHIND_AFTER = 3.0


class _Beat(NamedTuple):
    at: float
    shows: str
    right_at: float


class Attendance:
    """The heartbeats of the projectors, and the counts of everyone else; times are monotonic seconds."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._beats: dict[Seat, _Beat] = {}

    def beat(self, seat: Seat, shows: str, expected: str, now: float) -> None:
        """A projector said what it really shows; `expected` is what it should show."""
        before = self._beats.get(seat)
        right_at = now if shows == expected or before is None else before.right_at
        self._beats[seat] = _Beat(now, shows, right_at)

    def gone(self, seat: Seat) -> None:
        """A screen went away."""
        self._beats.pop(seat, None)

    def of(self, hall: str, now: float) -> Presence:
        """Who is here, as the views of this hall need it."""
        return Presence(
            phones=quantised(self._hub.count("audience", hall)),
            stages=self._hub.count("stage", hall),
            screen=self._health(hall, now),
        )

    def _health(self, hall: str, now: float) -> ScreenHealth:
        beats = [beat for seat, beat in self._beats.items() if seat.hall == hall]
        if not beats:
            return "absent"
        latest = max(beats, key=lambda beat: beat.at)
        if now - latest.at > STALE_AFTER:
            return "stale"
        return "behind" if latest.at - latest.right_at > BEHIND_AFTER else "fresh"
