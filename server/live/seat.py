"""A seat: one connected screen; and a block of seats that are in step and are written to in one go."""

from array import array
from dataclasses import dataclass, field
from os import write
from typing import NamedTuple, Protocol

from server.live.message import Message
from server.room.base import Actor

NOWHERE = -1


class Outlet(Protocol):
    """The way out to one socket; none of these wait."""

    @property
    def descriptor(self) -> int:
        """Where bytes may be written straight away now, because nothing waits before them; else `NOWHERE`."""

    @property
    def deflates(self) -> bool:
        """Whether it takes compressed messages."""

    def push(self, message: Message) -> None:
        """Broadcast HTML. A reader that is behind does not get it, but the whole as soon as it can."""

    def push_rest(self, rest: bytes) -> None:
        """The rest of what was written to the descriptor: the kernel did not take it."""

    def say(self, message: Message) -> None:
        """What is this person's own: never dropped; a socket that cannot take it is closed."""

    def close(self, code: int) -> None:
        """Close the socket with a WebSocket close code."""


@dataclass(eq=False, slots=True)
class Seat:
    """Which view of which hall a socket shows, in which language, to whom.

    `speaker` is whose own stage monitor it is, empty for the hall's and for every other view. `since` is when
    a participant first came, in Unix milliseconds; 0 for the staff. `turn` is the turn of the board up to
    which the screen has been brought, unless it sits in a block.
    """

    view: str
    hall: str
    lang: str
    actor: Actor
    outlet: Outlet
    speaker: str = ""
    since: int = 0
    turn: int = 0
    block: "Block | None" = None
    at: int = 0


class Rest(NamedTuple):
    """What the kernel did not take of a message for this seat."""

    seat: Seat
    rest: bytes


@dataclass(eq=False, slots=True)
class Block:
    """Seats that have been brought up to the same turn and whose sockets can be written to.

    In a hall of thousands, looking at each seat and its line takes longer than all the rest that is not the
    kernel's. So their descriptors stand side by side, and nothing else is looked at (docs/benchmarks.md).
    """

    turn: int
    deflates: bool
    seats: list[Seat] = field(default_factory=list)
    _descriptors: "array[int]" = field(default_factory=lambda: array("i"))

    def add(self, seat: Seat) -> None:
        """Seat somebody whose outlet has a descriptor."""
        seat.block, seat.at = self, len(self.seats)
        self.seats.append(seat)
        self._descriptors.append(seat.outlet.descriptor)

    def remove(self, seat: Seat) -> None:
        """Let somebody get up, and the last one take the place."""
        last, descriptor = self.seats.pop(), self._descriptors.pop()
        if last is not seat:
            self.seats[seat.at], self._descriptors[seat.at] = last, descriptor
            last.at = seat.at
        seat.block, seat.turn = None, self.turn

    def send(self, message: Message) -> list[Rest]:
        """Write a message to everyone's socket; gives what the kernel did not take."""
        frame = message.packed if self.deflates else message.plain
        size, late = len(frame), []
        for at, descriptor in enumerate(self._descriptors):
            try:
                sent = write(descriptor, frame)
            except OSError:
                sent = 0  # it takes no more, or is gone: its transport finds out which
            if sent != size:
                late.append(Rest(self.seats[at], frame[sent:]))
        return late
