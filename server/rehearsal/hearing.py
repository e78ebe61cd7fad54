"""What messages mean. A broadcast is the same bytes for everybody, so it is understood once for all."""

import re
import zlib
from collections.abc import Callable

import msgspec

MOST_KNOWN = 512
AGAIN = 5.0  # seconds
_TAIL = b"\x00\x00\xff\xff"
_TURNOUT = re.compile(rb'id="(?:scene-)?turnout"[^>]*>([^<]*)<')
_DIGITS = re.compile(rb"\D")


class Said(msgspec.Struct):
    """A message for one screen alone: the answer to a command, or to a heartbeat."""

    ack: str | msgspec.UnsetType = msgspec.UNSET
    refused: str = ""
    now: int = 0
    beat: int = 0
    behind: bool = False


class Broadcast:
    """Parts of a page: when the first screen had them, how many were `told`, and the turnout if it says."""

    __slots__ = ("first_at", "is_news", "is_whole", "told", "turnout")

    def __init__(self, first_at: float, html: bytes) -> None:
        self.first_at, self.told = first_at, 0
        self.is_whole = b'hx-target="#programme" hx-swap="outerMorph"' in html
        # Whoever comes is sent the whole, and what is personal, at a moment of its own.
        self.is_news = not self.is_whole and b'hx-target="#me"' not in html
        found = _TURNOUT.search(html)
        digits = _DIGITS.sub(b"", found[1]) if found else b""
        self.turnout = int(digits) if digits else None


class Hearing:
    """Reads for all screens together."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: dict[bytes, Broadcast] = {}
        self._decode = msgspec.json.Decoder(Said).decode

    def read(self, payload: bytes, packed: bool) -> Said | Broadcast:
        """What a message says; raises ValueError if it says nothing that can be understood."""
        known = self._known.get(payload)
        if known is not None:
            if self._clock() - known.first_at > AGAIN:
                known.first_at, known.told = self._clock(), 0  # the same words, another time
            return known
        text = inflated(payload) if packed else payload
        if text[:1] == b"{":
            return self._decode(text)
        if len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[payload] = new = Broadcast(self._clock(), text)
        return new


def inflated(payload: bytes) -> bytes:
    """A deflated message as it was; raises ValueError if it is none."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(payload + _TAIL)
    except zlib.error as error:
        raise ValueError("a message could not be inflated") from error
