"""A person's line to any of several servers: it is cut, and comes back somewhere else."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from tests.faults.wire import Wire
from tests.faults.worker import MEETING
from tests.visits import visited

OPENS_WITHIN = 10.0  # seconds


class Line:
    """A socket that is opened again, at a moment of its own, whenever it ends; without a cookie it visits.

    `returns` has the seconds from each cut to the first message that came afterwards.
    """

    def __init__(self, origins: Sequence[str], path: str, chance: random.Random, cookie: str = "") -> None:
        self._origins, self._path, self._cookie, self._chance = origins, path, cookie, chance
        self._cut_at = time.monotonic()
        self._wire: Wire | None = None
        self.returns: list[float] = []

    @property
    def is_live(self) -> bool:
        """Whether something came since the line was last cut."""
        return self._wire is not None and not self._cut_at

    async def stay(self, opened: Callable[[], None], took: Callable[[bytes], None], spread: float) -> None:
        """Be connected until cancelled; `spread` is the longest wait, in seconds, before coming back."""

        def noted(message: bytes) -> None:
            self._note_return()
            took(message)

        while True:
            with suppress(OSError, TimeoutError):  # nobody is there: somebody else will be, or later
                await self._hold(opened, noted)
            self._cut_at = self._cut_at or time.monotonic()
            await asyncio.sleep(self._chance.uniform(spread / 10, spread))

    def send(self, message: str) -> None:
        """Send if there is a line; nobody tells whether it arrives."""
        if self._wire:
            self._wire.send(message.encode())

    async def _hold(self, opened: Callable[[], None], took: Callable[[bytes], None]) -> None:
        async with asyncio.timeout(OPENS_WITHIN):
            origin = self._chance.choice(self._origins)
            self._cookie = self._cookie or await visited(origin, MEETING)
            self._wire = await Wire.open(origin, self._path, self._cookie, took)
        try:
            opened()
            await self._wire.ended
        finally:
            self._wire.cut()
            self._wire = None

    def _note_return(self) -> None:
        if self._cut_at:
            self.returns.append(time.monotonic() - self._cut_at)
            self._cut_at = 0.0
