"""A meeting that is really served, and a server that says whatever a test wants."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from server.log.storage import in_folder
from server.rehearsal.surroundings import Surroundings
from server.rehearsal.target import find_target
from server.web.house import Address
from server.web.limits import Limits
from tests.rehearsal.raw import RawServer, raw_server
from tests.web.serving import served
from tests.web.venue import CODE, Venue


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    """The tests' meeting, its session live."""
    async with in_folder(tmp_path) as storage, served(storage, Address(), Limits(time.monotonic)) as venue:
        yield venue


@pytest.fixture
def in_thread() -> Callable[..., Awaitable[Any]]:
    """Runs a command beside the test's own loop, which serves what the command talks to."""
    return asyncio.to_thread


@pytest.fixture
async def raw() -> AsyncIterator[RawServer]:
    """A server of which every byte is the test's."""
    async with raw_server() as server:
        yield server


@pytest.fixture
async def around(raw: RawServer) -> AsyncIterator[Surroundings]:
    """What phones need to come to that server."""
    around = Surroundings(await find_target(raw.url), CODE, random.Random(1))
    yield around
    await around.quit()
