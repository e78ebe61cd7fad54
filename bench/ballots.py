"""Ballots through the runtime in one process, no sockets: decided, durable, folded and answered."""

import asyncio
import tempfile
import time
from pathlib import Path

import uvloop

from server.live.runtime import Runtime
from server.live.writer import Accepted
from server.log.storage import Storage, in_folder
from server.room.base import Actor
from server.room.polls import OpenPoll, Vote
from server.room.programme import Programme
from server.room.programme_file import read_programme
from server.room.sessions import StartSession

BALLOTS = 20_000
PROGRAMME = Path(__file__).resolve().parents[1] / "programmes" / "rencontres.toml"


def programme() -> Programme:
    """The real programme."""
    read = read_programme(PROGRAMME.read_text("utf-8")).programme
    if read is None:
        raise RuntimeError("the programme has errors: run `entaku check`")
    return read


async def voting(storage: Storage) -> Runtime:
    """A meeting in which a poll is open."""
    runtime = await Runtime.open(storage, programme().code)
    moderator = Actor("moderator", "moderator")
    await runtime.plan(programme())
    await runtime.submit(StartSession("rt1"), moderator, "")
    await runtime.submit(OpenPoll("rt1-p1"), moderator, "")
    return runtime


async def accepted_per_second(runtime: Runtime, ballots: int = BALLOTS) -> float:
    """How fast ballots are decided, durable, folded and answered that are handed in at once."""
    waiting = [
        runtime.submit(Vote("rt1-p1", ("abc"[n % 3],)), Actor(f"p{n}", "audience"), f"ballot-{n:012}")
        for n in range(ballots)
    ]
    started = time.perf_counter()
    answers = await asyncio.gather(*waiting)
    seconds = time.perf_counter() - started
    if not all(isinstance(answer, Accepted) for answer in answers):
        raise RuntimeError("a ballot was refused")
    return ballots / seconds


async def measure() -> dict[str, float]:
    """Ballots per second, all handed in at once."""
    with tempfile.TemporaryDirectory() as folder:
        async with in_folder(Path(folder)) as storage:
            runtime = await voting(storage)
            rate = await accepted_per_second(runtime)
            await runtime.close()
    return {"ballots accepted durable per second, one process": rate}


def run() -> dict[str, float]:
    """Measure once."""
    return uvloop.run(measure())
