"""A seat: one connected screen. How bytes leave is the outlet's affair; the hub never knows."""

from dataclasses import dataclass
from typing import Protocol

from server.room.base import Actor


class Outlet(Protocol):
    """The way out to one socket; none of these wait."""

    def push(self, message: str) -> None:
        """Broadcast HTML. A reader that is behind loses what is queued and is then sent the whole."""

    def say(self, message: str) -> None:
        """A message for this socket alone: never dropped; a socket that cannot take it is closed."""

    def close(self, code: int) -> None:
        """Close the socket with a WebSocket close code."""


@dataclass(eq=False, slots=True)
class Seat:
    """Which view of which hall a socket shows, in which language, to whom."""

    view: str
    hall: str
    lang: str
    actor: Actor
    outlet: Outlet
