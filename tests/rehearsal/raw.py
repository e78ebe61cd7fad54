"""A server that shakes hands and then says what a test tells it to, byte by byte."""

import asyncio
import base64
import hashlib
import re
import ssl
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

WHOLE_PAGE = b'<hx-partial hx-target="#programme" hx-swap="outerMorph"></hx-partial>'
PATIENCE = 20.0


class Frame(NamedTuple):
    """What a phone sent; `mask` as it was on the wire."""

    kind: int
    mask: bytes
    payload: bytes


class Caller:
    """One phone's connection, after the handshake."""

    def __init__(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.head, self._reader, self._writer = head, reader, writer

    def say(self, *frames: bytes) -> None:
        """Send these bytes."""
        self._writer.write(b"".join(frames))

    async def read(self) -> Frame:
        """The next frame of the phone."""
        async with asyncio.timeout(PATIENCE):
            first, second = await self._reader.readexactly(2)
            assert first & 0x80, "a phone's message in pieces"
            assert second & 0x80, "a phone's frame without a mask"
            size = second & 0x7F
            if size == 126:
                size = int.from_bytes(await self._reader.readexactly(2))
            mask = await self._reader.readexactly(4)
            masked = await self._reader.readexactly(size)
        return Frame(first & 0x0F, mask, bytes(byte ^ mask[at % 4] for at, byte in enumerate(masked)))

    async def message(self) -> dict[str, object]:
        """The next text of the phone."""
        frame = await self.read()
        assert frame.kind == 1, frame
        found: dict[str, object] = msgspec.json.decode(frame.payload)
        return found

    async def command(self) -> dict[str, object]:
        """The next command of the phone; its heartbeats are answered."""
        while "beat" in (message := await self.message()):
            self.say(text(b'{"now":1778578200000,"beat":1}'))
        return message

    async def end(self) -> None:
        """Leave nothing open behind."""
        self._writer.transport.abort()
        with suppress(OSError):
            await self._writer.wait_closed()

    def hang_up(self) -> None:
        """End it without a word."""
        self._writer.transport.abort()


@dataclass
class RawServer:
    """Where it is, who comes, and with what it answers the handshake."""

    url: str
    callers: asyncio.Queue[Caller] = field(default_factory=asyncio.Queue)
    extension: str = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
    status: str = "101 Switching Protocols"
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    everybody: list[Caller] = field(default_factory=list)

    async def caller(self) -> Caller:
        """Whoever comes next."""
        async with asyncio.timeout(PATIENCE):
            return await self.callers.get()

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Shake hands, or give a page."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        self.asked.append(path)
        key = re.search(r"Sec-WebSocket-Key: (\S+)", head)
        if not key:
            body = self.pages[path]
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            writer.close()
            return
        proof = hashlib.sha1(f"{key[1]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
        extension = f"Sec-WebSocket-Extensions: {self.extension}\r\n" if self.extension else ""
        writer.write(
            f"HTTP/1.1 {self.status}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{extension}"
            f"Sec-WebSocket-Accept: {base64.b64encode(proof).decode()}\r\n\r\n".encode()
        )
        caller = Caller(head, reader, writer)
        self.everybody.append(caller)
        self.callers.put_nowait(caller)


@asynccontextmanager
async def raw_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Listen on a free port of this machine until the block ends."""
    raw = RawServer("")
    server = await asyncio.start_server(raw.meet, "127.0.0.1", 0, ssl=tls)
    raw.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield raw
    finally:
        server.close()
        for caller in raw.everybody:
            await caller.end()


def frame(first: int, payload: bytes, size: bytes = b"") -> bytes:
    """A frame of a server, with its length as it should be unless `size` is given."""
    length = len(payload)
    if not size:
        size = bytes((length,)) if length < 126 else b"\x7e" + length.to_bytes(2)
    return bytes((first,)) + size + payload


def text(payload: bytes) -> bytes:
    """A whole text."""
    return frame(0x81, payload)


def deflated(payload: bytes) -> bytes:
    """The same as a compressed message has it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return (packer.compress(payload) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]
