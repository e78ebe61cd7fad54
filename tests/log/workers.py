"""Workers on one Redis, as the tests of the shared log need them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from traceback import format_exception

import pytest

from server.log.base import LogUnavailable
from server.log.bell import Bell
from server.log.redis.log import RedisLog


@asynccontextmanager
async def worker(url: str) -> AsyncIterator[RedisLog]:
    """Give one worker's log, which is closed whatever happens."""
    log = await RedisLog.open(url)
    try:
        yield log
    finally:
        await log.close()


async def refusal(address: str, patience: float = 0.0) -> str:
    """Give the sentence with which the Redis at this address is refused; what it says is no secret."""
    with pytest.raises(LogUnavailable) as refused:
        await RedisLog.open(address, patience)
    said = str(refused.value)
    assert "secret" not in "".join(format_exception(refused.value))
    assert said.endswith(".")
    assert "\n" not in said
    return said


def with_login(url: str, login: str) -> str:
    """Give the address with who asks and the password."""
    return url.replace("://", f"://{login}@")


async def rung(bell: Bell) -> None:
    """Return when the bell rings; it has rung once when it was hung."""
    await asyncio.wait_for(bell.wait(), 20)


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    """Return as soon as it is so."""
    async with asyncio.timeout(20):
        while True:
            if await so():
                return
            await asyncio.sleep(0.01)
