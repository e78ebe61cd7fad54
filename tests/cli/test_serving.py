"""Being told to stop: screens are sent away first, and a second signal waits for nobody."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from server.live.runtime import Runtime
from server.log.storage import in_folder
from server.serving import serve_house
from server.web.house import House
from server.web.listening import listen
from tests.room.plan import PLAN

PATIENCE = 20.0


class Serving(NamedTuple):
    """A house that is being served here, until the task ends."""

    runtime: Runtime
    port: int
    task: asyncio.Task[None]


@asynccontextmanager
async def serving(folder: Path, supervised: bool = False) -> AsyncIterator[Serving]:
    """Serve a meeting in this process."""
    async with asyncio.timeout(PATIENCE), in_folder(folder) as storage:
        runtime, ready = await Runtime.open(storage, PLAN.code), asyncio.Event()
        await runtime.plan(PLAN)
        with listen("127.0.0.1", 0) as listener:
            port = listener.getsockname()[1]
            served = serve_house(await House.open(runtime, storage), listener, supervised, ready.set)
            task = asyncio.create_task(served)
            await ready.wait()
            gc.unfreeze()
            yield Serving(runtime, port, task)
            await task
        await runtime.close()


def tell(how: signal.Signals) -> None:
    """Send the server, which is this process, a signal."""
    os.kill(os.getpid(), how)


async def is_answered(port: int) -> bool:
    """Whether anybody listens."""
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"http://127.0.0.1:{port}/health")).status_code == 200
        except httpx.ConnectError:
            return False


class Drain:
    """A drain that takes as long as a test wants."""

    def __init__(self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.over = asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(runtime, "drain", self._drain)

    async def _drain(self) -> None:
        self.begun.set()
        await self.over.wait()


async def test_nobody_comes_in_while_the_screens_are_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path) as here:
        drain = Drain(here.runtime, monkeypatch)
        assert await is_answered(here.port)
        tell(signal.SIGTERM)
        await drain.begun.wait()
        assert not await is_answered(here.port)
        assert not here.task.done()
        drain.over.set()


@pytest.mark.parametrize("again", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_waits_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: signal.Signals
) -> None:
    async with serving(tmp_path) as here:
        drain = Drain(here.runtime, monkeypatch)
        tell(signal.SIGTERM)
        await drain.begun.wait()
        tell(again)
        await here.task


async def test_a_worker_that_is_told_to_stop_twice_still_sends_its_screens_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path, supervised=True) as here:
        drain = Drain(here.runtime, monkeypatch)
        for _ in range(2):
            tell(signal.SIGTERM)
        await drain.begun.wait()
        tell(signal.SIGTERM)
        await asyncio.wait([here.task], timeout=0.3)
        assert not here.task.done()
        drain.over.set()
