"""Ballots in one process, without sockets: from a frame's text to the answer, durable and folded by then."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import uvloop

from bench.redis_server import redis_server
from server.live.runtime import Runtime
from server.live.writer import Accepted, Answer
from server.log.storage import Storage, in_folder, in_redis
from server.room.base import SYSTEM, Actor
from server.room.polls import OpenPoll
from server.room.programme import Programme
from server.room.programme_file import read_programme
from server.room.registry import rules_known
from server.room.rules import AdoptRules
from server.room.sessions import StartSession
from server.web.doors import Visitor
from server.web.house import House
from server.web.newcomers import Crowd
from server.web.orders import hand_in
from server.web.parse import Order, read_frame

BALLOTS, AT_ONCE, PER_TURN = 20_000, 1_000, 100
POLL = "rt1-p1"
PROGRAMME = Path(__file__).resolve().parents[1] / "programmes" / "rencontres.toml"


def programme() -> Programme:
    """The real programme."""
    read = read_programme(PROGRAMME.read_text("utf-8")).programme
    if read is None:
        raise RuntimeError("the programme has errors: run `entaku check`")
    return read


async def voting(storage: Storage) -> Runtime:
    """A meeting in which a poll is open, by the newest rules."""
    runtime = await Runtime.open(storage, programme().code)
    await runtime.submit(AdoptRules(rules_known()), SYSTEM, "")
    moderator = Actor("moderator", "moderator")
    await runtime.plan(programme())
    await runtime.submit(StartSession("rt1"), moderator, "")
    await runtime.submit(OpenPoll(POLL), moderator, "")
    return runtime


class Cost(NamedTuple):
    """What so many ballots took, in seconds: on the clock, of the loop's thread and of the whole process."""

    ballots: int
    clock: float
    loop: float
    process: float


class _Crowd:
    """So many phones, each with one ballot, of which `AT_ONCE` wait for an answer at any moment."""

    def __init__(self, house: House, frames: list[str]) -> None:
        self._house, self._frames = house, frames
        self._people = [
            Visitor(Actor(f"participant-{n:012}", "audience"), "", house.halls) for n in range(len(frames))
        ]
        for who in self._people:
            house.crowd.connected(who.actor.id)
        self._next, self._free, self._unanswered = 0, AT_ONCE, len(frames)
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._due = False

    async def vote(self) -> None:
        """Until all are answered."""
        self._turn()
        await self._done

    def _turn(self) -> None:
        """What arrives within one turn of the loop."""
        self._due = False
        last = min(self._next + self._free, self._next + PER_TURN, len(self._frames))
        for number in range(self._next, last):
            order = read_frame(self._frames[number])
            if not isinstance(order, Order):
                raise TypeError(order)
            hand_in(self._house, self._people[number], order, self._answered)
        self._free -= last - self._next
        self._next = last
        self._come_again()

    def _answered(self, answer: Answer) -> None:
        if not isinstance(answer, Accepted):
            self._done.set_exception(RuntimeError(f"a ballot was refused: {answer}"))
        self._free += 1
        self._unanswered -= 1
        if not self._unanswered:
            self._done.set_result(None)
        self._come_again()

    def _come_again(self) -> None:
        if self._free and not self._due and self._next < len(self._frames):
            self._due = True
            asyncio.get_running_loop().call_soon(self._turn)


async def cost(house: House, ballots: int = BALLOTS) -> Cost:
    """What it costs to take a ballot each from so many phones, none of which has a screen here."""
    house = replace(house, crowd=Crowd(house.runtime.hub, lambda: ballots, house.limits.clock))
    crowd = _Crowd(house, list(_frames(ballots)))
    before = time.perf_counter(), time.thread_time(), time.process_time()
    await crowd.vote()
    after = time.perf_counter(), time.thread_time(), time.process_time()
    return Cost(ballots, *(late - early for early, late in zip(before, after, strict=True)))


async def accepted_per_second(runtime: Runtime, storage: Storage) -> float:
    """How many ballots a second are decided, durable, folded and answered."""
    found = await cost(await House.open(runtime, storage))
    return found.ballots / found.clock


def _frames(ballots: int) -> Iterator[str]:
    for n in range(ballots):
        yield json.dumps(
            {"id": f"ballot-{n:012}", "command": {"do": "vote", "poll": POLL, "choice": ["abc"[n % 3]]}}
        )


@asynccontextmanager
async def _storage(kind: str) -> AsyncIterator[Storage]:
    with tempfile.TemporaryDirectory() as folder:
        if kind == "SQLite":
            async with in_folder(Path(folder)) as storage:
                yield storage
        else:
            with redis_server() as address:
                async with in_redis(address, programme().code, Path(folder)) as storage:
                    yield storage


async def measure() -> dict[str, float]:
    """Figures for both storages."""
    figures: dict[str, float] = {}
    for kind in ("SQLite", "Redis"):
        async with _storage(kind) as storage:
            runtime = await voting(storage)
            found = await cost(await House.open(runtime, storage))
            await runtime.close()
        figures[f"{kind}: ballots accepted durable per second"] = found.ballots / found.clock
        figures[f"{kind}: µs of CPU per ballot, the loop's thread"] = found.loop / found.ballots * 1e6
        figures[f"{kind}: µs of CPU per ballot, the whole process"] = found.process / found.ballots * 1e6
    return figures


def run() -> dict[str, float]:
    """Measure once."""
    return uvloop.run(measure())
