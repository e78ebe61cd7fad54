"""A line: one WebSocket after its handshake, as little of it as there can be, because a hall has thousands.

What phones really send, short texts that are complete, is read here; everything else that RFC 6455 allows or
forbids is left to the `websockets` library, see `careful.py`. What is sent is in `sending.py`.
"""

import asyncio
import logging

from websockets.exceptions import PayloadTooBig, ProtocolError

from server.live.leaving import COME_BACK
from server.live.seat import NOWHERE
from server.web.careful import Careful
from server.web.frames import frame_end, read_text
from server.web.listener import NOBODY, Listener
from server.web.patrol import Patrol
from server.web.sending import Sending
from server.web.upgrade import Handover

CLOSE_WITHIN, SHUT_WITHIN = 10.0, 1.0  # seconds for a closing handshake, and when the server stops
# So many frames at once, then so many a second; what is beyond waits, and the sender's own buffers fill.
BURST, REFILL = 100, 20
# Seconds: without a word until the other side is asked whether it is there, and until it is given up; and for
# which it may take nothing.
ASKED_AFTER, SILENT_AT_MOST, STUCK_AFTER = 20, 35, 15

_PING = b"\x89\x00"

log_ = logging.getLogger("entaku.web")


class Line(Sending):
    """An `Outlet` over a connection that has been handed over."""

    __slots__ = (
        "_careful",
        "_connections",
        "_credit",
        "_heard",
        "_is_held",
        "_is_paused",
        "_unread",
    )

    def __init__(self, handover: Handover, patrol: Patrol) -> None:
        super().__init__(handover.transport, handover.deflates, patrol)
        self._unread, self._connections = handover.early, handover.connections
        self._is_held = self._is_paused = False
        self._careful: Careful | None = None
        self._credit = BURST
        self._heard = patrol.round

    def open(self, listener: Listener) -> None:
        """Take the transport over; from now on the listener hears what comes."""
        self._listener = listener
        self._patrol.join(self)
        self._connections.add(self)
        self._transport.set_protocol(self)
        self._tolerate_nothing()

    def begin(self) -> None:
        """Read what came before there was a listener."""
        self._read()

    def close(self, code: int) -> None:
        """See `Outlet`. What waits for the reader still goes out first."""
        if self._is_closing:
            return
        self._careful = self._careful or Careful(self.deflates)
        self._careful.close(code)
        self._tell(self._careful)
        self.go_on()

    def shutdown(self) -> None:
        """The server stops: what uvicorn asks of each of its connections, and soon waits for no longer."""
        self.close(COME_BACK)
        asyncio.get_running_loop().call_later(SHUT_WITHIN, self._transport.abort)

    def hold(self) -> None:
        """Take nothing more for now."""
        self._is_held = True
        self._pause()

    def go_on(self) -> None:
        """Take on what comes."""
        self._is_held = False
        self._resume()

    def look(self) -> None:
        """See `Watched`."""
        self._credit = min(self._credit + REFILL, BURST)
        self._resume()
        silent = self._patrol.round - self._heard
        if self._is_busy and self._patrol.round - self._busy_since > STUCK_AFTER:
            log_.info("cut a reader that takes nothing")
            self.cut()
        elif silent > SILENT_AT_MOST:
            self.cut()
        elif silent == ASKED_AFTER:
            self._send(_PING)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._heard = self._patrol.round
        self._unread = self._unread + data if self._unread else data
        self._read()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._is_closing = True
        # The descriptor will be somebody else's.
        self._fd = self.descriptor = NOWHERE
        self._patrol.leave(self)
        self._connections.discard(self)
        listener, self._listener = self._listener, NOBODY
        listener.ended()

    def _read(self) -> None:
        data, self._unread, at = self._unread, b"", 0
        while at < len(data) and not self._rests and (end := frame_end(data, at)) <= len(data):
            text = None if self._careful else self._text(data, at, end)
            if text is None:
                self._read_carefully(data[at:end])
            else:
                self._take(text)
            self._charge()
            at = end
        self._unread = data[at:]

    def _text(self, data: bytes, at: int, end: int) -> str | None:
        try:
            return read_text(data, at, end, self.deflates)
        except (UnicodeDecodeError, ProtocolError, PayloadTooBig):
            return None  # the library says what is wrong with it

    def _read_carefully(self, frame: bytes) -> None:
        self._careful = careful = self._careful or Careful(self.deflates)
        messages = careful.read(frame)
        self._tell(careful)
        for message in messages:
            self._take(message)
        if careful.at_rest:
            self._careful = None

    def _tell(self, careful: Careful) -> None:
        """Say what the library wants to be said, and close if that is what it comes to."""
        if said := careful.to_send():
            self._send(said)
        if careful.is_closing and not self._is_closing:
            self._is_closing = True
            self._wait()
            asyncio.get_running_loop().call_later(CLOSE_WITHIN, self._transport.abort)
        if careful.is_over:
            self._transport.close()

    def _take(self, said: str | bytes) -> None:
        if self._is_closing:
            return
        try:
            self._listener.took(said)
        except Exception:
            # The screen comes back, and to exact state.
            log_.exception("a conversation failed")
            self.cut()

    def _charge(self) -> None:
        """A frame has been read; whoever sends too many is read on when the patrol comes round."""
        self._heard = self._patrol.round
        self._credit -= 1
        if self._credit <= 0:
            self._pause()

    @property
    def _rests(self) -> bool:
        """Whether nothing is read: the listener and the sender's credit each are enough for it."""
        return self._is_held or self._credit <= 0

    def _pause(self) -> None:
        if not self._is_paused and not self._transport.is_closing():
            self._is_paused = True
            self._transport.pause_reading()

    def _resume(self) -> None:
        if self._is_paused and not self._rests and not self._transport.is_closing():
            self._is_paused = False
            self._transport.resume_reading()
            self._read()
