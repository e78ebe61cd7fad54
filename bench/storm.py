"""A returning hall: every phone loses its connection and all come back at once, staff among them."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bench.figures import BEFORE, number
from bench.outcome import Budget, Length, Outcome, Table
from bench.process import processor_seconds
from bench.venue import ROOT, Venue
from bench.voting import open_poll

PHONES = 10_000
STAFF = {"projector": "the projector", "desk": "a desk"}
AGAIN_AFTER = 0.1  # seconds


@dataclass
class Storm:
    """How soon everybody was back, in seconds from the first who came."""

    refused: int
    pages: float  # until the last phone had its page, in exact state
    own_parts: float  # until the last one had what is its own, too
    staff: dict[str, float]  # the slowest of those who came meanwhile, from their own coming on
    milliseconds: float  # of the server's processor, for each phone


def measure(phones: int = PHONES, root: Path = ROOT) -> Storm:
    """Everybody comes, everybody is cut off, everybody comes back with no wait in between."""
    with open_poll(root=root) as (place, hall):
        hall.connect(phones)
        hall.ask("idle", 1000)
        hall.ask("leave")
        taken, staff = processor_seconds(place.pid), _Staff(place)
        came = hall.connect(phones, at_once=phones)
        taken = processor_seconds(place.pid) - taken
        staff.stop()
    return Storm(came["refused"], came["seconds"], came["own_seconds"], staff.slowest, taken / phones * 1000)


class _Staff(threading.Thread):
    """The projector and a desk, which come back again and again while the hall does."""

    def __init__(self, place: Venue) -> None:
        super().__init__()
        self._place, self._over = place, threading.Event()
        self.slowest = dict.fromkeys(STAFF.values(), 0.0)
        addresses = {"projector": place.links["projector"]["main"], "desk": place.links["moderator"]}
        self._cookies = {view: place.cookies(address) for view, address in addresses.items()}
        self.start()

    def stop(self) -> None:
        """The hall is back."""
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.wait(AGAIN_AFTER):
            for view, cookies in self._cookies.items():
                took = self._back(view, cookies)
                self.slowest[STAFF[view]] = max(self.slowest[STAFF[view]], took)

    def _back(self, view: str, cookies: str) -> float:
        began = time.monotonic()
        with self._place.screen(view, cookies) as screen:
            while not str(screen.recv(timeout=60)).startswith("<hx-partial"):
                pass
            return time.monotonic() - began


def run(length: Length) -> Outcome:
    """The hall of the budget."""
    storm = measure()
    rows = [
        ("the last phone has its page, exact", f"{storm.pages:.2f}"),
        ("the last phone has what is its own", f"{storm.own_parts:.2f}"),
        *(
            (f"{who}, at its slowest, from its own coming on", f"{took:.2f}")
            for who, took in storm.staff.items()
        ),
    ]
    words = (
        f"{number(PHONES)} phones are cut off and connect again at once, none of them waiting; the projector "
        f"and a desk come back again and again meanwhile. {storm.refused} connections were refused; a phone "
        f"takes {storm.milliseconds:.2f} ms of processor time."
    )
    budget = Budget(
        f"{number(PHONES)} phones back at once, each with the exact state",
        f"{storm.own_parts:.1f} s, {storm.refused} refused",
        "≤ 5 s, no refusal",
        storm.own_parts <= 5 and not storm.refused,
        before=BEFORE["storm"],
    )
    return Outcome([budget], [Table("A hall comes back", words, ("", "seconds"), rows)])
