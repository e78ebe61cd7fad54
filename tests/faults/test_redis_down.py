"""Redis is killed, or is silent, during a vote: no acknowledgement is false, nothing counts twice."""

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.faults.hall import Hall, Size
from tests.faults.venue import Housed, Served, in_houses, in_processes
from tests.faults.waiting import until
from tests.redis_server import RedisServer

Venue: TypeAlias = Callable[[Path, Size], AbstractAsyncContextManager[Housed | Served]]

SHORT = Size(workers=2, phones=60, rate=120, faults=2, spread=0.5)
FULL = Size(workers=4, phones=2_000, rate=500, faults=10, spread=4)
ENTRY = re.compile(rb"\r\n0-(\d+)\r\n\$1\r\nb\r\n")
# A command may wait for two looks at Redis, of 2 seconds each, before it is refused and sent again.
SHORT_PAUSE, FULL_PAUSE = 6.0, 10.0


async def seconds_until_acknowledged(hall: Hall) -> float:
    """How long until something new is acknowledged."""
    before, known = time.monotonic(), len(hall.crowd.history.acknowledged())
    await until(lambda: len(hall.crowd.history.acknowledged()) > known)
    return time.monotonic() - before


def kept_by(redis: RedisServer) -> set[int]:
    """The places of the entries that are in the files of Redis."""
    written = b"".join(file.read_bytes() for file in redis.folder.glob("appendonlydir/*.aof"))
    return {int(seq) for seq in ENTRY.findall(written)}


@pytest.mark.parametrize(
    ("venue", "size"),
    [
        pytest.param(in_houses, SHORT, id="short"),
        # Twenty kills in all, ten at a time: a test may not take more than five minutes.
        pytest.param(in_processes, FULL, id="full-1", marks=pytest.mark.soak),
        pytest.param(in_processes, FULL, id="full-2", marks=pytest.mark.soak),
    ],
)
async def test_redis_killed_and_started_again_in_the_middle_of_a_vote(
    tmp_path: Path, venue: Venue, size: Size, report: Callable[[str], None]
) -> None:
    async with venue(tmp_path, size) as place:
        hall, waits = place.hall, []
        for _ in range(size.faults):
            await hall.crowd.acknowledged(more=size.burst)
            await asyncio.to_thread(place.redis.kill)
            await asyncio.to_thread(place.redis.start)
            waits.append(await seconds_until_acknowledged(hall))
        await hall.finish()
        report(f"{size.faults} kills, live at the latest {max(waits):.1f} s after Redis; {hall.figures()}")


@pytest.mark.parametrize(
    ("venue", "size", "seconds"),
    [
        pytest.param(in_houses, SHORT, SHORT_PAUSE, id="short"),
        pytest.param(in_processes, FULL, FULL_PAUSE, id="full", marks=pytest.mark.soak),
    ],
)
async def test_redis_paused_in_the_middle_of_a_vote(
    tmp_path: Path, venue: Venue, size: Size, seconds: float, report: Callable[[str], None]
) -> None:
    async with venue(tmp_path, size) as place:
        hall, history = place.hall, place.hall.crowd.history
        await hall.crowd.acknowledged(more=size.burst)
        place.redis.pause()
        await asyncio.sleep(seconds)
        assert {act.seq for act in history.acknowledged()} <= kept_by(place.redis), "not kept by Redis"
        waiting, resumed = history.open(), time.monotonic()
        place.redis.resume()
        await until(lambda: not any(act.is_open for act in waiting), every=0.1)
        drained = time.monotonic() - resumed
        assert any(act.sendings > 1 for act in waiting), "nothing was sent again"
        await hall.finish()
        report(f"{seconds:.0f} s, {len(waiting)} waited, drained {drained:.1f} s after it; {hall.figures()}")
