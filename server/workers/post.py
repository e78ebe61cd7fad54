"""A worker's post: somebody serves there, and somebody else as soon as that one does not."""

import asyncio
import logging
import signal
import time

from server.workers.process import WorkerProcess
from server.workers.worker import Assignment

PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0)  # seconds until the next one, while one after the other dies
STEADY_AFTER = 30.0  # seconds

log_ = logging.getLogger("entaku.supervisor")


class Post:
    """Filled once, then held; whoever serves there may be relieved by another without a gap."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment, self._name = assignment, f"worker={assignment.number}"
        self._here: set[WorkerProcess] = set()
        self._serving: WorkerProcess | None = None
        self._changing = asyncio.Lock()

    async def fill(self) -> int:
        """Start the first worker; gives 0 once it serves, else the code with which it ended."""
        worker = self._serving = await self._start()
        if worker is None:
            return 1
        return 0 if await worker.ready() else abs(await worker.ended()) or 1

    async def hold(self) -> None:
        """Start another worker whenever one dies: at once, but more slowly while they go on dying."""
        deaths = 0
        while True:
            worker, began = self._serving, time.monotonic()
            how = _told(await worker.ended()) if worker else "is missing"
            async with self._changing:
                if worker is not self._serving:
                    continue  # it was relieved
                deaths = 0 if time.monotonic() - began > STEADY_AFTER else deaths
                pause = PAUSES[min(deaths, len(PAUSES) - 1)]
                log_.warning("%s %s: starting another one in %g s", self._name, how, pause)
                await asyncio.sleep(pause)
                self._forget(worker)
                self._serving, deaths = await self._start(), deaths + 1

    async def relieve(self) -> bool:
        """Have a new worker take over once it serves; False if it does not, and the old one goes on."""
        async with self._changing:
            after, before = await self._start(), self._serving
            if after is None:
                return False
            if not await after.ready():
                how = _told(await after.ended())
                log_.error("%s %s before it could take over: the old one goes on", self._name, how)
                self._forget(after)
                return False
            self._serving = after
        if before:
            await before.leave()
            self._forget(before)
        return True

    async def leave(self) -> None:
        """Send away whoever is here."""
        await asyncio.gather(*(worker.leave() for worker in self._here))

    def kill(self) -> None:
        """End whoever is here, at once."""
        for worker in self._here:
            worker.kill()

    async def _start(self) -> WorkerProcess | None:
        try:
            worker = await WorkerProcess.start(self._assignment)
        except OSError as error:
            log_.error("%s cannot be started: %s", self._name, error.strerror)
            return None
        self._here.add(worker)
        return worker

    def _forget(self, worker: WorkerProcess | None) -> None:
        self._here.discard(worker) if worker else None


def _told(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
