"""From a ballot's acknowledgement to the projector, while a hall of phones votes."""

import re
import threading
import time
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from bench.crowd import Crowd
from bench.figures import BEFORE, number, percentile
from bench.outcome import Budget, Length, Outcome, Table
from bench.process import processor_seconds
from bench.venue import ROOT, Venue
from bench.voting import POLL, open_poll

TURNOUT = re.compile(r'id="scene-turnout"[^>]*>(\d[\d\s.,\u202f\u00a0]*)<')
PATIENCE = 10.0  # seconds
WATCHING, PER_SECOND = 5_000, 1_000


@dataclass
class Shown:
    """Times in ms from the answer of each ballot until the projector counts it, and until the answer."""

    ballots: int
    median: float
    p99: float
    answer_median: float
    answer_p99: float
    microseconds: float  # of the server's processor, for each ballot


def measure(phones: int, ballots: int, per_second: int, root: Path = ROOT) -> Shown:
    """So many phones watch, and these ballots come evenly, each from a phone of its own."""
    with open_poll(root=root) as (place, hall):
        hall.connect(phones)
        hall.ask("beat", 1)
        return watched(place, hall, place, ballots, per_second)


def watched(place: Venue, hall: Crowd, other: Venue, ballots: int, per_second: int) -> Shown:
    """Ballots of the hall at one place, and the projector at the same or at another."""
    watching = _Watching(other.screen("projector", other.cookies(other.links["projector"]["main"])), ballots)
    hall.ask("idle", 1000)
    hall.ask("round")
    taken = processor_seconds(place.pid)
    came = hall.ask("pace", POLL, ballots, per_second)
    taken = processor_seconds(place.pid) - taken
    watching.join(PATIENCE)
    if came["refused"] or watching.counted[-1] < ballots:
        raise RuntimeError(f"the projector counts {watching.counted[-1]} of {ballots} ballots")
    answered = sorted(came["answered_at"])
    waits = [max(0.0, watching.when(n) - at) / 1e6 for n, at in enumerate(answered, 1)]
    answer = came["answer_ms"]
    return Shown(
        len(answered),
        percentile(waits, 0.5),
        percentile(waits, 0.99),
        answer["p50"],
        answer["p99"],
        taken / ballots * 1e6,
    )


class _Watching(threading.Thread):
    """Reads the projector's screen, and notes when it counted how many voters."""

    def __init__(self, screen: ClientConnection, wanted: int) -> None:
        super().__init__(daemon=True)
        self._screen, self._wanted = screen, wanted
        self.counted, self._seen_at = [0], [0]
        self.start()

    def run(self) -> None:
        with self._screen:
            while self.counted[-1] < self._wanted:
                try:
                    found = TURNOUT.search(str(self._screen.recv()))
                except ConnectionClosed:
                    return
                if found:
                    self.counted.append(int(re.sub(r"\D", "", found[1])))
                    self._seen_at.append(time.monotonic_ns())

    def when(self, ballots: int) -> int:
        """When so many were counted for the first time, on the crowd's clock."""
        return self._seen_at[bisect_left(self.counted, ballots)]


def run(length: Length) -> Outcome:
    """A hall of which everybody votes once, within five seconds."""
    shown = measure(WATCHING, WATCHING, PER_SECOND)
    where = f"{number(WATCHING)} phones, {number(PER_SECOND)} ballots/s"
    words = (
        f"{where}; every phone beats and sees the turnout grow. Milliseconds; a ballot takes "
        f"{shown.microseconds:.0f} µs of processor time with all that the hall sees of it."
    )
    rows = [
        ("from a ballot to its answer", f"{shown.answer_median:.1f}", f"{shown.answer_p99:.1f}"),
        ("from its answer to the projector", f"{shown.median:.0f}", f"{shown.p99:.0f}"),
    ]
    budget = Budget(
        f"ballot acknowledged → on the projector, {where}",
        f"{shown.p99:.0f} ms p99, {shown.median:.0f} ms median",
        "≤ 250 ms p99",
        shown.p99 <= 250,
        before=BEFORE["projector"],
    )
    return Outcome([budget], [Table("From a ballot to the projector", words, ("", "median", "p99"), rows)])
