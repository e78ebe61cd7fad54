"""Two workers of one meeting in one process, each with a window of its own on the log."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Self

from moderation.status import ReviewMode
from server.live import memory
from server.live.runtime import Runtime
from server.live.sealers import Sealers
from server.log.base import Log, LogUnavailable, Place, Snapshot, Stored
from server.log.bell import Bell
from server.log.storage import Storage, in_folder, in_redis
from server.log.wire import Heard, Wire
from server.room.registry import rules_known
from server.room.rules import AdoptRules
from server.room.sessions import SetReviewMode, StartSession
from server.room.state import State
from tests.live.hall import MEETING, PATIENCE, Desk
from tests.room.given import SERVER
from tests.room.plan import PLAN


class Window:
    """One worker's way to the log that the others use, too."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.held: asyncio.Event | None = None
        self.asked = asyncio.Event()
        self.deaf = False
        self.answers_are_lost = False
        self.unreadable = False
        self.appends = self.reads = 0

    def now(self) -> int:
        return self._log.now()

    async def append(self, meeting: str, bodies: Sequence[bytes], place: Place | None = None) -> range:
        self.appends += 1
        self.asked.set()
        if self.held:
            await self.held.wait()
        seqs = await self._log.append(meeting, bodies, place)
        if self.answers_are_lost:
            raise LogUnavailable("The line went dead.")
        return seqs

    async def read(
        self, meeting: str, after: int, limit: int = 1000, place: Place | None = None
    ) -> list[Stored]:
        self.reads += 1
        if self.unreadable:
            raise LogUnavailable("The line is dead.")
        return await self._log.read(meeting, after, limit, place)

    async def head(self, meeting: str) -> int:
        return await self._log.head(meeting)

    async def epoch(self, meeting: str) -> str:
        return await self._log.epoch(meeting)

    @asynccontextmanager
    async def bell(self, meeting: str) -> AsyncIterator[Bell]:
        async with nullcontext(Bell()) if self.deaf else self._log.bell(meeting) as bell:
            yield bell

    async def save_snapshot(
        self, meeting: str, version: str, snapshot: Snapshot, place: Place | None = None
    ) -> None:
        await self._log.save_snapshot(meeting, version, snapshot, place)

    async def load_snapshot(self, meeting: str, version: str) -> Snapshot | None:
        return await self._log.load_snapshot(meeting, version)

    async def rewrite(self, meeting: str, change: Callable[[Stored], bytes]) -> str:
        return await self._log.rewrite(meeting, change)

    async def close(self) -> None:
        await self._log.close()


class Held:
    """Within the block, what a worker decides waits before the log; it goes on when it is released."""

    def __init__(self, *workers: "Worker") -> None:
        self._windows = [worker.window for worker in workers]

    def __enter__(self) -> Self:
        for window in self._windows:
            window.held, window.asked = asyncio.Event(), asyncio.Event()
        return self

    def __exit__(self, *_: object) -> None:
        for window in self._windows:
            self._let_go(window)

    async def decided(self) -> None:
        """Wait until each of them has decided something."""
        async with asyncio.timeout(PATIENCE):
            for window in self._windows:
                await window.asked.wait()

    def release(self, worker: "Worker") -> None:
        """Let one of them go on."""
        self._let_go(worker.window)

    def _let_go(self, window: Window) -> None:
        held, window.held = window.held, None
        if held:
            held.set()


class Line:
    """A wire between workers of one process."""

    def __init__(self, name: str, heard: dict[str, Heard]) -> None:
        self._name, self._heard = name, heard

    async def tell(self, meeting: str, note: bytes) -> bool:
        for name, heard in self._heard.items():
            if name != self._name:
                heard(self._name, note)
        return True

    @asynccontextmanager
    async def listen(self, meeting: str, heard: Heard) -> AsyncIterator[None]:
        self._heard[self._name] = heard
        try:
            yield
        finally:
            del self._heard[self._name]

    async def listening(self, meeting: str) -> int:
        return len(self._heard)


class Worker(Desk):
    """A worker and what it sees."""

    def __init__(self, name: str, log: Log, kept: Storage, wire: Wire) -> None:
        super().__init__(f"command-of-{name}")
        self.window = Window(log)
        self.storage = Storage(self.window, kept.vault, wire, kept.ballot_keys, shared=True)

    async def start(self, deaf: bool = False) -> None:
        """Begin; one that is deaf looks at the log once, and then only when it must."""
        self.window.deaf = deaf
        self.runtime = await Runtime.open(self.storage, MEETING)
        await self.runtime.catch_up()

    async def restart(self, deaf: bool = False) -> None:
        await self.runtime.close()
        await self.start(deaf)

    @property
    def state(self) -> State:
        return self.runtime.state

    def sealers(self) -> Sealers:
        """What reads the sealed ballots of the log anew."""
        return Sealers(MEETING, self.storage.ballot_keys)


class Workers:
    """The workers `a` and `b` of one meeting."""

    def __init__(self, log: Log, a: Worker, b: Worker) -> None:
        self.log, self.a, self.b = log, a, b

    @property
    def both(self) -> tuple[Worker, Worker]:
        return self.a, self.b

    async def even(self) -> State:
        """Wait until both have folded what the log has, outcomes too, and as a replay; give the state."""
        await self.a.counted()
        async with asyncio.timeout(PATIENCE):
            head = await self.log.head(MEETING)
            while {worker.state.seq for worker in self.both} != {head}:
                await asyncio.sleep(0.002)
                head = await self.log.head(MEETING)
        sealers = self.a.sealers()
        replayed = await memory.catch_up(self.log, MEETING, State(), sealers)
        sealers.forget_all()
        assert {memory.digest(worker.state) for worker in self.both} == {memory.digest(replayed)}
        return replayed


@asynccontextmanager
async def two_in_folder(folder: Path) -> AsyncIterator[Workers]:
    """Two workers that share a file, as only a test can."""
    heard: dict[str, Heard] = {}
    async with in_folder(folder) as storage:
        a, b = (Worker(name, storage.log, storage, Line(name, heard)) for name in "ab")
        async with _running(Workers(storage.log, a, b)) as workers:
            yield workers


@asynccontextmanager
async def two_in_redis(address: str, folder: Path) -> AsyncIterator[Workers]:
    """Two workers that share a Redis, each with its own connections."""
    async with in_redis(address, MEETING, folder) as one, in_redis(address, MEETING, folder) as other:
        a = Worker("a", one.log, one, one.wire)
        b = Worker("b", other.log, other, other.wire)
        async with _running(Workers(one.log, a, b)) as workers:
            yield workers


@asynccontextmanager
async def _running(workers: Workers) -> AsyncIterator[Workers]:
    async with AsyncExitStack() as leaving:
        for worker in workers.both:
            await worker.start()
            leaving.push_async_callback(_stop, worker)
        await workers.a.done(AdoptRules(rules_known()), by=SERVER)
        await workers.a.runtime.plan(PLAN)
        await workers.a.done(StartSession("rt1"), SetReviewMode("rt1", ReviewMode.PUBLISH))
        await workers.even()
        yield workers


async def _stop(worker: Worker) -> None:
    worker.window.unreadable = False
    await worker.runtime.close()
