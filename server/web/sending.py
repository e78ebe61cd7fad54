"""The half of a line that sends: straight to the kernel, and what that does not take waits."""

import asyncio
from os import write

from server.live.message import Message, frame_of
from server.live.seat import NOWHERE
from server.web.listener import Listener
from server.web.patrol import Patrol

MOST_WAITING = 256 * 1024  # bytes for a reader that is behind, beside what the kernel holds for it


class Sending(asyncio.Protocol):
    """An `Outlet` as far as it sends; whoever takes the transport over names the listener."""

    __slots__ = (
        "_busy_since",
        "_fd",
        "_is_busy",
        "_is_closing",
        "_is_late",
        "_listener",
        "_patrol",
        "_transport",
        "deflates",
        "descriptor",
    )
    _listener: Listener

    def __init__(self, transport: asyncio.Transport, deflates: bool, patrol: Patrol) -> None:
        self._transport, self.deflates, self._patrol = transport, deflates, patrol
        self._fd = self.descriptor = _descriptor(transport)
        self._is_busy = self._is_late = self._is_closing = False
        self._busy_since = patrol.round

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

    def cut(self) -> None:
        """End it at once: a close frame would wait behind what the reader does not take."""
        self._is_closing = True
        self._wait()
        self._transport.abort()

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

    def _tolerate_nothing(self) -> None:
        """Let the transport say at once when something has to wait and when nothing does."""
        if self._fd != NOWHERE:
            self._transport.set_write_buffer_limits(high=0)

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


def _descriptor(transport: asyncio.Transport) -> int:
    """What the kernel knows the connection by, if bytes may be given to it there."""
    sock = transport.get_extra_info("socket")
    return sock.fileno() if sock is not None and transport.get_extra_info("sslcontext") is None else NOWHERE
