"""A socket with nothing before it: bytes leave as they are given, and what comes is held to the RFCs."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.visits import visited
from tests.web.venue import CODE

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
RSV1, RSV2, RSV3 = 0x40, 0x20, 0x10
FIN, MASKED = 0x80, 0x80
MASK = bytes.fromhex("37fa213d")
SHORT, MIDDLE, MOST = 126, 127, 125
FLUSHED = b"\x00\x00\xff\xff"
PATIENCE = 20.0
# Inflated at one go, a message could look back to all of itself, however small the window.
SPAN = 64

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: {key}\r\n{extensions}\r\n"
)


def frame(
    kind: int, body: bytes = b"", *, fin: bool = True, rsv: int = 0, mask: bytes = MASK, size: int = 0
) -> bytes:
    """A frame as a client sends it, unless the test wants it otherwise; `size` bytes tell its length."""
    return head(kind, len(body), fin=fin, rsv=rsv, mask=mask, size=size) + masked(body, mask)


def head(
    kind: int, length: int, *, fin: bool = True, rsv: int = 0, mask: bytes = MASK, size: int = 0
) -> bytes:
    """What stands before the words of a frame of this length."""
    size = size or (1 if length < SHORT else 2 if length < 1 << 16 else 8)
    told = length if size == 1 else SHORT if size == 2 else MIDDLE
    extended = b"" if size == 1 else length.to_bytes(size)
    return bytes([(FIN if fin else 0) | rsv | kind, (MASKED if mask else 0) | told]) + extended + mask


def masked(body: bytes, mask: bytes) -> bytes:
    """The words as they go on the wire."""
    if not mask:
        return body
    key = (mask * (len(body) // 4 + 1))[: len(body)]
    return (int.from_bytes(body) ^ int.from_bytes(key)).to_bytes(len(body))


def message(pieces: Iterable[bytes], *, kind: int = TEXT, rsv: int = 0) -> list[bytes]:
    """One message as the frames of its pieces."""
    parts = list(pieces)
    last = len(parts) - 1
    return [
        frame(CONTINUATION if at else kind, part, fin=at == last, rsv=0 if at else rsv)
        for at, part in enumerate(parts)
    ]


def deflated(body: bytes, bits: int = 15) -> bytes:
    """A compressed message as RFC 7692 wants it, with nothing remembered of earlier ones."""
    # zlib cannot look back as little as 8 bits tell, but what is only stored looks nowhere.
    deflater = zlib.compressobj(0 if bits == 8 else -1, wbits=-max(bits, 9))
    return (deflater.compress(body) + deflater.flush(zlib.Z_SYNC_FLUSH)).removesuffix(FLUSHED)


def beat(number: int, length: int = 0) -> bytes:
    """A heartbeat of at least this length: whoever understands it answers with its number."""
    return json.dumps({"beat": number}).encode().ljust(length)


def close_body(code: int, reason: bytes = b"") -> bytes:
    """What a close frame says."""
    return code.to_bytes(2) + reason


class Received(NamedTuple):
    """A frame that the server sent."""

    kind: int
    body: bytes


class Raw:
    """A phone made of a TCP connection; `html` keeps what is broadcast, `compressed` counts what came so."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.html: list[str] = []
        self.status, self.extensions = "", ""
        self.compressed = 0

    @property
    def agreed(self) -> dict[str, str]:
        """What was agreed on compression, by name; nothing if there is to be none."""
        name, *settings = (part.strip() for part in self.extensions.split(";"))
        assert name in {"", "permessage-deflate"}
        assert len({setting.partition("=")[0] for setting in settings}) == len(settings)
        return (
            {name: "", **{key: value for key, _, value in (one.partition("=") for one in settings)}}
            if name
            else {}
        )

    def window(self, side: str) -> int:
        """How far back, in bits, the compression of the server or the client may look."""
        return int(self.agreed.get(f"{side}_max_window_bits", "15"))

    async def shake_hands(self) -> None:
        """Read the answer to the handshake."""
        async with asyncio.timeout(PATIENCE):
            lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        self.status = lines[0]
        named = [line.partition(": ")[::2] for line in lines[1:]]
        offers = [value for name, value in named if name.lower() == "sec-websocket-extensions"]
        assert len(offers) <= 1
        self.extensions = "".join(offers)

    def send(self, *frames: bytes) -> None:
        """Send all of it at one go."""
        self.writer.write(b"".join(frames))

    async def send_pieces(self, pieces: Iterable[bytes]) -> None:
        """Send each piece by itself: the server, which runs on this loop, reads it before the next."""
        for piece in pieces:
            if self.writer.transport.is_closing():
                return  # the server has had enough
            self.writer.write(piece)
            for _ in range(3):
                await asyncio.sleep(0)

    async def received(self) -> Received | None:
        """The next frame, which must be as a server's have to be; None when there will be no more."""
        async with asyncio.timeout(PATIENCE):
            try:
                first, second = await self.reader.readexactly(2)
            except asyncio.IncompleteReadError as end:
                if end.partial:
                    raise
                return None
            except ConnectionError:
                return None
            body = await self._body(second)
        kind, is_compressed = first & 0x0F, bool(first & RSV1)
        assert first & FIN, "a server here sends each message as one frame"
        assert not first & (RSV2 | RSV3)
        assert kind in {TEXT, CLOSE, PING, PONG}
        assert kind == TEXT or (len(body) <= MOST and not is_compressed)
        self.compressed += is_compressed
        return Received(kind, self._inflated(body) if is_compressed else body)

    async def _body(self, second: int) -> bytes:
        assert not second & MASKED, "a server does not mask"
        extra = {SHORT: 2, MIDDLE: 8}.get(second, 0)
        length = int.from_bytes(await self.reader.readexactly(extra)) if extra else second
        assert length >= {0: 0, 2: SHORT, 8: 1 << 16}[extra], "a length is told as shortly as it can be"
        return await self.reader.readexactly(length)

    def _inflated(self, body: bytes) -> bytes:
        """Every message must be readable by somebody who has seen no other."""
        assert "server_no_context_takeover" in self.agreed
        inflater = zlib.decompressobj(wbits=-self.window("server"))
        inflated, left = bytearray(), body + FLUSHED
        while piece := inflater.decompress(left, SPAN):
            inflated += piece
            left = inflater.unconsumed_tail
        assert not inflater.unused_data
        return bytes(inflated)

    async def heard(self) -> Received:
        """The next frame that is not a broadcast."""
        while frame := await self.received():
            text = frame.body.decode() if frame.kind == TEXT else ""
            if frame.kind == TEXT and not text.startswith("{"):
                self.html.append(text)
            elif frame.kind != PING:
                return frame
        raise EOFError("the server has ended the connection")

    async def answer(self) -> dict[str, Any]:
        """The next message for this phone alone."""
        heard = await self.heard()
        assert heard.kind == TEXT, heard
        return dict(json.loads(heard.body))

    async def beats(self, *numbers: int) -> None:
        """The answers to these heartbeats come next, in this order."""
        assert [(await self.answer())["beat"] for _ in numbers] == list(numbers)

    async def shows(self, words: str) -> None:
        """Wait until a broadcast has these words."""
        while not any(words in one for one in self.html):
            heard = await self.received()
            assert heard, "the server has ended the connection"
            if heard.kind == TEXT and not heard.body.startswith(b"{"):
                self.html.append(heard.body.decode())

    async def pongs(self, *bodies: bytes) -> None:
        """The answers to these pings come next, in this order."""
        assert [await self.heard() for _ in bodies] == [Received(PONG, body) for body in bodies]

    async def is_alive(self, number: int = 999) -> None:
        """It is understood still, by the frame that phones send all the time."""
        self.send(frame(TEXT, beat(number)))
        await self.beats(number)

    async def closed(self) -> int:
        """The code with which the server closes; after that it ends the connection, and nothing follows."""
        while (heard := await self.heard()).kind != CLOSE:
            pass
        self.send(frame(CLOSE, heard.body))
        code = int.from_bytes(heard.body[:2]) if heard.body else 1005
        assert len(heard.body) != 1
        heard.body[2:].decode()
        assert await self.received() is None, "something came after the close"
        return code


@asynccontextmanager
async def raw(
    origin: str,
    *,
    path: str = "/ws/audience/main?lang=en",
    cookie: str = "",
    offer: str = "",
    early: bytes = b"",
) -> AsyncIterator[Raw]:
    """A connection whose handshake has been answered; `early` is sent together with it."""
    place = urlsplit(origin)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=1 << 24)
    phone = Raw(reader, writer)
    extensions = f"Sec-WebSocket-Extensions: {offer}\r\n" if offer else ""
    handshake = HANDSHAKE.format(
        path=path,
        host=place.netloc,
        origin=origin,
        cookie=cookie or await visited(origin, CODE),
        key="c2l4dGVlbiBieXRlcyAhIQ==",
        extensions=extensions,
    )
    try:
        phone.send(handshake.encode(), early)
        await phone.shake_hands()
        yield phone
    finally:
        writer.transport.abort()
