"""The supervisor: several workers on one port, replaced when they die and, one by one, when asked."""

import asyncio
import logging
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from server.app import listening, prepared
from server.opening import house_in, storage_for
from server.room.programme import Programme
from server.settings import Settings
from server.web.listening import reserve
from server.workers.post import Post
from server.workers.worker import Assignment

log_ = logging.getLogger("entaku.supervisor")


async def supervise(settings: Settings, programme: Programme) -> int:
    """Make everything ready, then have it served until told to stop; gives the exit code.

    Raises `Trouble` for what the owner of the server can mend.
    """
    with listening(reserve, settings):
        async with storage_for(settings, programme.code) as storage, house_in(storage, settings, programme):
            await prepared(storage, settings, programme)
        numbers = range(1, settings.workers + 1)
        return await Supervisor([Assignment(number, settings, programme) for number in numbers]).run()


class Supervisor:
    """Listens to signals and keeps the posts."""

    def __init__(self, assignments: Sequence[Assignment]) -> None:
        self._posts = [Post(each) for each in assignments]
        self._stop, self._hangup = asyncio.Event(), asyncio.Event()

    async def run(self) -> int:
        """Until told to stop: 0; or until a worker could not even start: its exit code."""
        with self._signals():
            keeping = asyncio.create_task(self._keep(), name="keeping")
            stopping = asyncio.create_task(self._stop.wait(), name="stopping")
            try:
                await asyncio.wait({keeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
                return keeping.result() if keeping.done() else 0
            finally:
                for task in (keeping, stopping):
                    task.cancel()
                await asyncio.wait({keeping, stopping})
                await asyncio.gather(*(post.leave() for post in self._posts))

    async def _keep(self) -> int:
        if code := await self._fill():
            return code
        log_.info("%d workers serve the meeting", len(self._posts))
        async with asyncio.TaskGroup() as group:
            for post in self._posts:
                group.create_task(post.hold())
            group.create_task(self._relieve_when_asked())
        return 0

    async def _fill(self) -> int:
        filling = [asyncio.create_task(post.fill()) for post in self._posts]
        try:
            for first in asyncio.as_completed(filling):
                if code := await first:
                    return code
        finally:
            for task in filling:
                task.cancel()
        return 0

    async def _relieve_when_asked(self) -> None:
        while True:
            await self._hangup.wait()
            self._hangup.clear()
            for post in self._posts:
                if not await post.relieve():
                    break
            else:
                log_.info("every worker has been replaced")

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop, signals = asyncio.get_running_loop(), (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        for each in signals[:2]:
            loop.add_signal_handler(each, self._told_to_stop)
        loop.add_signal_handler(signal.SIGHUP, self._hangup.set)
        try:
            yield
        finally:
            for each in signals:
                loop.remove_signal_handler(each)

    def _told_to_stop(self) -> None:
        if self._stop.is_set():
            for post in self._posts:
                post.kill()
        self._stop.set()
