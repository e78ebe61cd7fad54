"""Cookies: never readable by a script, never sent from another site, bound to this host under TLS."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from server.web.house import is_secure


def _named(connection: HTTPConnection, name: str) -> str:
    return f"__Host-{name}" if is_secure(connection) else name


def cookie(connection: HTTPConnection, name: str) -> str:
    """The value of a cookie, or an empty string."""
    return connection.cookies.get(_named(connection, name), "")


def set_cookie(connection: HTTPConnection, response: Response, name: str, value: str, seconds: int) -> None:
    """Have the browser keep a value."""
    response.set_cookie(
        _named(connection, name),
        value,
        max_age=seconds,
        path="/",
        secure=is_secure(connection),
        httponly=True,
        samesite="lax",
    )
