"""Django Channels with its layer in memory, on uvicorn."""

# Its libraries are not among those of Entaku, so there is nothing to check it against.
# mypy: ignore-errors

import sys
from pathlib import Path

import django
import uvicorn
from django.conf import settings

PORT, MESSAGE = int(sys.argv[1]), Path(sys.argv[2]).read_text("utf-8")

settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}})
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402 - wants settings first


class Phone(AsyncWebsocketConsumer):
    """One phone; whatever it says sets a broadcast off."""

    async def connect(self) -> None:
        await self.channel_layer.group_add("hall", self.channel_name)
        await self.accept()
        await self.send(MESSAGE)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.channel_layer.group_send("hall", {"type": "news", "text": MESSAGE})

    async def news(self, event: dict[str, str]) -> None:
        await self.send(event["text"])


uvicorn.run(
    Phone.as_asgi(),
    host="127.0.0.1",
    port=PORT,
    loop="uvloop",
    backlog=65535,
    lifespan="off",
    ws_per_message_deflate=False,
    ws_ping_interval=None,
    log_level="error",
)
