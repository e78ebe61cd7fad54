"""A clock that a test moves, and people who are connected without a server."""

from server.live.hub import Hub
from server.live.message import Message
from server.live.seat import NOWHERE, Seat
from server.room.base import Actor
from server.web.newcomers import Crowd


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class _Deaf:
    """An outlet that nobody reads."""

    descriptor, deflates = NOWHERE, False

    def push(self, message: Message) -> None: ...

    def push_rest(self, rest: bytes) -> None: ...

    def say(self, message: Message) -> None: ...

    def close(self, code: int) -> None: ...


def connect(hub: Hub, person: str) -> Seat:
    """Give somebody a phone that is connected."""
    seat = Seat("audience", "main", "en", Actor(person, "audience"), _Deaf())
    hub.add(seat)
    return seat


def crowd_of(*people: str, clock: Clock | None = None) -> Crowd:
    """These people, connected here, and nobody elsewhere."""
    hub = Hub()
    for person in people:
        connect(hub, person)
    return Crowd(hub, lambda: 0, clock or Clock())
