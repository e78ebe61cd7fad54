"""Ballots over sockets: each is durable, folded and acknowledged before its phone casts the next."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.crowd import MOST, Crowd, crowd
from bench.figures import BEFORE, number
from bench.outcome import Budget, Length, Outcome, Table
from bench.process import processor_seconds
from bench.redis_server import redis_server
from bench.venue import ROOT, Venue, venue

POLL = "rt1-p1"
TURNS, VOTERS, EACH = 3, 2_000, 10  # one person may cast thirty at once
PHONES = "/ws/audience/main?lang=fr"


@dataclass
class Voting:
    """What came of it."""

    ballots: int
    refused: int
    per_second: float
    microseconds: float  # of the server's processor, for each
    median: float  # ms until the answer
    p99: float


@contextmanager
def open_poll(
    *options: str, workers: int = 1, root: Path = ROOT, folder: Path | None = None
) -> Iterator[tuple[Venue, Crowd]]:
    """A meeting in which a poll is open, and a crowd that has not come yet."""
    with venue(*options, workers=workers, root=root, folder=folder) as place:
        place.order("start-session", session="rt1")
        place.order("open-poll", poll=POLL)
        with crowd(place.port, PHONES, "entaku", cookies=place.participants(MOST)) as phones:
            yield place, phones


def measure(
    *options: str, workers: int = 1, phones: int = VOTERS, each: int = EACH, root: Path = ROOT
) -> Voting:
    """Ballots of so many phones, each with its next one ready."""
    with open_poll(*options, workers=workers, root=root) as (place, hall):
        hall.connect(phones)
        hall.ask("idle", 1000)
        hall.ask("round")
        taken = processor_seconds(place.pid)
        came = hall.ask("vote", POLL, phones, each)
        taken = processor_seconds(place.pid) - taken
    answered = came["ballots"]
    if came["unanswered"]:
        raise RuntimeError(f"{came['unanswered']} ballots were not answered")
    return Voting(
        answered,
        came["refused"],
        answered / came["seconds"],
        taken / answered * 1e6,
        came["answer_ms"]["p50"],
        came["answer_ms"]["p99"],
    )


def _in_redis(workers: int) -> Voting:
    with redis_server() as url:
        return measure("--redis", url, workers=workers)


def _usual(runs: list[Voting]) -> Voting:
    """The one in the middle."""
    return sorted(runs, key=lambda voting: voting.per_second)[len(runs) // 2]


def run(length: Length) -> Outcome:
    """One worker with SQLite and with Redis, and in the long form several with Redis, by turns."""
    measures: dict[str, Callable[[], Voting]] = {"SQLite, 1 worker": measure}
    for workers in (1, *length.workers):
        measures[f"Redis, {workers} worker{'s' if workers > 1 else ''}"] = partial(_in_redis, workers)
    runs = [{name: once() for name, once in measures.items()} for _ in range(TURNS)]
    came = {name: _usual([each[name] for each in runs]) for name in measures}
    rows = [
        (
            name,
            number(voting.per_second),
            f"{voting.microseconds:.0f}",
            f"{voting.median:.0f}",
            f"{voting.p99:.0f}",
            str(voting.refused),
        )
        for name, voting in came.items()
    ]
    words = (
        f"{number(VOTERS)} phones cast {EACH} ballots each, the next one when the last is acknowledged: "
        f"durable, folded, counted. Every phone sees the turnout meanwhile. Of {TURNS} turns the middle one; "
        "Redis and the crowd share what the workers leave of the cores."
    )
    head = ("kept in", "ballots/s", "µs of processor each", "answer, median ms", "p99", "refused")
    return Outcome(
        [_budget(came, kept) for kept in ("SQLite", "Redis")], [Table("Ballots", words, head, rows)]
    )


def _budget(came: dict[str, Voting], kept: str) -> Budget:
    rate = came[f"{kept}, 1 worker"].per_second
    return Budget(
        f"ballots over sockets, durable, folded, acknowledged, one worker, {kept}",
        f"{number(rate)}/s",
        "≥ 20,000/s",
        rate >= 20_000,
        before=BEFORE[f"ballots, {kept}"],
    )
