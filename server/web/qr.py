"""The QR code that leads a phone to a hall."""

import io
from functools import lru_cache

import segno
from starlette.requests import Request
from starlette.responses import Response

from server.render.notices import Problem
from server.web.doors import is_somebody
from server.web.errors import Refusing
from server.web.house import house_of, public_base


async def qr(request: Request) -> Response:
    """The code as a picture that is sharp at any size."""
    house, hall = house_of(request), request.path_params["hall"]
    if hall not in house.halls:
        raise Refusing(404, Problem.NOT_FOUND)
    if not await is_somebody(request, hall):
        raise Refusing(403, Problem.NEEDS_LINK)  # it leads in, so it is for those who are in
    # A shorter address makes a coarser code, which reads from further away.
    to_hall = f"/{hall}" if len(house.halls) > 1 else ""
    drawn = picture(f"{public_base(request)}/m/{house.runtime.meeting}{to_hall}")
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=300"})


@lru_cache(maxsize=64)
def picture(address: str) -> bytes:
    """An address as an SVG that many will ask for."""
    return drawn_once(address)


def drawn_once(address: str) -> bytes:
    """An address as an SVG without a size of its own; black on white in any scheme, as scanners need it.

    Nothing is kept of it: it may be a private link.
    """
    drawn = io.BytesIO()
    code = segno.make_qr(address, error="m")
    plain = {"xmldecl": False, "svgclass": None, "lineclass": None}
    code.save(drawn, kind="svg", omitsize=True, dark="#000", light="#fff", **plain)
    return drawn.getvalue()
