"""A message as it leaves: framed once, and compressed once, for everyone to whom it goes."""

from functools import cached_property

from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

# A window of 4 KiB: what many clients ask for, and for our pages as good as a larger one.
WINDOW_BITS = 12


class Message:
    """A text and the WebSocket frames that carry it.

    Compressed without context (RFC 7692, 7.1.1.1), so that the same bytes are right for every socket that
    takes compressed messages, whatever it was sent before.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def plain(self) -> bytes:
        """One unmasked text frame."""
        return frame_of(self.text)

    @cached_property
    def packed(self) -> bytes:
        """The same compressed; or as it is, if that is no longer."""
        frame = Frame(Opcode.TEXT, self.text.encode())
        packed = bytes(frame.serialize(mask=False, extensions=[_deflate()]))
        return min(packed, self.plain, key=len)


def frame_of(text: str) -> bytes:
    """A text as one unmasked frame (RFC 6455, 5.2)."""
    body = text.encode()
    size = len(body)
    if size < 126:
        return b"\x81" + size.to_bytes() + body
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2) + body
    return b"\x81\x7f" + size.to_bytes(8) + body


def _deflate() -> PerMessageDeflate:
    return PerMessageDeflate(
        remote_no_context_takeover=True,
        local_no_context_takeover=True,
        remote_max_window_bits=15,
        local_max_window_bits=WINDOW_BITS,
        compress_settings={"memLevel": 5},
    )
