"""Adopting newer rules: once all workers of a meeting know them, events may be written in newer versions.

Workers of two releases share a log during a rolling deploy. What only one of them could read would be folded
by one and ignored by the other, so it is not written before the last worker of the older release is gone.
"""

from collections.abc import Callable

import msgspec

from server.live.presence import FORGOTTEN_AFTER, MYSELF, Myself
from server.room.base import Command
from server.room.registry import rules_known
from server.room.rules import AdoptRules
from server.room.state import State

# Seconds without a doubt: longer than a worker is silent between two notes, or remembered after its last one.
SETTLED_AFTER = 8.0


class _Note(msgspec.Struct):
    """The part of a worker's note that is about itself."""

    worker: Myself = msgspec.field(name=MYSELF, default_factory=Myself)


_notes = msgspec.json.Decoder(_Note)


class Adoption:
    """Hears which rules the other workers know. Times are monotonic seconds.

    `hand_in` is given the command, and must neither wait nor fail.
    """

    def __init__(self, state: State, hand_in: Callable[[Command], None]) -> None:
        self._state, self._hand_in = state, hand_in
        self._rules = rules_known()
        self._others: dict[str, float] = {}
        self._doubted_at = 0.0

    def begin(self, now: float) -> None:
        """From now on the others are heard; who was there before is not known."""
        self._doubted_at = now

    def heard(self, worker: str, note: bytes, now: float) -> None:
        """Another worker told something; what cannot be read comes from another release."""
        self._others[worker] = now
        if _rules_in(note) < self._rules:
            self._doubted_at = now

    def look(self, listening: int, now: float) -> None:
        """Adopt what all know, if nothing has spoken against it for long enough.

        `listening` is how many workers hear what is told: one that says nothing may know nothing, either.
        """
        if self._state.rules >= self._rules:
            return
        self._others = {worker: at for worker, at in self._others.items() if now - at <= FORGOTTEN_AFTER}
        if listening != len(self._others) + 1:
            self._doubted_at = now
        if now - self._doubted_at >= SETTLED_AFTER:
            self._doubted_at = now  # if it could not be written, it is tried again after a while
            self._hand_in(AdoptRules(self._rules))


def _rules_in(note: bytes) -> int:
    try:
        return _notes.decode(note).worker.rules
    except msgspec.DecodeError:
        return 1
