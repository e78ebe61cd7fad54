"""A WebSocket that costs next to nothing, so that one process can be thousands of phones."""

import asyncio
from collections.abc import Callable, Iterator
from typing import cast
from urllib.parse import urlsplit

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: c2l4dGVlbiBieXRlcyAhIQ==\r\n\r\n"
)
SWITCHING = b"HTTP/1.1 101 "
WHOLE = 0x80  # a frame that is a message by itself
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
SHORT, MIDDLE = 126, 127


class Wire(asyncio.Protocol):
    """`took` is called with each message; `ended` is done when the connection is gone."""

    def __init__(self, handshake: bytes, took: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[bool] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        self._handshake, self._took = handshake, took
        self._unread = b""
        self._transport: asyncio.Transport

    @classmethod
    async def open(cls, origin: str, path: str, cookie: str, took: Callable[[bytes], None]) -> "Wire":
        """Connect; raises OSError when nobody answers or the server does not want to."""
        place = urlsplit(origin)
        assert place.hostname
        assert place.port
        handshake = HANDSHAKE.format(path=path, host=place.netloc, origin=origin, cookie=cookie).encode()
        loop = asyncio.get_running_loop()
        wire = cls(handshake, took)
        await loop.create_connection(lambda: wire, place.hostname, place.port)
        try:
            if not await wire.opened:
                raise ConnectionError("the handshake was not answered as it should be")
        except BaseException:
            wire.cut()
            raise
        return wire

    def send(self, message: bytes) -> None:
        """Send a text; nobody tells whether it arrives."""
        self._transport.write(_frame(TEXT, message))

    def cut(self) -> None:
        """End it at once."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._handshake)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        if not self.opened.done():
            head, found, rest = self._unread.partition(b"\r\n\r\n")
            if not found:
                return
            self._unread = rest
            self.opened.set_result(head.startswith(SWITCHING))
        if not self.opened.result():
            return  # what follows is a page that says why
        for kind, message in self._frames():
            if kind == TEXT:
                self._took(message)
            elif kind == PING:
                self._transport.write(_frame(PONG, message))
            elif kind == CLOSE:
                self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_result(False)
        if not self.ended.done():
            self.ended.set_result(None)

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        """What has arrived in full; a server does not mask, and Entaku's sends each message as one frame."""
        data, at = self._unread, 0
        while bounds := _bounds(data, at):
            start, end = bounds
            assert data[at] & WHOLE, "a message in several frames"
            yield data[at] & ~WHOLE, data[start:end]
            at = end
        self._unread = data[at:]


def _bounds(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at this place begins and ends, if all of it is there."""
    if len(data) < at + 2:
        return None
    extra = {SHORT: 2, MIDDLE: 8}.get(data[at + 1], 0)
    start = at + 2 + extra
    length = int.from_bytes(data[at + 2 : start]) if extra else data[at + 1]
    return (start, start + length) if len(data) >= start and len(data) >= start + length else None


def _frame(kind: int, body: bytes) -> bytes:
    """A masked frame, as a client's must be; its mask of zeros leaves the words as they are."""
    size = bytes([0x80 | len(body)]) if len(body) < SHORT else bytes([0x80 | SHORT]) + len(body).to_bytes(2)
    return bytes([WHOLE | kind]) + size + bytes(4) + body
