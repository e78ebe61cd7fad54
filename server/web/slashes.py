"""Addresses with a slash too many at their end: whoever types one is led to the address without it.

Starlette's own redirect names the scheme and the host that the request claims; this one names neither.
"""

from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.routing import Match, Router
from starlette.types import Receive, Scope, Send

from server.web.errors import NO_STORE

SAME_METHOD = 307


def lead_without_slash(router: Router) -> None:
    """Have a router do so, and answer 404 for whatever else it does not know."""
    unknown = router.not_found

    async def elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].rstrip("/")
        meant = {**scope, "path": path}
        is_known = scope["type"] == "http" and any(
            route.matches(meant)[0] is not Match.NONE for route in router.routes
        )
        if path == scope["path"] or not is_known:
            await unknown(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        address = f"{quote(path)}?{query}" if query else quote(path)
        await RedirectResponse(address, SAME_METHOD, NO_STORE)(scope, receive, send)

    router.redirect_slashes = False
    router.default = elsewhere
