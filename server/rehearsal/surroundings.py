"""What every simulated screen needs to be one: the server, the clock, the dice, and where to count."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from server.rehearsal.figures import Figures
from server.rehearsal.hearing import Hearing
from server.rehearsal.sight import Sight
from server.rehearsal.target import Target


@dataclass
class Surroundings:
    """Shared by all screens of one rehearsal; `watchers`: in each hall, on which screen ballots are seen."""

    target: Target
    meeting: str
    chance: random.Random
    figures: Figures = field(default_factory=Figures)
    sight: Sight = field(default_factory=Sight)
    watchers: dict[str, object] = field(default_factory=dict)
    clock: Callable[[], float] = time.perf_counter
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.hearing = Hearing(self.clock)
        self._loop = asyncio.get_running_loop()

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something after a while."""
        self._loop.call_later(seconds, act)

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Let something run beside the rest; what it raises is raised again by `quit`."""
        task = self._loop.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._done)

    async def quit(self) -> None:
        """End what still runs."""
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._loop.call_exception_handler({"message": "a simulated screen failed", "exception": error})
