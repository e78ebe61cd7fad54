"""Fan-out: one message to every phone, in rounds in which every contender takes its turn."""

import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.contenders import Hall
from bench.process import processor_seconds

QUIET_MS = 300


@dataclass
class Fanout:
    """What the rounds of one contender came to; times are medians."""

    name: str
    phones: int
    wire_bytes: float = 0
    delivery: list[float] = field(default_factory=list)  # µs of processor time for each, idling taken off
    spread: list[float] = field(default_factory=list)  # ms from the first phone to 99 of 100
    missed: int = 0

    @property
    def microseconds(self) -> float:
        """Processor time of the server for each delivery."""
        return statistics.median(self.delivery)

    @property
    def p99(self) -> float:
        """From the first phone that has it until 99 of 100 have it, in ms."""
        return statistics.median(self.spread)

    def beside(self, floor: "Fanout", less: Sequence[float] = ()) -> float:
        """How many times the floor's processor time, round by round; `less` of it left out in each."""
        left_out = less or [0.0] * len(self.delivery)
        rest = [spent - aside for spent, aside in zip(self.delivery, left_out, strict=True)]
        return _median_ratio(rest, floor.delivery)

    def spread_beside(self, floor: "Fanout") -> float:
        """How many times the floor's time until 99 of 100 have it, round by round."""
        return _median_ratio(self.spread, floor.spread)


def _median_ratio(ours: list[float], floor: list[float]) -> float:
    # What disturbs a round disturbs the whole of it, so that rounds are compared and not their medians.
    return statistics.median(mine / least for mine, least in zip(ours, floor, strict=True))


def measure(halls: Iterable[Hall], rounds: int) -> list[Fanout]:
    """Broadcast in each hall by turns; the first time is for warming up."""
    halls = list(halls)
    results = [Fanout(hall.name, hall.phones) for hall in halls]
    for turn in range(rounds + 1):
        for hall, result in zip(halls, results, strict=True):
            one_round(hall, result if turn else Fanout(hall.name, hall.phones))
    return results


def one_round(hall: Hall, into: Fanout) -> None:
    """One broadcast, until each phone has it."""
    if hall.beats:
        hall.crowd.ask("stir")
        hall.crowd.ask("idle", QUIET_MS)
    hall.crowd.ask("round")
    taken, began = processor_seconds(hall.pid), time.monotonic()
    hall.broadcast()
    heard = hall.crowd.heard()
    idling = hall.idle * (time.monotonic() - began)
    taken = processor_seconds(hall.pid) - taken - idling
    into.delivery.append(taken / max(1, heard["deliveries"]) * 1e6)
    into.spread.append(heard["after_first_ms"]["p99"])
    into.missed += heard["missed"]
    into.wire_bytes = heard["bytes"] / max(1, heard["deliveries"])
