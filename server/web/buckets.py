"""Token buckets by person: a bounded number of them, nothing kept but the pseudonym."""

import math
from typing import NamedTuple

ROUNDING = 1e-3  # of a token, because sums of fractions are not exact


class Rate(NamedTuple):
    """So many at once, then so many per second."""

    burst: float
    per_second: float


class Buckets:
    """The buckets of one kind, of each only the time at which it will be full again: no bucket is a full one.

    There are two generations. What was not used in the younger one is full when the next one begins; if that
    begins early because there are too many, it is what was used longest ago.
    """

    def __init__(self, rate: Rate, most: int) -> None:
        self._each, self._most = 1 / rate.per_second, most // 2
        self._fills_within = (rate.burst + ROUNDING) / rate.per_second
        self._young: dict[str, float] = {}
        self._old: dict[str, float] = {}
        self._began = -math.inf

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def take(self, who: str, now: float) -> bool:
        """Take one token, if there is one."""
        before = max(self._young.get(who) or self._old.get(who, now), now)
        after = before + self._each
        taken = after - now <= self._fills_within
        if now - self._began >= self._fills_within or len(self._young) >= self._most:
            self._young, self._old, self._began = {}, self._young, now
        self._young[who] = after if taken else before
        self._old.pop(who, None)
        return taken

    def give_back(self, who: str) -> None:
        """Put one token back."""
        for generation in (self._young, self._old):
            if who in generation:
                generation[who] -= self._each
