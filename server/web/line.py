"""A line: one WebSocket after its handshake, as little of it as there can be, because a hall has thousands.

What phones really send, short texts that are complete, is read here; everything else that RFC 6455 allows or
forbids is left to the `websockets` library, see `careful.py`. What is broadcast goes straight to the kernel.
"""

import asyncio
import logging
from os import write

from websockets.exceptions import PayloadTooBig, ProtocolError

from server.live.leaving import COME_BACK
from server.live.message import Message, frame_of
from server.live.seat import NOWHERE
from server.web.careful import Careful
from server.web.frames import frame_end, read_text
from server.web.listener import NOBODY, Listener
from server.web.patrol import Patrol
from server.web.upgrade import Handover

MOST_WAITING = 256 * 1024  # bytes for a reader that is behind, beside what the kernel holds for it
CLOSE_WITHIN, SHUT_WITHIN = 10.0, 1.0  # seconds for a closing handshake, and when the server stops
# So many frames at once, then so many a second; what is beyond waits, and the sender's own buffers fill.
BURST, REFILL = 100, 20
# Seconds: without a word until the other side is asked whether it is there, and until it is given up; and for
# which it may take nothing.
ASKED_AFTER, SILENT_AT_MOST, STUCK_AFTER = 20, 35, 15

_PING = b"\x89\x00"

log_ = logging.getLogger("entaku.web")


class Line(asyncio.Protocol):
    """An `Outlet` over a connection that has been handed over."""

    __slots__ = (
        "_busy_since",
        "_careful",
        "_connections",
        "_credit",
        "_fd",
        "_heard",
        "_is_busy",
        "_is_closing",
        "_is_held",
        "_is_late",
        "_is_paused",
        "_listener",
        "_patrol",
        "_transport",
        "_unread",
        "deflates",
        "descriptor",
    )

    def __init__(self, handover: Handover, patrol: Patrol) -> None:
        self._transport, self.deflates, self._unread, self._connections = handover
        self._patrol = patrol
        self._fd = self.descriptor = _descriptor(self._transport)
        self._is_busy = self._is_late = self._is_held = self._is_paused = self._is_closing = False
        self._careful: Careful | None = None
        self._credit = BURST
        self._heard = self._busy_since = patrol.round

    def open(self, listener: Listener) -> None:
        """Take the transport over; from now on the listener hears what comes."""
        self._listener = listener
        self._patrol.join(self)
        self._connections.add(self)
        self._transport.set_protocol(self)
        if self._fd != NOWHERE:
            # With no tolerance, the transport says at once when something has to wait and when nothing does.
            self._transport.set_write_buffer_limits(high=0)

    def begin(self) -> None:
        """Read what came before there was a listener."""
        self._read()

    def push(self, message: Message) -> None:
        """See `Outlet`."""
        if self._is_busy:
            self._is_late = True
        else:
            self._send(message.packed if self.deflates else message.plain)

    def push_rest(self, rest: bytes) -> None:
        """See `Outlet`."""
        self._transport.write(rest)

    def say(self, message: Message) -> None:
        """See `Outlet`."""
        self._send(message.packed if self.deflates else message.plain)

    def answer(self, text: str) -> None:
        """Like `say`, for the short texts that every phone gets one of its own of."""
        self._send(frame_of(text))

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

    def cut(self) -> None:
        """End it at once: a close frame would wait behind what the reader does not take."""
        self._is_closing = True
        self._wait()
        self._transport.abort()

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

    def pause_writing(self) -> None:
        """See asyncio.Protocol."""
        self._is_busy, self._busy_since = True, self._patrol.round
        self._wait()

    def resume_writing(self) -> None:
        """See asyncio.Protocol."""
        self._is_busy = False
        if not self._is_closing:
            self.descriptor = self._fd
            missed, self._is_late = self._is_late, False
            self._listener.drained(missed)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._is_closing = True
        # The descriptor will be somebody else's.
        self._fd = self.descriptor = NOWHERE
        self._patrol.leave(self)
        self._connections.discard(self)
        listener, self._listener = self._listener, NOBODY
        listener.ended()

    def _wait(self) -> None:
        self.descriptor = NOWHERE
        self._listener.waits()

    def _send(self, frame: bytes) -> None:
        if self.descriptor != NOWHERE:
            try:
                sent = write(self.descriptor, frame)
            except OSError:
                sent = 0  # it takes no more, or is gone: the transport finds out which
            if sent < len(frame):
                self._transport.write(frame[sent:])
        elif not self._is_closing:
            self._transport.write(frame)
            if self._transport.get_write_buffer_size() > MOST_WAITING:
                self.cut()

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


def _descriptor(transport: asyncio.Transport) -> int:
    """What the kernel knows the connection by, if bytes may be given to it there."""
    sock = transport.get_extra_info("socket")
    return sock.fileno() if sock is not None and transport.get_extra_info("sslcontext") is None else NOWHERE
