"""A meeting served on a free port, with a live session, anew for each test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import uvicorn

from server.live.runtime import Runtime
from server.log.sqlite import SqliteLog
from server.log.vault import Vault
from server.room.base import Actor
from server.room.planning import PlanProgramme
from server.room.sessions import StartSession
from server.web.edge import configured, listen
from server.web.house import Address, House
from server.web.limits import Limits
from server.web.routes import build_app
from tests.web.venue import CODE, PROGRAMME, Venue


@pytest.fixture
def address() -> Address:
    """How the meeting is reached; a test may choose another way."""
    return Address()


@pytest.fixture
def limits() -> Limits:
    """How fast people may act; a test may stop its clock."""
    return Limits()


@pytest.fixture
async def venue(tmp_path: Path, address: Address, limits: Limits) -> AsyncIterator[Venue]:
    """The meeting, served."""
    log = await SqliteLog.open(tmp_path / "log.db")
    vault = await Vault.open(tmp_path / "vault.db")
    runtime = await Runtime.open(log, vault, CODE)
    await runtime.submit(PlanProgramme(PROGRAMME), Actor("system", "system"), "")
    house = House(runtime, vault, log, address, limits)
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(configured(build_app(house)))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with AsyncExitStack() as leaving:
        yield await Venue(origin, house, runtime, vault, log, leaving).do(StartSession("talk"))
    server.should_exit = True
    await serving
    await runtime.close()
    await vault.close()
    await log.close()
