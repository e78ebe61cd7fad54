"""The real server in a process of its own, and simulated phones on real sockets."""

import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.redis_server import free_port

ROOT = Path(__file__).resolve().parents[1]


class Venue:
    """A running server; `links` as it printed them."""

    def __init__(self, url: str, links: dict[str, Any], pid: int) -> None:
        self.url, self.links, self.pid = url, links, pid
        self.origin = {"Origin": url}

    async def cookies(self, address: str) -> str:
        """Come in by an address and give the cookies that it left, as a header."""
        async with httpx.AsyncClient(follow_redirects=True, timeout=30) as client:
            answer = await client.get(address)
            answer.raise_for_status()
            return "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)

    async def screen(self, view: str, address: str, hall: str = "main", lang: str = "fr") -> ClientConnection:
        """A connected screen."""
        headers = {"Cookie": await self.cookies(address)}
        place = f"ws://{urlsplit(self.url).netloc}/ws/{view}/{hall}?lang={lang}"
        return await connect(place, additional_headers=headers, origin=self.url, compression=None)  # type: ignore[arg-type]

    async def order(self, command: str, **fields: str) -> dict[str, Any]:
        """A moderator's command over HTTP."""
        headers = {"Cookie": await self.cookies(self.links["moderator"]), "Accept": "application/json"}
        async with httpx.AsyncClient(timeout=30) as client:
            answer = await client.post(
                f"{self.url}/do/{command}?as=desk", json=fields, headers=headers | self.origin
            )
            found: dict[str, Any] = answer.json()
            return found

    def resident_kib(self) -> int:
        """The server's resident memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024

    def processor_seconds(self) -> float:
        """What the server and its workers have taken of the processor."""
        workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_processor_ticks(pid) for pid in (str(self.pid), *workers)) / os.sysconf("SC_CLK_TCK")


def _processor_ticks(pid: str) -> int:
    # The name of the program, which comes before, may have spaces in it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@asynccontextmanager
async def venue(*options: str, workers: int = 1) -> AsyncIterator[Venue]:
    """Serve the real programme on a free port in a temporary folder, with more options if wanted."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "server",
            "serve",
            "programmes/rencontres.toml",
            "--host",
            "127.0.0.1",
        ]
        process = await asyncio.create_subprocess_exec(
            *command,
            "--port",
            str(port),
            "--data",
            folder,
            "--log-level",
            "warning",
            "--workers",
            str(workers),
            *options,
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            await _until_it_answers(url)
            await _until_all_listen(port, workers)
            yield Venue(url, json.loads((Path(folder) / "links.json").read_text()), process.pid)
        finally:
            process.terminate()
            await process.wait()


async def _until_it_answers(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(300):
            try:
                await client.get(f"{url}/health")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
    raise RuntimeError("the server did not answer within 15 seconds")


async def _until_all_listen(port: int, workers: int) -> None:
    """Wait until the kernel has a listening socket of every worker, among which it spreads the phones."""
    for _ in range(300):
        if _listening_on(port) >= workers:
            return
        await asyncio.sleep(0.05)
    raise RuntimeError("not all workers listened within 15 seconds")


def _listening_on(port: int) -> int:
    return len(re.findall(f":{port:04X} 00000000:0000 0A", Path("/proc/net/tcp").read_text()))
