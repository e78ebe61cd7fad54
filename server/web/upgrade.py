"""uvicorn's WebSocket, which the conversation above it can end at once."""

from starlette.websockets import WebSocket
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


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
