"""HTTP as plain as can be, so that a flood costs its sender less than its server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

CODE = "PORT24"
PAGE = f"/m/{CODE}"
PATIENCE = 60.0


class Reply(NamedTuple):
    """What came back; `cookies` as a browser would send them."""

    status: int
    cookies: str
    body: bytes


class Plain:
    """A connection that is kept, for one request after the other."""

    def __init__(self, origin: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._origin, self._reader, self._writer = origin, reader, writer

    async def get(self, path: str, cookies: str = "") -> Reply:
        """Ask for a page."""
        return await self._ask(f"GET {path}", cookies, b"")

    async def post(self, do: str, cookies: str, fields: dict[str, object]) -> Reply:
        """Send a command as a machine does."""
        return await self._ask(f"POST /do/{do}", cookies, json.dumps(fields).encode())

    async def _ask(self, what: str, cookies: str, body: bytes) -> Reply:
        head = f"{what} HTTP/1.1\r\nHost: {urlsplit(self._origin).netloc}\r\nOrigin: {self._origin}\r\n"
        head += f"Cookie: {cookies}\r\n" if cookies else ""
        if body:
            head += "Accept: application/json\r\nContent-Type: application/json\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        self._writer.write(f"{head}\r\n".encode() + body)
        async with asyncio.timeout(PATIENCE):
            return await self._reply()

    async def _reply(self) -> Reply:
        first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        named = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        length = next((int(value) for name, value in named if name == "content-length"), 0)
        cookies = [value.partition(";")[0] for name, value in named if name == "set-cookie"]
        return Reply(int(first.split()[1]), "; ".join(cookies), await self._reader.readexactly(length))


@asynccontextmanager
async def plain(origin: str) -> AsyncIterator[Plain]:
    """Connect; raises OSError, or EOFError later, when the server does not want to go on."""
    place = urlsplit(origin)
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield Plain(origin, reader, writer)
    finally:
        writer.transport.abort()
