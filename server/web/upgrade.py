"""uvicorn's WebSocket for the handshake; then the connection is handed over, and nothing of it stays."""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from starlette.websockets import WebSocket
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import NegotiationError
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.typing import ExtensionParameter

from server.live.message import WINDOW_BITS
from server.web.parse import LARGEST


class Handover(NamedTuple):
    """A connection after its handshake.

    `deflates` is whether compressed messages were agreed on, `early` what came before there was an answer,
    `connections` what uvicorn waits for at its end.
    """

    transport: asyncio.Transport
    deflates: bool
    early: bytes
    connections: set[Any]


class SharedDeflate(ServerPerMessageDeflateFactory):
    """Agrees on messages that are compressed each by itself and with one window, so alike for everyone."""

    def __init__(self) -> None:
        super().__init__(
            server_no_context_takeover=True,
            client_no_context_takeover=True,
            server_max_window_bits=WINDOW_BITS,
        )

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        answer, agreed = super().process_request_params(params, accepted_extensions)
        if agreed.local_max_window_bits < WINDOW_BITS:
            raise NegotiationError("the window is too small for what is compressed for everyone")
        return answer, agreed


class Upgrade(WebSocketsSansIOProtocol):
    """A connection that is being let in."""

    _is_handed_over = False
    _early = b""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn.available_extensions = [SharedDeflate()]

    def data_received(self, data: bytes) -> None:
        if self.handshake_initiated and not self.handshake_complete:
            # It ought to wait for the answer (RFC 6455, 4.1). What it says is kept, within bounds.
            self._early += data
            if len(self._early) > LARGEST:
                self.transport.abort()
        else:
            super().data_received(data)

    async def run_asgi(self) -> None:
        self.scope["state"]["hand_over"] = self._hand_over
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass  # it went before it was in
        except Exception:
            self.logger.exception("a handshake failed")
            self.send_500_response()
        finally:
            if not self._is_handed_over and self.close_timer is None:
                self.transport.close()

    def _hand_over(self) -> Handover:
        self._is_handed_over = True
        self.connections.discard(self)
        return Handover(self.transport, bool(self.conn.extensions), self._early, self.connections)


def hand_over(websocket: WebSocket) -> Handover:
    """Take an accepted connection out of uvicorn's hands; the transport waits for its next protocol."""
    return cast(Handover, websocket.scope["state"]["hand_over"]())
