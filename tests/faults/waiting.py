"""Waiting for something to come true: a test must fail rather than wait for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 60.0
LOOK_EVERY, MOST_LOOKS = 0.5, 30

_Found = TypeVar("_Found")


async def until(condition: Callable[[], bool], every: float = 0.02) -> None:
    """Wait until it holds; raises TimeoutError when it does not come true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in other processes and libraries
            await asyncio.sleep(every)


async def left_when_quiet(look: Callable[[], Awaitable[list[_Found]]]) -> list[_Found]:
    """Look until nothing is found; gives what is still found when all must have been quiet for long."""
    found = await look()
    for _ in range(MOST_LOOKS):
        if not found:
            break
        await asyncio.sleep(LOOK_EVERY)
        found = await look()
    return found
