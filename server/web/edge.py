"""The server's edge: uvicorn with bounds on headers and frames."""

import asyncio
import logging
from asyncio import TimerHandle
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.web.listening import BACKLOG
from server.web.parse import LARGEST
from server.web.upgrade import CuttableSocket

HEADERS_WITHIN = 10.0  # seconds


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
