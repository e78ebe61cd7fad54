"""A hall that votes over real sockets while something breaks; what everybody saw is held against the log."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from server.log.storage import in_redis
from tests.faults.agreement import check_workers
from tests.faults.checker import Violation, check_commands, check_polls, require_none
from tests.faults.copies import SHARED, copy_keys
from tests.faults.crowd import Crowd
from tests.faults.desk import Desk, looked_at
from tests.faults.ledger import Ledger
from tests.faults.viewer import Viewer
from tests.faults.waiting import left_when_quiet, until
from tests.faults.worker import MEETING, new_id

POLL, OPTIONS, SESSION = "p1", ("a", "b"), "rt1"
VIEWS = ("projector", "desk")
LOOKS = 8  # for each worker, so that one that shows something else is hardly missed


class Size(NamedTuple):
    """How big a form is: `rate` commands a second; phones come back within `spread` seconds."""

    workers: int
    phones: int
    rate: int
    faults: int
    spread: float

    @property
    def burst(self) -> int:
        """How many commands are acknowledged between two faults."""
        return 2 * self.rate


class Hall:
    """What a test does with it: break something, then `finish`. `data` is that of processes that serve."""

    def __init__(
        self, redis: str, origins: Sequence[str], desk: Desk, size: Size, data: Path | None = None
    ) -> None:
        self.desk, self._redis, self._origins, self._data = desk, redis, origins, data
        self._looks = LOOKS * size.workers // len(origins)
        self.crowd = Crowd(origins, size.phones, size.rate, size.spread)
        self.viewers = [Viewer(origin, view, desk.cookie) for origin in origins for view in VIEWS]

    @asynccontextmanager
    async def voting(self) -> AsyncIterator[None]:
        """Everybody comes, and votes until the block ends."""
        await self.desk.done("start-session", new_id(), session=SESSION)
        await self.desk.done("set-review-mode", new_id(), session=SESSION, mode="publish")
        await self.desk.done("open-poll", new_id(), poll=POLL)
        async with AsyncExitStack() as leaving:
            looking = [asyncio.create_task(viewer.stay()) for viewer in self.viewers]
            leaving.push_async_callback(_end, looking)
            await leaving.enter_async_context(self.crowd.here())
            await until(lambda: all(viewer.sight.wholes for viewer in self.viewers))
            self.crowd.vote_in(POLL, OPTIONS, SESSION)
            yield

    async def finish(self) -> None:
        """Close the poll under the voters' hands; then everything must agree with the log."""
        if self._data:
            copy_keys(self._data)
        await self.desk.done("close-poll", new_id(), poll=POLL)
        await self.crowd.quiet()
        async with in_redis(self._redis, MEETING, SHARED) as storage:
            ledger = await Ledger.read_counted(storage.log, MEETING)
        acts = self.crowd.history.acts
        found = check_commands(acts, ledger) + check_polls(acts, ledger)
        found += await left_when_quiet(lambda: self._disagreeing(ledger))
        require_none(found)
        assert ledger.state.boxes[POLL].voters > len(self.crowd.phones) // 2, "hardly anybody voted"

    async def _disagreeing(self, ledger: Ledger) -> list[Violation]:
        """I4 and I5 as of now."""
        found: list[Violation] = []
        for origin in self._origins:
            found += check_workers(await looked_at(origin, self._looks, self.desk.cookies), ledger)
        for viewer in self.viewers:
            found += await viewer.misled()
        return found

    def figures(self) -> str:
        """What was seen, in one line; nothing of it is a promise that a test could hold."""
        acts, returns = self.crowd.history.acts, self.crowd.returns()
        waits = sorted(act.acked - act.sent for act in acts if act.seq)
        away = f"{_share(returns, 0.5):.1f} s, p99 {_share(returns, 0.99):.1f} s" if returns else "never"
        again = sum(act.sendings > 1 for act in acts)
        return (
            f"{len(acts)} commands, {len(waits)} acknowledged, {again} sent more than once; "
            f"answered after {_share(waits, 0.5) * 1000:.0f} ms, p99 {_share(waits, 0.99):.2f} s; "
            f"{len(returns)} lines cut, back live after {away}"
        )


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
