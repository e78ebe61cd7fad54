"""python-socketio as an ASGI app on uvicorn."""

# Its libraries are not among those of Entaku, so there is nothing to check it against.
# mypy: ignore-errors

import sys
from pathlib import Path

import socketio
import uvicorn

PORT, MESSAGE = int(sys.argv[1]), Path(sys.argv[2]).read_text("utf-8")

server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"], ping_interval=3600)


@server.event
async def connect(sid: str, environ: object) -> None:
    """A phone came."""
    await server.emit("news", MESSAGE, to=sid)


@server.event
async def go(sid: str) -> None:
    """A phone sets a broadcast off."""
    await server.emit("news", MESSAGE)


uvicorn.run(
    socketio.ASGIApp(server),
    host="127.0.0.1",
    port=PORT,
    loop="uvloop",
    backlog=65535,
    ws_per_message_deflate=False,
    ws_ping_interval=None,
    log_level="error",
)
