"""The doorstep: a connection until it has said what it wants; where a crowd waits for its turn."""

import asyncio
import logging
from asyncio import TimerHandle
from typing import Any, cast

from starlette.applications import Starlette
from uvicorn import Config
from uvicorn.server import ServerState

from server.web import patient
from server.web.admission import Arrival, admit
from server.web.handshake import read_handshake
from server.web.parse import LARGEST
from server.web.patient import PatientHttp
from server.web.porter import Porter

# What a whole hall asks for in the same moment: its sockets when it comes back, its page when it comes.
CROWDED = (b"GET /ws/audience/", b"GET /m/")
END_OF_HEAD = b"\r\n\r\n"
COME_AGAIN = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)

log_ = logging.getLogger("entaku.web")


class Doorstep(asyncio.Protocol):
    """What uvicorn makes of each connection that it accepts."""

    __slots__ = ("_app", "_deadline", "_given", "_porter", "_said", "_state", "_transport", "_waits")

    def __init__(
        self,
        app: Starlette,
        porter: Porter,
        *,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._app, self._porter, self._state = app, porter, server_state
        self._given = (config, server_state, app_state)
        self._said, self._waits = b"", False
        self._deadline: TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = cast(asyncio.Transport, transport)
        self._state.connections.add(self)  # type: ignore[arg-type]  # it has the `shutdown` that is asked of them
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(patient.HEADERS_WITHIN, self._transport.abort)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._said += data
        if self._deadline is not None and END_OF_HEAD in self._said:
            self._rest()
        if self._waits:
            if len(self._said) > LARGEST:
                self._transport.abort()
        elif self._said.startswith(CROWDED):
            self._wait()
        else:
            self._enter()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._porter.forget(self)
        self._state.connections.discard(self)
        self._rest()

    def shutdown(self) -> None:
        """What uvicorn asks of its connections when it stops."""
        self._transport.close()

    def _wait(self) -> None:
        self._waits = True
        if not self._porter.wait(self, self._enter):
            self._transport.write(COME_AGAIN)
            self._transport.close()

    def _enter(self) -> None:
        if self._transport.is_closing():
            return
        try:
            self._state.connections.discard(self)
            if not self._is_admitted():
                PatientHttp(*self._given).take_over(self._transport, self._said, self._deadline)
                self._deadline = None
        except Exception:
            # It comes back; those who wait behind it must not suffer.
            log_.exception("a connection could not be let in")
            self._transport.abort()

    def _is_admitted(self) -> bool:
        head, end, early = self._said.partition(END_OF_HEAD)
        asked = read_handshake(head + end) if self._waits else None
        return asked is not None and admit(Arrival(self._app, self._state, self._transport, asked, early))

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
