"""A home of meetings, which a meeting can move into and out of."""

from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol

from server.log.storage import Storage


class Staged(NamedTuple):
    """A storage that nobody serves from yet, and the name under which the meeting is in it."""

    storage: Storage
    name: str


class Home(Protocol):
    """Where meetings are kept; what moves in is put aside until it is complete."""

    said: str

    async def holds(self, meeting: str) -> bool:
        """Whether the meeting is here."""

    async def is_served(self, meeting: str) -> bool:
        """Whether somebody is seen to serve the meeting from here."""

    def open(self, meeting: str) -> AbstractAsyncContextManager[Storage]:
        """The meeting that is here. Raises LogUnavailable when it is in use and that shows only now."""

    def moving_in(self, meeting: str) -> AbstractAsyncContextManager[Staged]:
        """An empty place aside."""

    async def settle(self, meeting: str) -> None:
        """Make what was put aside the meeting, in one step."""

    async def tidy(self, meeting: str) -> None:
        """Remove what a move that broke off has left."""

    async def move_out(self, meeting: str) -> str:
        """Take the meeting away for good; gives what is left of it, in a sentence."""
