"""Leaps of a clock: told to the operator, because countdowns, entries and passes go by it."""

import logging
import time
from datetime import timedelta

LEAP = 60.0  # seconds by which a clock moves at once when it was set, and does not run a little fast or slow

log = logging.getLogger("entaku.log")


def tell_leap(whose: str, seconds: float) -> None:
    """Warn of a clock that has moved by so many seconds at once, unless it is too little to matter."""
    if abs(seconds) >= LEAP:
        way, by = ("ahead", seconds) if seconds > 0 else ("back", -seconds)
        log.warning(
            "The clock of %s leapt %s by %s: it was set, or the machine slept. If it is wrong now, countdowns"
            " are, and the staff may have to come in by their links again until it is right.",
            *(whose, way, timedelta(seconds=round(by))),
        )


class WallClock:
    """This machine's time of day."""

    def __init__(self) -> None:
        self._ahead = time.time() - time.monotonic()

    def now(self) -> int:
        """Give the time in Unix milliseconds, and tell of a leap since it was last asked for."""
        wall = time.time()
        before, self._ahead = self._ahead, wall - time.monotonic()
        tell_leap("this machine", self._ahead - before)
        return int(wall * 1000)
