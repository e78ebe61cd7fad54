"""The tests' meeting, served in this process on a free port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import uvicorn

from server.live.runtime import Runtime
from server.log.storage import Storage
from server.room.sessions import StartSession
from server.web.edge import configured
from server.web.house import Address, House
from server.web.limits import Limits
from server.web.listening import listen
from server.web.routes import build_app
from tests.web.venue import CODE, PROGRAMME, Venue


@asynccontextmanager
async def served(storage: Storage, address: Address, limits: Limits) -> AsyncIterator[Venue]:
    """Serve it, its session live, until the block ends."""
    runtime = await Runtime.open(storage, CODE)
    await runtime.plan(PROGRAMME)
    house = await House.open(runtime, storage, address, limits)
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
