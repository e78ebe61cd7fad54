"""Frames as phones send them: where one ends, and the text of one that is complete (RFC 6455, 5.2)."""

from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

from server.web.parse import LARGEST

try:
    from websockets.speedups import apply_mask
except ImportError:  # where the library was installed without its part in C
    from websockets.utils import apply_mask

_MASKED, _SHORT, _LONG = 0x80, 126, 127
_TEXT, _PACKED_TEXT = 0x81, 0xC1


def deflate() -> PerMessageDeflate:
    """Compressed messages, each by itself, with the window that every offer may be answered with."""
    return PerMessageDeflate(
        remote_no_context_takeover=True,
        local_no_context_takeover=True,
        remote_max_window_bits=15,
        local_max_window_bits=15,
    )


# Between two complete messages it keeps nothing, so that one will do for everyone.
_deflate = deflate()


def frame_end(data: bytes, at: int) -> int:
    """Where the frame that begins at `at` ends: beyond the data, if more of it has to come.

    Of a frame that is larger than any may be, what there is of it is all that anyone needs.
    """
    if len(data) < at + 2:
        return at + 2
    size, head = data[at + 1] & ~_MASKED, 2
    if size >= _SHORT:
        head += 2 if size == _SHORT else 8
        if len(data) < at + head:
            return at + head
        size = int.from_bytes(data[at + 2 : at + head])
    if size > LARGEST:
        return len(data)
    return at + head + (4 if data[at + 1] & _MASKED else 0) + size


def read_text(data: bytes, at: int, end: int, deflates: bool) -> str | None:
    """The text of the frame between `at` and `end`, if it is masked, complete and short; else None.

    Raises what the library raises for a compressed text that is none or too large, and UnicodeDecodeError.
    """
    first, second = data[at], data[at + 1]
    if second < _MASKED or second == _MASKED | _LONG:
        return None
    if first != _TEXT and not (first == _PACKED_TEXT and deflates):
        return None
    body = at + 6
    if second == _MASKED | _SHORT:
        body += 2
        if int.from_bytes(data[at + 2 : at + 4]) > LARGEST:
            return None
    said = apply_mask(data[body:end], data[body - 4 : body])
    if first == _PACKED_TEXT:
        frame = _deflate.decode(Frame(Opcode.TEXT, said, rsv1=True), max_size=LARGEST)
        said = bytes(frame.data)
    return said.decode()
