"""A meeting served on a free port, with a live session, anew for each test."""

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from server.log.storage import Storage, in_folder, in_redis
from server.web.house import Address
from server.web.limits import Limits
from tests.redis_server import RedisServer
from tests.web.serving import served
from tests.web.venue import CODE, Venue


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
    kept = in_redis(request.getfixturevalue("redis_url"), CODE, tmp_path) if redis else in_folder(tmp_path)
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
    async with served(storage, address, limits) as venue:
        yield venue
