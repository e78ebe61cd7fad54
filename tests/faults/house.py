"""A worker of this very process that also has its doors open: pages, commands and sockets on a free port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from moderation.permissions import Role
from server.web.edge import configured
from server.web.house import House
from server.web.listening import listen
from server.web.routes import build_app
from tests.cli.entaku import PROGRAMME
from tests.faults.waiting import until
from tests.faults.worker import Worker, working
from tests.room.programmes import programme


class OpenHouse:
    """Where it is, the worker in it, and the house as its edges see it."""

    def __init__(self, origin: str, worker: Worker, house: House) -> None:
        self.origin, self.worker, self.house = origin, worker, house

    async def token(self) -> str:
        """A new way in for a moderator."""
        return await self.worker.storage.vault.mint_link(Role.MODERATOR, "")


@asynccontextmanager
async def housed(redis: str, name: str) -> AsyncIterator[OpenHouse]:
    """Serve the small programme until the block ends."""
    async with working(redis, name) as worker:
        await worker.runtime.plan(programme(PROGRAMME))
        listener = listen("127.0.0.1", 0)
        house = await House.open(worker.runtime, worker.storage)
        server = uvicorn.Server(configured(build_app(house)))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        await until(lambda: server.started)
        try:
            yield OpenHouse(f"http://127.0.0.1:{listener.getsockname()[1]}", worker, house)
        finally:
            server.should_exit = True
            await task
