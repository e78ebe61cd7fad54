"""The one table of addresses, and the app that serves them."""

from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from server.web import actions, audit, health, joining, links, pages, qr, staff, state
from server.web.errors import HANDLERS
from server.web.headers import StrictHeaders
from server.web.house import House
from server.web.journal import Journal
from server.web.lingering import LingeringClose
from server.web.origin import OriginGuard
from server.web.slashes import lead_without_slash
from server.web.socket import converse
from server.web.static import Shelf

# For answers that differ each time; static files are compressed once.
SMALL = [Middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)]


def table() -> list[BaseRoute]:
    """Every address. What changes something is a POST or goes through a socket."""
    shelf = Shelf()
    return [
        Route("/", joining.join, middleware=SMALL),
        Route("/join", joining.join_by_code, methods=["POST"]),
        Route("/m/{code}", pages.audience, middleware=SMALL),
        Route("/m/{code}/{hall}", pages.audience, middleware=SMALL),
        Route("/in/{token}", links.enter),
        *(
            Route(f"/{view}/{{hall}}", partial(pages.staff, view=view), middleware=SMALL)
            for view in pages.STAFF_VIEWS
        ),
        Route("/staff", staff.page, middleware=SMALL),
        Route("/staff/invite", staff.invite, methods=["POST"]),
        Route("/staff/renew", staff.renew, methods=["POST"]),
        Route("/staff/revoke", staff.revoke, methods=["POST"]),
        Route("/audit", audit.page, middleware=SMALL),
        Route("/audit.csv", audit.table),
        Route("/do/{command}", actions.act, methods=["POST"]),
        Route("/state/me/{hall}", state.my_state, middleware=SMALL),
        Route("/state/{view}/{hall}", state.view_state, middleware=SMALL),
        Route("/health", health.health),
        Route("/qr/{hall}.svg", qr.qr),
        Route("/static/{path:path}", shelf.serve),
        WebSocketRoute("/ws/{view}/{hall}", converse),
    ]


def build_app(house: House) -> Starlette:
    """The web app of one meeting."""
    app = Starlette(
        routes=table(),
        middleware=[
            Middleware(LingeringClose),
            Middleware(StrictHeaders),
            Middleware(Journal),
            Middleware(OriginGuard),
        ],
        exception_handlers=HANDLERS,
    )
    lead_without_slash(app.router)
    app.state.house = house
    return app
