"""The look, again and again, whether a Redis is still fit to keep a meeting; what changes is told once.

Scripts refuse to write where data may be deleted (`guard`). Here is said why, and what may be lost without
being refused.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Self

from server.log.base import LogFull, LogUnavailable
from server.log.redis.link import RedisLink

LOOK_EVERY = 10.0  # seconds

log = logging.getLogger("entaku.log")


class Watch:
    """One worker's look at its Redis, for as long as it is open."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        self._wrong = link.weakness
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def begin(cls, link: RedisLink) -> Self:
        """Look from now on; what was wrong when the link was opened has been told."""
        watch = cls(link)
        watch._task = asyncio.create_task(watch._look_for_ever(), name="redis settings")
        return watch

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            with suppress(LogFull, LogUnavailable):  # whoever reads or writes tells that Redis is away
                await self._look()

    async def _look(self) -> None:
        unfit, weakness = await self._link.looked_at()
        before, self._wrong = self._wrong, unfit or weakness
        if self._wrong == before:
            return
        if unfit:
            log.error("Redis at %s %s. Until then nothing new is saved.", self._link.said, unfit)
        elif weakness:
            log.warning("Redis at %s %s.", self._link.said, weakness)
        else:
            log.info("Redis at %s is set as it should be again.", self._link.said)
