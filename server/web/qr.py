"""The QR code that leads a phone to a hall."""

import io
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from server.render.notices import Problem
from server.web.doors import STAFF, is_somebody, member
from server.web.errors import NO_STORE, Refusing
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
    address = f"{public_base(request)}/m/{house.runtime.meeting}{to_hall}"
    is_staff = await member(request, STAFF, hall) is not None
    # Whoever is only in the audience must not be able to let others in from afar.
    if is_staff and (key := house.newcomers_key()):
        address = f"{address}?key={key}"
    if is_staff or is_known(request):
        drawn = picture(address)
    elif house.limits.allows("drawing"):
        drawn = drawn_once(address)
    else:
        raise Refusing(429, Problem.TOO_FAST)
    return Response(drawn, media_type="image/svg+xml", headers=NO_STORE)


def is_known(connection: HTTPConnection) -> bool:
    """Whether the address leads here for certain: the public one, or the one that the connection came to.

    Any other one is what the request says. On a network without a public address it may well be a name of
    this machine: the staff are believed, from others it is drawn now and then, and not kept.
    """
    if house_of(connection).address.public_url:
        return True
    named, local = urlsplit(public_base(connection)), connection.scope.get("server") or ("", 0)
    try:
        return (ip_address(named.hostname or ""), named.port or 80) == (ip_address(local[0]), local[1])
    except ValueError:
        return False


@lru_cache(maxsize=64)
def picture(address: str) -> bytes:
    """An address of this server as an SVG; kept, because many will ask for it."""
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
