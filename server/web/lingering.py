"""A lingering close (RFC 9112, 9.6) for requests whose body was not read to its end.

uvicorn would keep such a connection open for the rest of the body, for as long as the client sends it.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Seconds in which what still comes is thrown away: closed at once, the connection would be reset, and the
# client could lose the answer.
LINGER = 1.0


class LingeringClose:
    """Middleware that ends the connection after an answer that came before the whole body was read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not has_body(scope["headers"]):
            await self._app(scope, receive, send)
            return
        unread, closes = True, False

        async def reading() -> Message:
            nonlocal unread
            message = await receive()
            unread = unread and message.get("more_body", False)
            return message

        async def answering(message: Message) -> None:
            nonlocal closes
            if message["type"] == "http.response.start" and unread:
                closes = True
                MutableHeaders(raw=message["headers"])["Connection"] = "close"
            elif closes and not message.get("more_body", False):
                await send({**message, "more_body": True})
                with suppress(TimeoutError):
                    async with asyncio.timeout(LINGER):
                        while unread:
                            await reading()
                message = {"type": "http.response.body"}
            await send(message)

        await self._app(scope, reading, answering)


def has_body(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a body follows the head; without one of these headers there is none (RFC 9112, 6.3)."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and bool(value.strip(b"0")))
        for name, value in headers
    )
