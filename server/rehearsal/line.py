"""A phone's WebSocket that costs next to nothing, so that one process can be a hall."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from typing import Protocol, cast

from server.rehearsal.frames import (
    CLOSE,
    MORE,
    PACKED,
    PING,
    PONG,
    TEXT,
    WHOLE,
    Head,
    OddFrame,
    framed,
    head_at,
)
from server.rehearsal.target import Target

# Nobody but the server reads it, so one key will do for all.
_KEY = base64.b64encode(b"sixteen bytes it").decode()
_PROOF = base64.b64encode(
    hashlib.sha1(f"{_KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode(), usedforsecurity=False).digest()
)
_ASKED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
_TEXT, _PACKED_TEXT = WHOLE | TEXT, WHOLE | PACKED | TEXT
GONE = 1006
ODD = 1002


class Ears(Protocol):
    """Whoever has a line."""

    def opened(self) -> None:
        """The server has let the phone in."""

    def heard(self, payload: bytes, packed: bool) -> None:
        """A message has come, still deflated if `packed`."""

    def ended(self, code: int, why: str) -> None:
        """The line is gone: the server's close code, or 1006 when there was none."""


class Line(asyncio.Protocol):
    """One connection; `read` is called with the size of everything that arrives."""

    __slots__ = (
        "_ears",
        "_handshake",
        "_is_cut",
        "_packed",
        "_pieces",
        "_read",
        "_rest",
        "_transport",
        "code",
        "is_open",
        "why",
    )

    def __init__(self, handshake: bytes, ears: Ears, read: Callable[[int], None]) -> None:
        self._handshake, self._ears, self._read = handshake, ears, read
        self._transport: asyncio.Transport | None = None
        self.is_open = self._is_cut = False
        self._rest = b""
        self._pieces: list[bytes] = []
        self._packed = False
        self.code, self.why = GONE, ""

    def send(self, payload: bytes) -> None:
        """Send a text; nobody tells whether it arrives."""
        if self.is_open and self._transport:
            self._transport.write(framed(TEXT, payload))

    def close(self) -> None:
        """Say goodbye."""
        if self._transport and self.is_open:
            self._transport.write(framed(CLOSE, (1001).to_bytes(2)))
            self._transport.close()

    def cut(self) -> None:
        """Be gone at once, as a phone that is out of reach; nothing more is told."""
        self._is_cut = True
        self._abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._handshake)

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False
        self._transport = None
        if not self._is_cut:
            self._ears.ended(self.code, self.why)

    def data_received(self, data: bytes) -> None:
        if self._is_cut:
            return
        self._read(len(data))
        if self._rest:
            data = self._rest + data
        try:
            at = 0 if self.is_open else self._answered(data)
            at = self._messages(data, at) if self.is_open else at
        except OddFrame as odd:
            self.code, self.why = ODD, str(odd)
            self._abort()
            return
        self._rest = data[at:] if at < len(data) else b""

    def _abort(self) -> None:
        if self._transport:
            self._transport.abort()

    def _messages(self, data: bytes, at: int) -> int:
        """Hand on what is there in full; gives where the rest begins."""
        size = len(data)
        while at + 2 <= size:
            first, second = data[at], data[at + 1]
            # Nearly all that comes is a whole text of less than 64 KiB.
            if second > 126 or (first != _TEXT and first != _PACKED_TEXT):
                head = head_at(data, at)
                if head is None or head.end > size:
                    break
                self._other(head, data[head.start : head.end])
                at = head.end
                continue
            start = at + 2 if second < 126 else at + 4
            end = start + (second if second < 126 else int.from_bytes(data[at + 2 : at + 4]))
            if end > size or start > size:
                break
            if self._pieces:
                raise OddFrame("a message began within another")
            self._ears.heard(data[start:end], first == _PACKED_TEXT)
            at = end
        return at

    def _other(self, head: Head, payload: bytes) -> None:
        if head.kind == PING and self._transport:
            self._transport.write(framed(PONG, payload))
        elif head.kind == CLOSE:
            self.code = int.from_bytes(payload[:2]) if len(payload) >= 2 else 1005
            if self._transport:
                self._transport.write(framed(CLOSE, payload[:2]))
                self._transport.close()
        elif head.kind in {MORE, TEXT}:
            self._piece(head, payload)
        elif head.kind != PONG:
            raise OddFrame("a message was not text")

    def _piece(self, head: Head, payload: bytes) -> None:
        if bool(self._pieces) is not (head.kind == MORE):
            raise OddFrame("the pieces of a message were not in order")
        if head.kind == TEXT:
            self._packed = bool(head.bits & PACKED)
        self._pieces.append(payload)
        if head.bits & WHOLE:
            message, self._pieces = b"".join(self._pieces), []
            self._ears.heard(message, self._packed)

    def _answered(self, data: bytes) -> int:
        """Read the answer to the handshake; gives where the frames begin, 0 while it is not whole."""
        end = data.find(b"\r\n\r\n")
        if end < 0:
            if len(data) > 65_536:
                raise OddFrame("the handshake was answered without end")
            return 0
        head = data[:end]
        status, lower = head[9:12], head.lower()
        if status != b"101" or _PROOF.lower() not in lower:
            self.code, self.why = GONE, f"the handshake was answered with {status.decode('latin-1')}"
            self._abort()
            return len(data)
        if b"permessage-deflate" in lower and b"server_no_context_takeover" not in lower:
            raise OddFrame("the server compresses each phone's messages by themselves")
        self.is_open = True
        self._handshake = b""
        self._ears.opened()
        return end + 4


def handshake(target: Target, path: str, cookie: str) -> bytes:
    """What a browser asks to open a socket."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {target.netloc}\r\nOrigin: {target.origin}\r\n"
        f"Cookie: {cookie}\r\nUser-Agent: entaku-rehearse\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {_KEY}\r\nSec-WebSocket-Extensions: {_ASKED}\r\n\r\n"
    ).encode()
