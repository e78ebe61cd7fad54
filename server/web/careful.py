"""The careful way to read a line, by the `websockets` library: fragments, control frames, closing, errors."""

import logging

from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side, State

from server.web.frames import deflate
from server.web.parse import LARGEST

INVALID_TEXT = 1007

# The library tells of every connection that ends, which for a hall is no news.
_log = logging.getLogger("entaku.web.protocol")
_log.setLevel(logging.WARNING)


class Careful:
    """One side of a connection that is open, borrowed from the library for as long as it is needed."""

    def __init__(self, deflates: bool) -> None:
        self._protocol = Protocol(Side.SERVER, state=State.OPEN, max_size=LARGEST, logger=_log)
        self._protocol.extensions = [deflate()] if deflates else []
        self._said: bytearray | None = None
        self._is_text = False

    @property
    def at_rest(self) -> bool:
        """Whether nothing is under way: whoever reads on may do without it."""
        return self._said is None and self._protocol.state is State.OPEN

    def read(self, frame: bytes) -> list[str | bytes]:
        """The messages that a frame completes; bytes are a binary one."""
        self._protocol.receive_data(frame)
        messages = []
        for event in self._protocol.events_received():
            if isinstance(event, Frame) and event.opcode in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:
                messages += self._message(event)
        return messages

    def close(self, code: int) -> None:
        """Begin to close, unless that is under way already."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(code)

    def to_send(self) -> bytes:
        """What the other side is to be told now."""
        return b"".join(self._protocol.data_to_send())

    @property
    def is_closing(self) -> bool:
        """Whether no message may be sent any more."""
        return self._protocol.state is not State.OPEN

    @property
    def is_over(self) -> bool:
        """Whether the connection may go, once what there is to send has left."""
        return self._protocol.eof_sent

    def _message(self, piece: Frame) -> list[str | bytes]:
        """The message that a piece ends, if it does."""
        if self._said is None:
            self._said, self._is_text = bytearray(), piece.opcode is Opcode.TEXT
        self._said += piece.data
        if not piece.fin:
            return []
        said, self._said = bytes(self._said), None
        if not self._is_text:
            return [said]
        try:
            return [said.decode()]
        except UnicodeDecodeError as error:
            self._protocol.fail(INVALID_TEXT, error.reason)
            return []
