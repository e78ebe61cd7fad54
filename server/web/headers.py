"""The headers that keep a browser strict: what a page may load, who may frame it, what leaves with a link."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.web.house import host_of, is_secure

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'{sockets}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), "
        "fullscreen=(self), screen-wake-lock=(self)"
    ),
}


def policy(connection: HTTPConnection) -> str:
    """The content security policy; older browsers want to see the sockets' addresses beside 'self'."""
    host = host_of(connection)
    return _POLICY.format(sockets=f" ws://{host} wss://{host}" if host else "")


class StrictHeaders:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def strict(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                _add(scope, MutableHeaders(raw=message["headers"]))
            await send(message)

        await self._app(scope, receive, strict)


def _add(scope: Scope, headers: MutableHeaders) -> None:
    connection = HTTPConnection(scope)
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = policy(connection)
    # The address of a private link must not even reach our own pages.
    private = scope["path"].startswith("/in/")
    headers["Referrer-Policy"] = "no-referrer" if private else "same-origin"
    if is_secure(connection):
        headers["Strict-Transport-Security"] = "max-age=31536000"
