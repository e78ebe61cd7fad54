"""Several workers on one Redis: how soon one knows what another was told, and what Redis holds of it."""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import redis.asyncio as redis
import uvloop

from bench.ballots import BALLOTS, accepted_per_second, programme, voting
from bench.figures import percentile
from bench.outcome import Length, Outcome, Table
from bench.projector import Shown, watched
from bench.redis_server import redis_server
from bench.venue import venue
from bench.voting import POLL, open_poll
from server.live.runtime import Runtime
from server.log.storage import in_redis
from server.room.base import Actor
from server.room.polls import Vote

SEEN, PER_SECOND, HEARD = 200, 20, 300


async def _held(url: str, folder: Path) -> tuple[float, float]:
    """What Redis holds of ten thousand ballots, in kB: their log, and all in all."""
    client = redis.from_url(url, protocol=2)
    async with in_redis(url, programme().code, folder) as storage:
        runtime = await voting(storage)
        before = (await client.info("memory"))["used_memory"]
        await accepted_per_second(runtime, storage)
        log = await client.memory_usage(f"entaku:{{{programme().code}}}:log", samples=0) or 0
        held = (await client.info("memory"))["used_memory"] - before
        await runtime.close()
    await client.aclose()
    return log / BALLOTS * 10, held / BALLOTS * 10


def _seen(url: str) -> Shown:
    """Ballots at one worker, and a projector at another."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with (
            open_poll("--redis", url, folder=folder) as (one, hall),
            venue("--redis", url, folder=folder) as other,
        ):
            hall.connect(SEEN)
            return watched(one, hall, other, SEEN, PER_SECOND)


async def _heard(url: str, folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds from a command to its answer, and to the moment when another worker has folded it."""
    code = programme().code
    async with in_redis(url, code, folder) as ours, in_redis(url, code, folder) as theirs:
        here, there = await voting(ours), await Runtime.open(theirs, code)
        folded: asyncio.Queue[float] = asyncio.Queue()
        there.overheard = lambda entry: folded.put_nowait(time.perf_counter())
        answers, folds = [], []
        for n in range(HEARD):
            began = time.perf_counter()
            await here.submit(Vote(POLL, ("a",)), Actor(f"p{n}", "audience"), f"ballot-{n:012}")
            answers.append((time.perf_counter() - began) * 1000)
            folds.append((await folded.get() - began) * 1000)
        await here.close()
        await there.close()
    return answers, folds


def run(length: Length) -> Outcome:
    """Each in a database of its own."""
    with redis_server() as url, TemporaryDirectory() as temporary:
        log, held = uvloop.run(_held(f"{url}/1", Path(temporary)))
        answers, folds = uvloop.run(_heard(f"{url}/2", Path(temporary)))
        seen = _seen(f"{url}/3")
    rows = [
        (name, f"{percentile(times, 0.5):.1f}", f"{percentile(times, 0.99):.1f}")
        for name, times in (
            ("a command, until it is answered", answers),
            ("until another worker has folded it", folds),
        )
    ]
    rows.append(("from the answer to a projector at another worker", f"{seen.median:.1f}", f"{seen.p99:.1f}"))
    words = (
        f"Two workers on one Redis; milliseconds. Redis holds {log:,.0f} kB of log and {held:,.0f} kB all in "
        "all for 10,000 ballots."
    )
    return Outcome(tables=[Table("From one worker to another", words, ("", "median", "p99"), rows)])
