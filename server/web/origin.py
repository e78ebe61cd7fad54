"""Requests that change something, and sockets, are taken from this server's own pages only."""

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from server.render.notices import Problem
from server.web.errors import problem_response
from server.web.house import host_of, house_of, own_origin

READING = frozenset({"GET", "HEAD"})


def trusted(connection: HTTPConnection) -> bool:
    """Whether the request says that it comes from here, or from an origin that the operator named.

    A browser sends Origin with every POST and every socket; a request without one is not from a page of ours.
    """
    origins = connection.headers.getlist("origin")
    if len(origins) != 1 or not origins[0]:
        return False
    address = house_of(connection).address
    if origins[0] in {address.public_origin, *address.origins}:
        return True
    return bool(host_of(connection)) and origins[0] == own_origin(connection) and _agrees(connection)


def _agrees(connection: HTTPConnection) -> bool:
    """Whether the browser's other word on where a request comes from, if it has one, is the same.

    Not asked of sockets: no page can leave out or change their Origin, and it is enough.
    """
    is_socket = connection.scope["type"] == "websocket"
    return is_socket or connection.headers.get("sec-fetch-site", "same-origin") == "same-origin"


class OriginGuard:
    """Refuses every socket and every request that could change something if its origin is not trusted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in READING and not trusted(Request(scope)):
            response = problem_response(Request(scope), 403, Problem.WRONG_ORIGIN)
            await response(scope, receive, send)
        elif scope["type"] == "websocket" and not trusted(HTTPConnection(scope)):
            denial = PlainTextResponse("This origin may not connect.\n", 403)
            await WebSocket(scope, receive, send).send_denial_response(denial)
        else:
            await self._app(scope, receive, send)
