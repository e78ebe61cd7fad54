"""The plain way with Starlette: a loop that awaits every send. `deflate` is what uvicorn does by default."""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

PORT, MESSAGE, MODE = int(sys.argv[1]), Path(sys.argv[2]).read_text("utf-8"), sys.argv[3]

phones: set[WebSocket] = set()


async def phone(socket: WebSocket) -> None:
    """One phone; whatever it says sets a broadcast off."""
    await socket.accept()
    phones.add(socket)
    await socket.send_text(MESSAGE)
    async for _ in socket.iter_text():
        for each in list(phones):
            await each.send_text(MESSAGE)


uvicorn.run(
    Starlette(routes=[WebSocketRoute("/", phone)]),
    host="127.0.0.1",
    port=PORT,
    loop="uvloop",
    backlog=65535,
    ws_per_message_deflate=MODE == "deflate",
    ws_ping_interval=None,
    log_level="error",
)
