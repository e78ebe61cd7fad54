"""WebSocket frames as bytes: written with a mask as a phone must, read as a server may send them."""

import random
from typing import NamedTuple

WHOLE, PACKED = 0x80, 0x40  # a message that ends with this frame; one that is deflated
MORE, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
LARGEST = 8 * 1024 * 1024
_SHORT, _MIDDLE, _LONG = 125, 126, 127


class Head(NamedTuple):
    """What a frame says of itself, and where its payload is."""

    bits: int
    kind: int
    start: int
    end: int


class OddFrame(Exception):
    """Something that no server may send."""


def framed(kind: int, payload: bytes) -> bytes:
    """One masked frame, whole."""
    size = len(payload)
    length = bytes((0x80 | size,)) if size <= _SHORT else bytes((0x80 | _MIDDLE,)) + size.to_bytes(2)
    mask = random.randbytes(4)  # noqa: S311 - it hides nothing here, it only must vary
    key = int.from_bytes((mask * (size // 4 + 1))[:size])
    return bytes((WHOLE | kind,)) + length + mask + (int.from_bytes(payload) ^ key).to_bytes(size)


def head_at(data: bytes, at: int) -> Head | None:
    """The frame that begins at this place, if its head is all there; raises `OddFrame`."""
    if len(data) < at + 2:
        return None
    first, second = data[at], data[at + 1]
    if second & 0x80:
        raise OddFrame("a server's frame had a mask")
    wide = {_MIDDLE: 2, _LONG: 8}.get(second, 0)
    start = at + 2 + wide
    if len(data) < start:
        return None
    length = int.from_bytes(data[at + 2 : start]) if wide else second
    kind = first & 0x0F
    if first & 0x30 or (first & PACKED and kind not in {TEXT, BINARY}):
        raise OddFrame("a frame had reserved bits")
    if kind not in {MORE, TEXT, BINARY, CLOSE, PING, PONG} or length > LARGEST:
        raise OddFrame("a frame was of no known kind, or enormous")
    if kind >= CLOSE and (length > _SHORT or not first & WHOLE):
        raise OddFrame("a control frame was too long or in pieces")
    return Head(first & (WHOLE | PACKED), kind, start, start + length)
