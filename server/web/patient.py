"""uvicorn's HTTP, with a bound on heads and a deadline for every step that is the client's.

The head has to come within `HEADERS_WITHIN`, a body as `body.py` says, and what is answered has to be taken
within `TAKEN_WITHIN`; uvicorn itself closes a connection on which nothing is asked for five seconds.
"""

import asyncio
from asyncio import TimerHandle
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.web import lingering
from server.web.lingering import has_body
from server.web.parse import LARGEST

HEADERS_WITHIN = 10.0  # seconds
# Seconds for what the kernel does not take of an answer, which is nothing of most; a stream has as long for
# each piece. A reader that takes nothing at all is cut by the kernel before that, see listening.py.
TAKEN_WITHIN = 60.0

_BAD_REQUEST = 400
_TOO_LARGE = 431


class BoundedHeads(h11.Connection):
    """h11, which bounds a head only while it is incomplete; `status` answers what could not be read."""

    status = _BAD_REQUEST

    def __init__(self) -> None:
        super().__init__(h11.SERVER, LARGEST)

    def next_event(self) -> Any:
        """See h11."""
        try:
            event = super().next_event()
        except h11.RemoteProtocolError as error:
            self.status = error.error_status_hint
            raise
        if isinstance(event, h11.Request) and _size(event) > LARGEST:
            self.status = _TOO_LARGE
            raise h11.RemoteProtocolError("a head is too large", _TOO_LARGE)
        return event


class PatientHttp(H11Protocol):
    """Answers pages and whatever else is not a handshake as browsers make it."""

    _deadline: TimerHandle | None = None
    _taken_by: TimerHandle | None = None
    _is_over = False

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = self._heads = BoundedHeads()

    def take_over(self, transport: asyncio.Transport, said: bytes, deadline: TimerHandle | None) -> None:
        """Go on with a connection that has said this much, and has until the deadline to say the rest."""
        self._deadline = deadline
        transport.set_protocol(self)
        # So that it says at once when something of an answer is left, and when nothing is.
        transport.set_write_buffer_limits(high=0)
        self.connection_made(transport)
        self.data_received(said)

    def data_received(self, data: bytes) -> None:
        if not self._is_over:
            super().data_received(data)
            self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._taken_by is None:
            self._taken_by = self.loop.call_later(TAKEN_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._taken_by is not None:
            self._taken_by.cancel()
            self._taken_by = None

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._rest()
        if has_body(event.headers):
            # Nobody would read it, and what follows would be taken for frames.
            self.send_400_response("A handshake has no body.")
            return
        self.resume_writing()
        self.transport.set_write_buffer_limits()
        super().handle_websocket_upgrade(event)
        socket = cast(WebSocketsSansIOProtocol, self.transport.get_protocol())
        if not socket.handshake_initiated:
            # The library has refused what h11 let pass, such as a very long line; uvicorn would say nothing.
            self.transport.write(b"".join(socket.conn.data_to_send()))
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with a request, unless an answer to it is on its way already."""
        cycle = cast(RequestResponseCycle | None, self.cycle)
        if cycle and not cycle.response_complete:
            # Nobody waits for what the app makes of it.
            cycle.disconnected = True
            cycle.message_event.set()
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()
            return
        status, words = self._heads.status, msg.encode("ascii")
        headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
        head = h11.Response(status_code=status, headers=headers, reason=STATUS_PHRASES[status])
        for event in (head, h11.Data(data=words), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self._linger()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def _linger(self) -> None:
        """Read nothing more, and end the connection a moment later, see lingering.py."""
        self._is_over = True
        self._rest()
        self._deadline = self.loop.call_later(lingering.LINGER, self.transport.close)
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def _watch(self) -> None:
        upgraded = self.transport.get_protocol() is not self
        if self._is_over:
            return
        if self.conn.their_state is not h11.IDLE or upgraded:
            self._rest()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEADERS_WITHIN, self.transport.abort)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _size(head: h11.Request) -> int:
    """How long a head was, but for a few bytes."""
    lines = sum(len(name) + len(value) + len(": \r\n") for name, value in head.headers)
    return len(head.method) + len(head.target) + len("  HTTP/1.1\r\n\r\n") + lines
