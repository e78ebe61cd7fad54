"""Several workers on one Redis: what they accept together, and how soon one knows what another was told."""

import asyncio
import statistics
import time

import redis.asyncio as redis
import uvloop

from bench.ballots import BALLOTS, accepted_per_second, programme, voting
from bench.hall import OPTIONS, POLL, percentile, seen_at, vote
from bench.phones import LightPhone
from bench.redis_server import redis_server
from bench.venue import venue
from server.live.runtime import Runtime
from server.log.storage import in_redis
from server.room.base import Actor
from server.room.polls import Vote

WORKERS = (1, 2, 4)
PHONES, EACH = 400, 25
SEEN, HEARD = 40, 300


async def _in_process(url: str) -> dict[str, float]:
    """What one worker's writer reaches, without sockets, and what Redis then holds in memory."""
    client = redis.from_url(url, protocol=2)
    async with in_redis(url, programme().code) as storage:
        runtime = await voting(storage)
        before = (await client.info("memory"))["used_memory"]
        rate = await accepted_per_second(runtime)
        log = await client.memory_usage(f"entaku:{{{programme().code}}}:log", samples=0) or 0
        held = (await client.info("memory"))["used_memory"] - before
        await runtime.close()
    await client.aclose()
    return {
        "ballots accepted durable per second, no sockets": rate,
        "Redis: kB of log for 10,000 ballots": log / BALLOTS * 10,
        "Redis: kB of memory for 10,000 ballots": held / BALLOTS * 10,
    }


async def _over_sockets(url: str, workers: int) -> tuple[float, float]:
    """Ballots per second of phones that each have the next one ready, and processor seconds for each."""
    async with venue("--redis", url, workers=workers) as place:
        await place.order("start-session", session="rt1")
        await place.order("open-poll", poll=POLL)
        phones = [await LightPhone.connect(place.url) for _ in range(PHONES)]
        choices = [OPTIONS[turn % 3] for turn in range(EACH)]
        started, taken = time.perf_counter(), place.processor_seconds()
        await asyncio.gather(*(phone.vote(POLL, choices) for phone in phones))
        rate = PHONES * EACH / (time.perf_counter() - started)
        taken = place.processor_seconds() - taken
        for phone in phones:
            phone.close()
        return rate, taken / PHONES / EACH


async def _seen(url: str) -> list[float]:
    """Seconds from a ballot's answer at one worker to a projector at another."""
    async with venue("--redis", url) as one, venue("--redis", url) as other:
        await one.order("start-session", session="rt1")
        await one.order("open-poll", poll=POLL)
        phones = [await one.screen("audience", one.links["audience"]) for _ in range(SEEN)]
        projector = await other.screen("projector", one.links["projector"]["main"])
        times = []
        for number, phone in enumerate(phones, 1):
            watching = asyncio.create_task(seen_at(projector, number))
            await vote(phone, OPTIONS[number % 3])
            answered = time.perf_counter()
            times.append(max(0.0, await watching - answered))
        return times


async def _heard(url: str) -> tuple[list[float], list[float]]:
    """Seconds from a command to its answer, and to the moment when another worker has folded it."""
    code = programme().code
    async with in_redis(url, code) as ours, in_redis(url, code) as theirs:
        here, there = await voting(ours), await Runtime.open(theirs, code)
        folded: asyncio.Queue[float] = asyncio.Queue()
        there.overheard = lambda entry: folded.put_nowait(time.perf_counter())
        answers, folds = [], []
        for n in range(HEARD):
            began = time.perf_counter()
            await here.submit(Vote(POLL, ("a",)), Actor(f"p{n}", "audience"), f"ballot-{n:012}")
            answers.append(time.perf_counter() - began)
            folds.append(await folded.get() - began)
        await here.close()
        await there.close()
    return answers, folds


async def measure() -> dict[str, float]:
    """All of it, each in a database of its own."""
    with redis_server() as url:
        figures = await _in_process(f"{url}/1")
        for workers in WORKERS:
            rate, each = await _over_sockets(f"{url}/{workers + 1}", workers)
            figures[f"ballots per second over sockets, workers: {workers}"] = rate
            figures[f"processor us for each ballot, workers: {workers}"] = each * 1e6
        seen, (answers, folds) = await _seen(f"{url}/8"), await _heard(f"{url}/9")
    for name, times in (
        ("command to its answer", answers),
        ("command to its fold by another worker", folds),
        ("answer to another worker's projector", seen),
    ):
        figures[f"{name}, median ms"] = statistics.median(times) * 1000
        figures[f"{name}, p99 ms"] = percentile(times, 0.99) * 1000
    return figures


def run() -> dict[str, float]:
    """Measure once."""
    return uvloop.run(measure())
