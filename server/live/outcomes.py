"""Outcomes of sealed polls: written down after the close, and told to phones that send a ballot again."""

import hashlib
import hmac
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from server.live.hiding import is_uncounted
from server.live.sealers import Sealers
from server.live.writer import Accepted, Answer
from server.room.base import Command, Event, Refusal
from server.room.planning import ProgrammePlanned
from server.room.polls import CountPoll, PollClosed
from server.room.sessions import SessionEnded, SessionStarted
from server.room.state import State

HASH = 8  # bytes: of a hall's ballots, another command has one of these hashes with a chance below 2^-49
# Seconds: the worker that closed a poll writes its outcome at once, another one if none comes for so long.
ELSE_AFTER = 1.0
_CLOSING = (PollClosed, SessionEnded, SessionStarted, ProgrammePlanned)


class Outcomes:
    """`key` is the meeting's own and lasts; `hand_in` is given a command, and must neither wait nor fail."""

    def __init__(
        self,
        state: State,
        sealers: Sealers,
        key: bytes,
        hand_in: Callable[[Command], None],
    ) -> None:
        self._state, self._sealers, self._hand_in = state, sealers, hand_in
        self._hashing = hmac.new(key, b"counted ballots", digestmod=hashlib.sha256)
        self._due: dict[str, float] = {}  # when this worker writes an outcome, if nobody else has

    def write_due(self, now: float) -> None:
        """Write outcomes that nobody else has written in time; times are monotonic seconds."""
        for poll in self._uncounted():
            if self._due.setdefault(poll, now + ELSE_AFTER) <= now:
                self._write(poll, now)

    def write_all(self, now: float) -> None:
        """Write the outcome of each closed poll, because it was closed here, or there is no later."""
        for poll in self._uncounted():
            self._write(poll, now)

    def begin_again(self) -> None:
        """The log is another one, which may lack an outcome that the old one had."""
        self._due = {}

    def answer(self, poll: str, command: str) -> Answer:
        """What to say to a ballot that comes after the close: it counts, if it is one that was counted.

        The entry is that of the outcome, the same for every ballot of the poll.
        """
        box, record = self._state.boxes.get(poll), self._state.polls.get(poll)
        if record is None:
            return Refusal.UNKNOWN_POLL
        if box is not None and is_uncounted(self._state, poll):
            # In a moment there will be an outcome; it comes again by itself.
            is_unclear = poll in self._sealers.blind or _has(box.commands, command)
            return Refusal.STORAGE_UNAVAILABLE if is_unclear else Refusal.POLL_NOT_OPEN
        if box is None or not box.counted:
            return Refusal.POLL_NOT_OPEN
        return (
            Accepted(box.counted) if _holds(box.known, self._hash(poll, command)) else Refusal.POLL_NOT_OPEN
        )

    def _uncounted(self) -> Iterable[str]:
        """The closed polls whose outcome this worker can tell, and the log does not."""
        state, blind = self._state, self._sealers.blind
        return [poll for poll in state.boxes if is_uncounted(state, poll) and poll not in blind]

    def _write(self, poll: str, now: float) -> None:
        # What cannot be written now is tried again after a while.
        self._due[poll] = now + ELSE_AFTER
        hashes = sorted(self._hash(poll, command) for command in self._state.boxes[poll].commands)
        self._hand_in(CountPoll(poll, b"".join(hashes)))

    def _hash(self, poll: str, command: str) -> bytes:
        hashing = self._hashing.copy()
        hashing.update(f"{poll}\0{command}".encode())
        return hashing.digest()[:HASH]


def closes_polls(event: Event | None) -> bool:
    """Whether an event may close polls."""
    return isinstance(event, _CLOSING)


def _has(ordered: Sequence[str], wanted: str) -> bool:
    """Whether a name is among ordered ones."""
    found = bisect_left(ordered, wanted)
    return found < len(ordered) and ordered[found] == wanted


def _holds(hashes: bytes, wanted: bytes) -> bool:
    """Whether a hash is among ordered ones that follow each other."""
    count = len(hashes) // HASH
    found = bisect_left(range(count), wanted, key=lambda n: hashes[n * HASH : (n + 1) * HASH])
    return found < count and hashes[found * HASH : (found + 1) * HASH] == wanted
