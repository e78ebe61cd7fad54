"""What a rehearsal counts and times; of times it keeps how many were about how long, never each of them."""

from collections import Counter
from dataclasses import dataclass, field

_STEPS = 64  # per doubling, so that a percentile is right within 2 %
_BITS = 7


class Times:
    """Durations, from microseconds to hours."""

    __slots__ = ("_counts", "count", "worst")

    def __init__(self) -> None:
        self._counts = [0] * (_STEPS * 34)
        self.count = 0
        self.worst = 0.0

    def add(self, seconds: float) -> None:
        """One more."""
        micros = int(seconds * 1_000_000) if seconds > 0 else 0
        shift = micros.bit_length() - _BITS
        place = micros if shift <= 0 else shift * _STEPS + (micros >> shift)
        self._counts[min(place, len(self._counts) - 1)] += 1
        self.count += 1
        if seconds > self.worst:
            self.worst = seconds

    def percentile(self, share: float) -> float | None:
        """The seconds that this share of them did not exceed; None if there were none."""
        wanted, seen = max(1, round(self.count * share)), 0
        for place, count in enumerate(self._counts):
            seen += count
            if count and seen >= wanted:
                return min(_upper(place), self.worst)
        return None

    def summary(self) -> dict[str, float | int | None]:
        """Milliseconds for people and machines."""
        found: dict[str, float | int | None] = {"count": self.count}
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            found[name] = _ms(self.percentile(share))
        return found | {"worst": _ms(self.worst if self.count else None)}


def _upper(place: int) -> float:
    if place < 2 * _STEPS:
        return place / 1_000_000
    shift, rest = place // _STEPS - 1, place % _STEPS + _STEPS
    return (((rest + 1) << shift) - 1) / 1_000_000


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)


@dataclass
class Figures:
    """Everything that is counted while the hall is simulated."""

    here: int = 0
    came: int = 0
    arrived: int = 0
    dropped: int = 0
    messages: int = 0
    broadcasts: int = 0
    received: int = 0
    beats_sent: int = 0
    repeated: int = 0
    resent: int = 0
    held: int = 0
    lost: int = 0
    stranded: int = 0
    behind: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    led: Counter[str] = field(default_factory=Counter)
    cuts: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    arrival: Times = field(default_factory=Times)
    away: Times = field(default_factory=Times)
    answer: Times = field(default_factory=Times)
    beat: Times = field(default_factory=Times)
    spread: Times = field(default_factory=Times)
    seen: Times = field(default_factory=Times)

    def read(self, size: int) -> None:
        """So many bytes have arrived on a phone's line."""
        self.received += size
