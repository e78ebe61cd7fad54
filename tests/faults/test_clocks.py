"""Two machines whose clocks are ten minutes apart: one countdown, and entries in the time of the storage."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import redis
from websockets.asyncio.client import connect
from websockets.typing import Origin

from tests.faults.desk import HALL, Desk, browser
from tests.faults.hall import SESSION
from tests.faults.house import housed
from tests.faults.serving import serving
from tests.faults.worker import in_step, new_id

APART = 600
FAST = (sys.executable, "-m", "tests.faults.stand_in", "fast", str(APART))
NEAR = APART * 1000 / 10  # milliseconds: far less than the clocks are apart, far more than a test takes


def storage_time(address: str) -> float:
    """What time it is at the storage, in Unix milliseconds."""
    with redis.Redis.from_url(address, protocol=2) as client:
        seconds, microseconds = client.time()
    return float(seconds * 1000 + microseconds / 1000)


async def time_on_screens(origin: str, desk: Desk) -> float:
    """What the answer to a projector's heartbeat says."""
    async with connect(
        f"{origin.replace('http', 'ws', 1)}/ws/projector/{HALL}",
        origin=Origin(origin),
        additional_headers={"Cookie": desk.cookie},
    ) as line:
        await line.send(json.dumps({"beat": 1}))
        async with asyncio.timeout(20):
            async for message in line:
                if str(message).startswith("{"):
                    return float(json.loads(message)["now"])
    raise AssertionError("no answer")


async def countdown(origin: str, desk: Desk) -> Any:
    """What the projector counts down."""
    async with browser(origin, desk.cookies) as client:
        return (await client.get(f"/state/projector/{HALL}")).json()["scene"]["clock"]


async def test_a_countdown_is_the_same_on_two_machines_whose_clocks_are_ten_minutes_apart(
    redis_url: str, tmp_path: Path
) -> None:
    async with (
        housed(redis_url, "right") as right,
        serving(redis_url, tmp_path / "fast", command=FAST) as fast,
    ):
        began = storage_time(redis_url)
        at_right = await Desk(right.origin, await right.token()).come_in()
        at_fast = await Desk(fast.origin, await right.token()).come_in()
        await at_right.done("start-session", new_id(), session=SESSION)
        await at_fast.done("start-timer", new_id(), hall=HALL, seconds=300)
        for turn in range(6):
            await (at_right, at_fast)[turn % 2].done("announce", new_id(), hall=HALL, en=f"Turn {turn}")
        await at_right.done("show-scene", new_id(), hall=HALL, scene="timer")
        ended = storage_time(redis_url)

        ledger = await in_step([right.worker])
        assert await countdown(right.origin, at_right) == await countdown(fast.origin, at_fast)
        for origin, desk in ((right.origin, at_right), (fast.origin, at_fast)):
            assert abs(await time_on_screens(origin, desk) - storage_time(redis_url)) < NEAR
    times = [entry.stamp.at for entry in ledger.entries if entry.stamp.role != "system"]
    assert len(times) == 9
    assert all(began - NEAR < at < ended + NEAR for at in times)
