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
from server.web.tags import has_it, tag_of


async def view_state(request: Request) -> Response:
    """What a screen shows, as data; the audience's is for everybody, the others for who may see them."""
    house, view, hall = house_of(request), request.path_params["view"], request.path_params["hall"]
    if view not in VIEWERS or hall not in house.halls:
        raise Refusing(404, Problem.NOT_FOUND)
    if view == "audience":
        note_return(request)
        await house.runtime.catch_up()
        return _for_everybody(request, house, hall)
    who = await visitor(request, view, hall)
    if who is None:
        raise Refusing(403, Problem.NEEDS_LINK)
    await house.runtime.catch_up()
    page = house.runtime.page(view, hall, who.speaker, fresh=True)
    headers = NO_STORE | {"ETag": f'"{page.version}"', "Entaku-Seq": str(house.state.seq)}
    return _answer(request, page.root, headers)


def _for_everybody(request: Request, house: House, hall: str) -> Response:
    """The audience's state: its tag tells what is shown, and no header how much happens that is not."""
    # Made here, because a fresh board is sent to every phone, and anybody may ask for this at any rate.
    root = audience(house.state, hall, Presence())
    return _answer(request, root, {"Cache-Control": "no-cache", "ETag": tag_of(msgspec.json.encode(root))})


def _answer(request: Request, root: Part, headers: dict[str, str]) -> Response:
    if has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return JSONResponse(as_data(root), headers=headers)


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
    return JSONResponse(as_data(await house.runtime.me(hall, who.actor.id, who.since)), headers=NO_STORE)


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
