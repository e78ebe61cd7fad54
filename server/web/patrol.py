"""The patrol: goes round all lines once a second, instead of a timer for each."""

import asyncio
from typing import Protocol

EVERY = 1.0  # seconds


class Watched(Protocol):
    """What the patrol looks after."""

    def look(self) -> None:
        """A second has passed."""


class Patrol:
    """`round` counts the seconds, and is time enough for whatever a line has to remember."""

    def __init__(self) -> None:
        self.round = 0
        self._lines: set[Watched] = set()
        self._timer: asyncio.TimerHandle | None = None

    def join(self, line: Watched) -> None:
        """Look after this one from now on."""
        self._lines.add(line)
        if self._timer is None:
            self._set_out()

    def leave(self, line: Watched) -> None:
        """It is gone; twice does no harm."""
        self._lines.discard(line)
        if not self._lines and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set_out(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(EVERY, self._go_round)

    def _go_round(self) -> None:
        self._set_out()
        self.round += 1
        for line in list(self._lines):
            line.look()
