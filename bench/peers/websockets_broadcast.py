"""The `websockets` library's own server and its `broadcast()`."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

PORT, MESSAGE = int(sys.argv[1]), Path(sys.argv[2]).read_text("utf-8")

phones: set[ServerConnection] = set()


async def phone(socket: ServerConnection) -> None:
    """One phone; whatever it says sets a broadcast off."""
    phones.add(socket)
    await socket.send(MESSAGE)
    with suppress(ConnectionClosed):  # at the end the phones just go
        async for _ in socket:
            broadcast(phones, MESSAGE)


async def main() -> None:
    """Serve until killed."""
    async with serve(phone, "127.0.0.1", PORT, compression=None, ping_interval=None, backlog=65535):
        await asyncio.Future()


uvloop.run(main())
