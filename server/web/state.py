"""The meeting's state for machines: each view's part as JSON, times with their zone."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.render.notices import Problem
from server.views.audience import audience
from server.views.part import Part
from server.views.presence import Presence
from server.web.doors import VIEWERS, note_return, visitor
from server.web.errors import NO_STORE, Refusing
from server.web.house import House, house_of


async def view_state(request: Request) -> Response:
    """What a screen shows, as data; the audience's is for everybody, the others for who may see them."""
    house, view, hall = house_of(request), request.path_params["view"], request.path_params["hall"]
    if view not in VIEWERS or hall not in house.halls:
        raise Refusing(404, Problem.NOT_FOUND)
    if view != "audience" and await visitor(request, view, hall) is None:
        raise Refusing(403, Problem.NEEDS_LINK)
    if view == "audience":
        note_return(request)
    await house.runtime.catch_up()
    root, version = _newest(house, view, hall)
    headers = {"Cache-Control": "no-cache", "ETag": f'"{version}"', "Entaku-Seq": str(house.state.seq)}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return JSONResponse(as_data(root), headers=headers)


def _newest(house: House, view: str, hall: str) -> tuple[Part, str]:
    """The root part of a view and its version."""
    if view == "audience":
        # Made here, because a fresh board is sent to every phone, and anybody may ask for this at any rate.
        return audience(house.state, hall, Presence()), str(house.state.seq)
    page = house.runtime.page(view, hall, fresh=True)
    return page.root, page.version


async def my_state(request: Request) -> Response:
    """What is true for the participant who asks."""
    house, hall = house_of(request), request.path_params["hall"]
    if hall not in house.halls:
        raise Refusing(404, Problem.NOT_FOUND)
    who = await visitor(request, "audience", hall)
    if who is None:
        raise Refusing(403, Problem.NEEDS_LINK)
    note_return(request)
    await house.runtime.catch_up()
    return JSONResponse(as_data(await house.runtime.me(hall, who.actor.id)), headers=NO_STORE)


def as_data(part: Part) -> object:
    """A part as plain data; a moment is an ISO 8601 string with its zone, or null."""
    return _dated(msgspec.to_builtins(part))


def _dated(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            key: _moment(one) if key.endswith("_at") and isinstance(one, int) else _dated(one)
            for key, one in value.items()
        }
    return [_dated(one) for one in value] if isinstance(value, list | tuple) else value


def _moment(ms: int) -> str | None:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds") if ms else None
