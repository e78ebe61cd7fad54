"""uvicorn's HTTP, and an end to connections that never finish saying what they want."""

import asyncio
from asyncio import TimerHandle
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

HEADERS_WITHIN = 10.0  # seconds


class PatientHttp(H11Protocol):
    """Answers pages and whatever else is not a handshake as browsers make it."""

    _deadline: TimerHandle | None = None

    def take_over(self, transport: asyncio.Transport, said: bytes, deadline: TimerHandle | None) -> None:
        """Go on with a connection that has said this much, and has until the deadline to say the rest."""
        self._deadline = deadline
        transport.set_protocol(self)
        self.connection_made(transport)
        self.data_received(said)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._rest()
        super().handle_websocket_upgrade(event)
        socket = cast(WebSocketsSansIOProtocol, self.transport.get_protocol())
        if not socket.handshake_initiated:
            # The library has refused what h11 let pass, such as a very long line; uvicorn would say nothing.
            self.transport.write(b"".join(socket.conn.data_to_send()))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def _watch(self) -> None:
        upgraded = self.transport.get_protocol() is not self
        if self.conn.their_state is not h11.IDLE or upgraded:
            self._rest()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEADERS_WITHIN, self.transport.abort)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
