"""The server's edge: uvicorn with bounds on headers, frames and on what waits for a reader that is gone."""

import asyncio
import logging
import socket
from asyncio import TimerHandle
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from starlette.websockets import WebSocket
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.web.parse import LARGEST

HEADERS_WITHIN = 10.0  # seconds
BACKLOG = 4096
READER_GONE_AFTER = 8_000  # milliseconds without a byte taken
SEND_BUFFER = 64 * 1024

log_ = logging.getLogger("entaku.web")


class PatientHttp(H11Protocol):
    """uvicorn's HTTP, and an end to connections that never finish saying what they want."""

    _deadline: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._rest()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def _watch(self) -> None:
        upgraded = self.transport.get_protocol() is not self
        if self.conn.their_state is not h11.IDLE or upgraded:
            self._rest()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEADERS_WITHIN, self._give_up)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.abort()


class CuttableSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which the conversation above it can end at once."""

    async def send(self, message: ASGISendEvent) -> None:
        await self.writable.wait()
        if self.close_sent:
            # It has closed by itself, for want of an answer to its ping, and has not told the app yet.
            raise ClientDisconnected
        await super().send(message)

    async def run_asgi(self) -> None:
        self.scope["state"]["abort"] = self.transport.abort
        await super().run_asgi()


def cut(websocket: WebSocket) -> None:
    """End a connection whose reader takes nothing: a close frame would wait behind what it does not take."""
    websocket.scope["state"]["abort"]()


def listen(host: str, port: int, shared: bool = False) -> socket.socket:
    """A listening socket whose connections hold little for a slow reader, and end when the reader is gone.

    Shared: other workers of this machine listen on the same port, and the kernel spreads phones over them.
    Raises OSError when the address is taken or is not this machine's.
    """
    listening, address = _socket_for(host, port)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, READER_GONE_AFTER)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def reserve(host: str, port: int) -> socket.socket:
    """A socket that listens to nobody and keeps the port for those that share it. Raises OSError."""
    reserved, address = _socket_for(host, port)
    try:
        # Bound like any other, so that of two who come at once one is refused; only then open to sharing, and
        # closed to whoever would take the port in a moment when nobody listens.
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(address)
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    except OSError:
        reserved.close()
        raise
    return reserved


def _socket_for(host: str, port: int) -> tuple[socket.socket, Any]:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.socket(family, kind, protocol), address


def configured(app: ASGIApp, **settings: Any) -> uvicorn.Config:
    """How uvicorn runs the app. Its own access log stays off: it would write addresses and tokens."""
    logging.getLogger("uvicorn.access").disabled = True
    # What it says of each socket holds an address too, and is no more than information.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    return uvicorn.Config(
        app,
        http=PatientHttp,
        ws=CuttableSocket,
        ws_max_size=LARGEST,
        ws_per_message_deflate=False,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        backlog=BACKLOG,
        log_config=None,
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=LARGEST,
        timeout_graceful_shutdown=5,
        workers=1,  # else uvicorn would read how many from the environment
        **settings,
    )
