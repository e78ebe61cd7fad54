"""Where a hall votes: in processes as an operator starts them, or, quicker, in houses of this process."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tests.faults.desk import Desk
from tests.faults.hall import Hall, Size
from tests.faults.house import housed
from tests.faults.serving import Serving, serving
from tests.faults.worker import working
from tests.redis_server import RedisServer


class Served(NamedTuple):
    """A hall that votes, the Redis that keeps it, and the command that serves it."""

    hall: Hall
    redis: RedisServer
    command: Serving


class Housed(NamedTuple):
    """A hall that votes, and the Redis that keeps it."""

    hall: Hall
    redis: RedisServer


@asynccontextmanager
async def own_redis(folder: Path) -> AsyncIterator[RedisServer]:
    """A Redis that a test may kill."""
    redis = RedisServer(folder)
    redis.start()
    try:
        yield redis
    finally:
        redis.kill()


@asynccontextmanager
async def in_processes(folder: Path, size: Size) -> AsyncIterator[Served]:
    """Workers on one port, under a supervisor."""
    async with own_redis(folder) as redis, serving(redis.url, folder / "served", size.workers) as served:
        async with working(redis.url, "first") as first:
            await first.adopt_rules()
        desk = await Desk(served.origin, served.token).come_in()
        hall = Hall(redis.url, [served.origin], desk, size, folder / "served" / "data")
        async with hall.voting():
            yield Served(hall, redis, served)


@asynccontextmanager
async def in_houses(folder: Path, size: Size) -> AsyncIterator[Housed]:
    """Workers each on a port of its own, as on several machines."""
    async with AsyncExitStack() as leaving:
        redis = await leaving.enter_async_context(own_redis(folder))
        names = [f"house-{number}" for number in range(size.workers)]
        houses = [await leaving.enter_async_context(housed(redis.url, name)) for name in names]
        await houses[0].worker.adopt_rules()
        desk = await Desk(houses[0].origin, await houses[0].token()).come_in()
        hall = Hall(redis.url, [house.origin for house in houses], desk, size)
        await leaving.enter_async_context(hall.voting())
        yield Housed(hall, redis)
