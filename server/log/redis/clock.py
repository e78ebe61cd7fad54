"""The clock that all workers go by: that of Redis, reckoned from this machine's."""

import time

from server.log.leaps import tell_leap
from server.log.redis.link import RedisLink

DRIFT = 0.001  # by how much two clocks are taken to run apart at most


class Clock:
    """Between two looks at Redis it runs on by a clock that nobody sets."""

    def __init__(self) -> None:
        self._ahead = 0.0  # seconds that Redis's time is ahead of the monotonic clock
        self._doubt = float("inf")
        self._set = 0.0

    def now(self) -> int:
        """Give Redis's time in Unix milliseconds."""
        return int((time.monotonic() + self._ahead) * 1000)

    async def compare(self, link: RedisLink) -> None:
        """Look what time it is there; an answer that took long is believed less than an old one."""
        asked = time.monotonic()
        seconds, microseconds = await link.ask("TIME")
        self.take(asked, int(seconds) + int(microseconds) / 1_000_000, time.monotonic())

    def take(self, asked: float, told: float, answered: float) -> None:
        """Go by a time that was told between two moments here."""
        doubt = (answered - asked) / 2
        if doubt <= self._doubt + DRIFT * (answered - self._set):
            ahead = told - (asked + answered) / 2
            if self._set:
                tell_leap("Redis's machine", ahead - self._ahead)
            self._ahead, self._doubt, self._set = ahead, doubt, answered
