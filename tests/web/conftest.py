"""A meeting served on a free port, with a live session, anew for each test."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import uvicorn

from server.live.runtime import Runtime
from server.log.storage import Storage, in_folder, in_redis
from server.room.sessions import StartSession
from server.web.edge import configured
from server.web.house import Address, House
from server.web.limits import Limits
from server.web.listening import listen
from server.web.routes import build_app
from tests.redis_server import RedisServer
from tests.web.venue import CODE, PROGRAMME, Venue


@pytest.fixture
def address() -> Address:
    """How the meeting is reached; a test may choose another way."""
    return Address()


@pytest.fixture
def clock() -> Callable[[], float]:
    """The clock by which people act too fast; a test may stop it."""
    return time.monotonic


@pytest.fixture
def limits(clock: Callable[[], float]) -> Limits:
    """How fast people may act."""
    return Limits(clock)


@pytest.fixture(params=["sqlite", "redis"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    """Where the meeting is kept; whoever asks for it is tested on both logs."""
    redis = request.param == "redis"
    kept = in_redis(request.getfixturevalue("redis_url"), CODE) if redis else in_folder(tmp_path)
    async with kept as storage:
        yield storage


@pytest.fixture
def on_disk(request: pytest.FixtureRequest, storage: Storage, tmp_path: Path) -> Path:
    """The folder in which that storage writes."""
    if not storage.shared:
        return tmp_path
    server: RedisServer = request.getfixturevalue("redis_server")
    return server.folder


@pytest.fixture
async def venue(storage: Storage, address: Address, limits: Limits) -> AsyncIterator[Venue]:
    """The meeting, served."""
    runtime = await Runtime.open(storage, CODE)
    await runtime.plan(PROGRAMME)
    house = House(runtime, storage, address, limits)
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(configured(build_app(house)))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with AsyncExitStack() as leaving:
        yield await Venue(origin, house, runtime, storage.vault, storage.log, leaving).do(
            StartSession("talk")
        )
    server.should_exit = True
    await serving
    await runtime.close()
