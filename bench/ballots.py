"""Ballots through the runtime in one process, no sockets: decided, durable, folded and answered."""

import asyncio
import tempfile
import time
from pathlib import Path

import uvloop

from server.live.runtime import Runtime
from server.live.writer import Accepted
from server.log.sqlite import SqliteLog
from server.log.vault import Vault
from server.room.base import Actor
from server.room.planning import PlanProgramme
from server.room.polls import OpenPoll, Vote
from server.room.programme_file import read_programme
from server.room.sessions import StartSession

BALLOTS = 20_000
PROGRAMME = Path(__file__).resolve().parents[1] / "programmes" / "rencontres.toml"


async def measure() -> dict[str, float]:
    """Ballots per second, all handed in at once."""
    programme = read_programme(PROGRAMME.read_text("utf-8")).programme
    if programme is None:
        raise RuntimeError("the programme has errors: run `entaku check`")
    with tempfile.TemporaryDirectory() as folder:
        log = await SqliteLog.open(Path(folder) / "log.db")
        vault = await Vault.open(Path(folder) / "vault.db")
        runtime = await Runtime.open(log, vault, programme.code)
        system, moderator = Actor("system", "system"), Actor("moderator", "moderator")
        await runtime.submit(PlanProgramme(programme), system, "")
        await runtime.submit(StartSession("rt1"), moderator, "")
        await runtime.submit(OpenPoll("rt1-p1"), moderator, "")
        ballots = [
            runtime.submit(Vote("rt1-p1", ("abc"[n % 3],)), Actor(f"p{n}", "audience"), f"ballot-{n:012}")
            for n in range(BALLOTS)
        ]
        started = time.perf_counter()
        answers = await asyncio.gather(*ballots)
        seconds = time.perf_counter() - started
        if not all(isinstance(answer, Accepted) for answer in answers):
            raise RuntimeError("a ballot was refused")
        await runtime.close()
        await vault.close()
        await log.close()
    return {"ballots accepted durable per second, one process": BALLOTS / seconds}


def run() -> dict[str, float]:
    """Measure once."""
    return uvloop.run(measure())
