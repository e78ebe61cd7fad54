"""Whether this server can do its work, for whoever watches over it; nothing of the meeting itself."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server import __version__
from server.log.base import LogUnavailable
from server.web.errors import NO_STORE
from server.web.house import House, house_of

PATIENCE = 2.0  # seconds


async def health(request: Request) -> Response:
    """200 while the log can be read and is followed, else 503."""
    house = house_of(request)
    reachable = await _log_answers(house) and not house.runtime.behind
    plan = house.state.programme
    content = {
        "status": "ok" if reachable else "unavailable",
        "version": __version__,
        "rehearsal": bool(plan and plan.rehearsal),
    }
    return JSONResponse(content, 200 if reachable else 503, NO_STORE)


async def _log_answers(house: House) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await house.log.head(house.runtime.meeting)
    except (LogUnavailable, TimeoutError):
        return False
    return True
