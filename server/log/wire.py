"""The wire: what the workers of a meeting tell each other and nobody keeps."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol, TypeAlias

Heard: TypeAlias = Callable[[str, bytes], None]
"""Called with the name of the worker that speaks and with what it says."""


class Wire(Protocol):
    """A note reaches every other worker at most once, and may be lost: whoever tells tells it again."""

    async def tell(self, meeting: str, note: bytes) -> int:
        """Send a note to every other worker of the meeting; 0 if it could not be sent, and is lost.

        Gives how many workers listen, this one included: also one that says nothing itself is counted.
        """

    def listen(self, meeting: str, heard: Heard) -> AbstractAsyncContextManager[None]:
        """Hear what other workers tell until the block ends."""

    async def listening(self, meeting: str) -> int:
        """Count the workers that listen now. Raises LogFull or LogUnavailable."""


class Alone:
    """The wire of a worker that has no other."""

    async def tell(self, meeting: str, note: bytes) -> int:
        """Nobody else hears it."""
        return 1

    @asynccontextmanager
    async def listen(self, meeting: str, heard: Heard) -> AsyncIterator[None]:
        """Nobody speaks."""
        yield

    async def listening(self, meeting: str) -> int:
        """Nobody listens but this worker, of which it knows."""
        return 0
