"""The supervisor, with workers that are a line of shell: who dies is replaced, who leaves is waited for."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from server.settings import Settings
from server.workers import post, process
from server.workers.supervisor import Supervisor
from server.workers.worker import Assignment
from tests.room.plan import PLAN

PATIENCE = 15.0  # seconds, less than a worker is given to leave

SERVE = "printf r >&0; exec sleep 60"
FIRST = 'mkdir "$NAMES.first" 2> /dev/null'  # which succeeds once
WAIT_AT_THE_GATE = 'until [ -e "$NAMES.gate" ]; do sleep 0.01; done'

Names: TypeAlias = Callable[[], list[str]]
Doing: TypeAlias = Callable[[str], Names]


@pytest.fixture
def doing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doing:
    """Have workers who sign a list and then do this; gives the list, a process id each."""
    names = tmp_path / "names"
    names.touch()
    monkeypatch.setenv("NAMES", str(names))
    monkeypatch.setattr(post, "PAUSES", (0.0, 0.01))

    def _doing(script: str) -> Names:
        monkeypatch.setattr(process, "COMMAND", ("sh", "-c", f'read said; echo $$ >> "$NAMES"; {script}'))
        return lambda: names.read_text("utf-8").split()

    return _doing


@asynccontextmanager
async def supervised(workers: int = 1) -> AsyncIterator[asyncio.Task[int]]:
    """A supervisor at work, who sends everybody away at the end."""
    settings = Settings("127.0.0.1", 8000, Path("data"), "http://127.0.0.1:8000")
    supervisor = Supervisor([Assignment(number, settings, PLAN) for number in range(1, workers + 1)])
    async with asyncio.timeout(PATIENCE):
        running = asyncio.create_task(supervisor.run())
        try:
            yield running
        finally:
            running.cancel()
            await asyncio.wait([running])


async def until(reached: Callable[[], bool]) -> None:
    """Wait for something that takes a moment."""
    while not reached():  # noqa: ASYNC110 - processes tell nobody
        await asyncio.sleep(0.01)


def is_here(name: str) -> bool:
    """Whether a worker is still there."""
    return Path(f"/proc/{name}").exists()


def tell(how: signal.Signals) -> None:
    """Send the supervisor, which is this process, a signal."""
    os.kill(os.getpid(), how)


async def signed(names: Names, count: int) -> list[str]:
    """The list, once there are so many on it."""
    await until(lambda: len(names()) >= count)
    return names()


async def test_told_to_stop_it_sends_everybody_away_and_all_is_well(doing: Doing) -> None:
    names = doing(SERVE)
    async with supervised(2) as running:
        everybody = await signed(names, 2)
        tell(signal.SIGTERM)
        assert await running == 0
        assert [name for name in everybody if is_here(name)] == []


async def test_whoever_dies_is_replaced_again_and_again(doing: Doing) -> None:
    names = doing(SERVE)
    async with supervised():
        for turn in range(1, 5):
            os.kill(int((await signed(names, turn))[-1]), signal.SIGKILL)
        assert is_here((await signed(names, 5))[-1])


@pytest.mark.parametrize(("end", "code"), [("exit 3", 3), ("exit 0", 1), ("kill -9 $$", 9)])
async def test_a_worker_that_cannot_even_start_ends_everything_with_its_code(
    doing: Doing, end: str, code: int
) -> None:
    names = doing(f"if {FIRST}; then {end}; fi; exec sleep 60")
    async with supervised(2) as running:
        assert await running == code
        assert [name for name in names() if is_here(name)] == []


async def test_at_a_hangup_a_worker_leaves_once_the_next_one_serves(doing: Doing, tmp_path: Path) -> None:
    names = doing(f"{FIRST} || {WAIT_AT_THE_GATE}; {SERVE}")
    async with supervised():
        await signed(names, 1)
        tell(signal.SIGHUP)
        first, second = await signed(names, 2)
        assert is_here(first)
        (tmp_path / "names.gate").touch()
        await until(lambda: not is_here(first))
        assert is_here(second)


async def test_a_worker_stays_when_the_next_one_cannot_serve(
    doing: Doing, caplog: pytest.LogCaptureFixture
) -> None:
    names = doing(f"{FIRST} || exit 3; {SERVE}")
    async with supervised():
        await signed(names, 1)
        tell(signal.SIGHUP)
        await until(lambda: "the old one goes on" in caplog.text)
        assert is_here(names()[0])
        assert "worker=1 ended with exit code 3 before it could take over" in caplog.text


@pytest.mark.parametrize("again", [True, False])
async def test_who_does_not_leave_is_ended_at_the_second_signal_or_after_a_while(
    doing: Doing, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    monkeypatch.setattr(process, "LEAVES_WITHIN", PATIENCE * 2 if again else 0.05)
    names = doing("trap '' TERM; printf r >&0; while :; do sleep 0.05; done")
    async with supervised() as running:
        await signed(names, 1)
        tell(signal.SIGTERM)
        if again:
            await asyncio.sleep(0)
            tell(signal.SIGINT)
        assert await running == 0
        assert not is_here(names()[0])
