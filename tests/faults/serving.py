"""`entaku serve` on a Redis, as processes: started, asked, and killed one by one."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import msgspec

from tests.cli.entaku import PROGRAMME, ROOT
from tests.faults.desk import browser
from tests.faults.waiting import PATIENCE, until
from tests.ports import free_port

COMMAND = (sys.executable, "-m", "server")
# Nothing survives even tests that are killed: the workers go by themselves when their supervisor has.
WITH_US = ("setpriv", "--pdeathsig", "KILL")


class _Links(msgspec.Struct):
    moderator: str


class Serving:
    """A command that serves, with the workers that it started."""

    def __init__(self, port: int, folder: Path, process: asyncio.subprocess.Process) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self._links, self._said, self._process = folder / "data" / "links.json", folder / "said", process

    @property
    def token(self) -> str:
        """The moderator's way in, if it was made here."""
        return msgspec.json.decode(self._links.read_bytes(), type=_Links).moderator.rpartition("/")[2]

    def workers(self) -> list[int]:
        """The process ids of those who serve now: its children, or itself where it serves alone."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children] or [pid]

    def kill_one(self, turn: int) -> None:
        """End a worker as a power cut would."""
        workers = self.workers()
        os.kill(workers[turn % len(workers)], signal.SIGKILL)

    async def relieve_all(self) -> None:
        """Have its workers replaced, one after the other, as for a new release."""
        before = set(self.workers())
        self._process.send_signal(signal.SIGHUP)
        await until(lambda: before.isdisjoint(self.workers()))

    async def until_it_answers(self) -> None:
        """Wait until it serves."""
        async with browser(self.origin) as client, asyncio.timeout(PATIENCE):
            while not await self._answers(client):
                assert self._process.returncode is None, self._said.read_text()
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self._process.terminate()
        async with asyncio.timeout(PATIENCE):
            await self._process.wait()

    async def end(self) -> None:
        """End them all; one who is stopped cannot start another meanwhile."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGSTOP)
            for process in {*self.workers(), self._process.pid}:
                os.kill(process, signal.SIGKILL)
        await self._process.wait()

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        try:
            return (await client.get("/health")).status_code == 200
        except httpx.TransportError:
            return False


@asynccontextmanager
async def serving(
    redis: str, folder: Path, workers: int = 1, command: tuple[str, ...] = COMMAND
) -> AsyncIterator[Serving]:
    """Serve the small programme until the block ends; no process survives it."""
    programme, port = _programme_in(folder), free_port()
    where = ("--host", "127.0.0.1", "--port", str(port), "--data", str(folder / "data"))
    how = ("--redis", redis, "--workers", str(workers))
    with (folder / "said").open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *WITH_US, *command, "serve", str(programme), *where, *how, cwd=ROOT, stdout=said, stderr=said
        )
    served = Serving(port, folder, process)
    try:
        await served.until_it_answers()
        yield served
    finally:
        await served.end()


def _programme_in(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    programme = folder / "port24.toml"
    programme.write_text(PROGRAMME, "utf-8")
    return programme
