"""The countdown of a hall: start, resume, pause, clear, add or take time. The log's time is its clock."""

from typing import Literal

import msgspec

from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.state import Scene, State, Timer

LONGEST = 12 * 3600


class _TimerEvent(Event, frozen=True):
    """Common to all that happens to a hall's timer."""

    hall: str

    def _timer(self, state: State) -> Timer | Refusal:
        record = state.halls.get(self.hall)
        if record is None:
            return Refusal.UNKNOWN_HALL
        return record.timer or Refusal.NO_TIMER

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("halls", self.hall),)

    def _put(self, state: State, timer: Timer | None) -> None:
        record = msgspec.structs.replace(state.halls[self.hall], timer=timer)
        if timer is None and record.scene.kind == "timer":
            record = msgspec.structs.replace(record, scene=Scene())
        state.halls[self.hall] = record


class TimerStarted(_TimerEvent, tag="timer-started", frozen=True):
    """A countdown of so many seconds began; 0 seconds resumes a paused one."""

    seconds: int = 0

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if not 0 <= self.seconds <= LONGEST:
            return Refusal.OUT_OF_RANGE
        timer = self._timer(state)
        if timer is Refusal.UNKNOWN_HALL or self.seconds:
            return timer if timer is Refusal.UNKNOWN_HALL else None
        if isinstance(timer, Refusal):
            return timer
        return Refusal.NOTHING_CHANGED if timer.running else None

    def apply(self, state: State, stamp: Stamp) -> None:
        timer = self._timer(state)
        paused = isinstance(timer, Timer) and not self.seconds
        left = timer.left if isinstance(timer, Timer) and paused else self.seconds * 1000
        total = timer.total if isinstance(timer, Timer) and paused else left
        self._put(state, Timer(total, stamp.at + left, left, running=True))


class StartTimer(Command, tag="start-timer", frozen=True):
    """Start a countdown of `seconds`, or resume the paused one with 0."""

    hall: str
    seconds: int = 0

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return TimerStarted(self.hall, self.seconds)


class TimerStopped(_TimerEvent, tag="timer-stopped", frozen=True):
    """The countdown was paused where it stood."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        timer = self._timer(state)
        if isinstance(timer, Refusal):
            return timer
        return None if timer.running else Refusal.NOTHING_CHANGED

    def apply(self, state: State, stamp: Stamp) -> None:
        timer = self._timer(state)
        if isinstance(timer, Timer):
            left = timer.ends_at - stamp.at
            self._put(state, msgspec.structs.replace(timer, left=left, running=False))


class TimerCleared(_TimerEvent, tag="timer-cleared", frozen=True):
    """The countdown was taken off every screen."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        timer = self._timer(state)
        return timer if isinstance(timer, Refusal) else None

    def apply(self, state: State, stamp: Stamp) -> None:
        self._put(state, None)


class StopTimer(Command, tag="stop-timer", frozen=True):
    """Pause the countdown, or clear it."""

    hall: str
    how: Literal["pause", "clear"] = "pause"

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return TimerStopped(self.hall) if self.how == "pause" else TimerCleared(self.hall)


class TimerAdjusted(_TimerEvent, tag="timer-adjusted", frozen=True):
    """So many seconds were added to the countdown, or taken from it."""

    seconds: int

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        timer = self._timer(state)
        if isinstance(timer, Refusal):
            return timer
        return None if self.seconds and abs(self.seconds) <= LONGEST else Refusal.OUT_OF_RANGE

    def apply(self, state: State, stamp: Stamp) -> None:
        timer = self._timer(state)
        if isinstance(timer, Timer):
            by = self.seconds * 1000
            moved = Timer(max(timer.total + by, 0), timer.ends_at + by, timer.left + by, timer.running)
            self._put(state, moved)


class AdjustTimer(Command, tag="adjust-timer", frozen=True):
    """Add seconds to the countdown; negative ones take time away."""

    hall: str
    seconds: int

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return TimerAdjusted(self.hall, self.seconds)
