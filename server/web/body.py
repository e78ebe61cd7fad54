"""Reading a request's body: no larger than a command can be, and not for ever."""

import asyncio

from starlette.requests import Request

from server.render.notices import Problem
from server.web.errors import Refusing
from server.web.parse import LARGEST

PATIENCE = 10.0  # seconds


async def read_body(request: Request) -> bytes:
    """The whole body."""
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise Refusing(413, Problem.TOO_LARGE)
    except TimeoutError as error:
        raise Refusing(408, Problem.UNREADABLE) from error
    return bytes(body)
