"""A hall of phones on real sockets: how long from a ballot to its answer, and to the projector."""

import asyncio
import json
import re
import secrets
import statistics
import time

import uvloop
from websockets.asyncio.client import ClientConnection

from bench.venue import Venue, venue

PHONES = 200
ROUNDS = 5
TURNOUT = re.compile(r'id="scene-turnout"[^>]*>(\d[\d\s.,\u202f\u00a0]*)<')
POLL, OPTIONS = "rt1-p1", ("a", "b", "c")


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def vote(phone: ClientConnection, choice: str) -> float:
    """Send a ballot and give the seconds until its answer."""
    id = secrets.token_urlsafe(15)
    started = time.perf_counter()
    await phone.send(json.dumps({"id": id, "command": {"do": "vote", "poll": POLL, "choice": [choice]}}))
    async for message in phone:
        if str(message).startswith("{") and json.loads(message).get("ack") == id:
            return time.perf_counter() - started
    raise ConnectionError("the phone was cut off before its answer came")


async def seen_at(projector: ClientConnection, wanted: int) -> float:
    """When the projector is told of so many voters."""
    async for message in projector:
        found = TURNOUT.search(str(message))
        if found and int(re.sub(r"\D", "", found[1])) >= wanted:
            return time.perf_counter()
    raise ConnectionError("the projector was cut off")


async def _latencies(place: Venue, phones: list[ClientConnection]) -> tuple[list[float], list[float]]:
    projector = await place.screen("projector", place.links["projector"]["main"])
    answers, shown = [], []
    for number, phone in enumerate(phones, 1):
        watching = asyncio.create_task(seen_at(projector, number))
        started = time.perf_counter()
        answers.append(await vote(phone, OPTIONS[number % 3]))
        shown.append(await watching - started)
    return answers, shown


async def _burst(phones: list[ClientConnection]) -> float:
    """Every phone changes its ballot again and again, all at once: ballots per second."""
    started = time.perf_counter()

    async def keep_voting(phone: ClientConnection) -> None:
        for turn in range(ROUNDS):
            await vote(phone, OPTIONS[turn % 3])

    await asyncio.gather(*(keep_voting(phone) for phone in phones))
    return len(phones) * ROUNDS / (time.perf_counter() - started)


async def measure() -> dict[str, float]:
    """Latencies in milliseconds, throughput per second, memory in KiB."""
    async with venue() as place:
        await place.order("start-session", session="rt1")
        await place.order("open-poll", poll=POLL)
        before = place.resident_kib()
        phones = [await place.screen("audience", place.links["audience"]) for _ in range(PHONES)]
        memory = (place.resident_kib() - before) / PHONES
        answers, shown = await _latencies(place, phones)
        rate = await _burst(phones)
        return {
            "phones": PHONES,
            "ballot to its answer, median ms": statistics.median(answers) * 1000,
            "ballot to its answer, p99 ms": percentile(answers, 0.99) * 1000,
            "ballot to the projector, median ms": statistics.median(shown) * 1000,
            "ballot to the projector, p99 ms": percentile(shown, 0.99) * 1000,
            "ballots per second over sockets": rate,
            "memory per phone, KiB": memory,
        }


def run() -> dict[str, float]:
    """Measure once."""
    return uvloop.run(measure())
