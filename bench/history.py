"""A long log: what it costs to start on it, and to come in."""

import asyncio
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

from bench.ballots import programme, voting
from bench.crowd import MOST, crowd
from bench.figures import number
from bench.outcome import Budget, Length, Outcome, Table
from bench.process import processor_seconds
from bench.venue import Venue, venue
from bench.voting import PHONES, POLL
from server.log.storage import in_folder
from server.room.base import Stamp
from server.room.codec import encode
from server.room.polls import BallotCast

A_FEW, VOTERS, BATCH, COMING = 1_000, 10_000, 5_000, 300
SAME = 1.2  # two measurements of one thing differ by as much


class Start(NamedTuple):
    """What a server with so long a log takes: to start, and ms of its processor for each who comes in."""

    entries: int
    folding: float  # seconds to start where every entry is folded
    again: float  # seconds to start where a snapshot was kept when it ended
    page: float
    socket: float


async def _write(folder: Path, entries: int) -> None:
    """A meeting whose voters have changed their minds very often."""
    async with in_folder(folder) as storage:
        await (await voting(storage)).close()
        code = programme().code
        for first in range(0, entries, BATCH):
            bodies = [_ballot(n) for n in range(first, min(entries, first + BATCH))]
            await storage.log.append(code, bodies)


def _ballot(number: int) -> bytes:
    voter = f"voter-{number * 7919 % VOTERS:018}"
    return encode(
        BallotCast(POLL, ("abc"[number % 3],)), Stamp(0, number, voter, "audience", f"ballot-{number:012}")
    )


def start_with(entries: int) -> Start:
    """Write so long a log, start on it twice, and have people come in."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        asyncio.run(_write(folder, entries))
        began = time.monotonic()
        with venue(folder=folder) as place:
            folding = time.monotonic() - began
            place.order("stage", question="rt1-q1")  # something to keep a snapshot of
        began = time.monotonic()
        with venue(folder=folder) as place:
            return Start(entries, folding, time.monotonic() - began, _pages(place), _sockets(place))


def _pages(place: Venue) -> float:
    before = processor_seconds(place.pid)
    for _ in range(COMING):
        urllib.request.urlopen(place.links["audience"], timeout=30).read()
    return (processor_seconds(place.pid) - before) / COMING * 1000


def _sockets(place: Venue) -> float:
    with crowd(place.port, PHONES, "entaku", cookies=place.participants(MOST)) as phones:
        before = processor_seconds(place.pid)
        phones.connect(COMING)
        return (processor_seconds(place.pid) - before) / COMING * 1000


def run(length: Length) -> Outcome:
    """A short log beside a long one."""
    few, many = start_with(A_FEW), start_with(length.entries)
    joining, usual = many.page + many.socket, few.page + few.socket
    row = [
        (number(s.entries), *(f"{value:.2f}" for value in (s.folding, s.again, s.page, s.socket)))
        for s in (few, many)
    ]
    return Outcome(
        [
            Budget(
                f"join cost with {number(many.entries)} entries in the log",
                f"{joining:.2f} ms, {usual:.2f} with {number(few.entries)}",
                "the same",
                joining <= usual * SAME,
            ),
            Budget(
                f"restart with {number(many.entries)} entries in the log",
                f"{many.again:.1f} s; {many.folding:.1f} s if all is folded anew",
                "≤ 10 s",
                many.folding <= 10,
            ),
        ],
        [
            Table(
                "A long log",
                "Ballots of 10,000 people who change their minds. Starting is from nothing to the first "
                "answer, in seconds; coming in is the server's processor time, in milliseconds.",
                ("entries", "start, all folded", "start, from the snapshot", "a page", "a socket"),
                row,
            )
        ],
    )
