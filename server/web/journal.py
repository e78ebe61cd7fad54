"""The request log: kind of request, outcome, duration; never a token, a text or an address."""

import logging
import secrets
import time

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.render.notices import Problem
from server.web.errors import problem_response

log_ = logging.getLogger("entaku.web")


class Journal:
    """Writes one line per request, and answers for what nobody caught with a reference to the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.monotonic(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except ClientDisconnect:
            # Phones do, in the middle of what they send: no defect, and nobody is left to be answered.
            log_.info("%s the client went away", _kind(scope))
            return
        except Exception:
            reference = secrets.token_hex(4)
            log_.exception("defect reference=%s %s", reference, _kind(scope))
            if status:
                raise
            await problem_response(Request(scope), 500, Problem.DEFECT, reference)(scope, receive, noting)
        level = logging.INFO if scope["method"] == "POST" or status >= 400 else logging.DEBUG
        log_.log(level, "%s status=%d ms=%d", _kind(scope), status, (time.monotonic() - started) * 1000)


def _kind(scope: Scope) -> str:
    """The request's route rather than its path, which may hold a token."""
    route = getattr(scope.get("route"), "path", "-")
    return f"method={scope['method']} route={route}"
