"""Private links: a token in an address becomes a cookie, and the address forgets it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderation.permissions import Role, may
from server.log.vault import Link
from server.render.notices import Problem
from server.room.people import SetName
from server.room.staff import link_of
from server.web.doors import browser_of, hand_over, seat_of_speaker, well_formed
from server.web.errors import NO_STORE, Refusing
from server.web.house import House, house_of

_PLACES = {
    Role.ORGANISER: "desk",
    Role.LEAD: "desk",
    Role.MODERATOR: "desk",
    Role.OBSERVER: "desk",
    Role.TRANSLATOR: "translate",
    Role.PROJECTOR: "projector",
    Role.STAGE: "stage",
    Role.INTERPRETER: "booth",
}


async def enter(request: Request) -> Response:
    """Exchange the token of a private link for a pass, and lead to the page that it opens."""
    if request.method == "HEAD":
        # Whoever only looks whether a link exists has not followed it.
        raise Refusing(405, Problem.WRONG_METHOD)
    house, token = house_of(request), request.path_params["token"]
    link = await house.vault.find_link(token) if well_formed(token) else None
    handed = await house.vault.mint_pass(link.id, house.runtime.now()) if link else None
    if link is None or handed is None:
        slow = not house.limits.allows("guessing")
        raise Refusing(429, Problem.TOO_FAST) if slow else Refusing(403, Problem.LINK_ENDED)
    await _call_by_name(house, link, handed)
    response = RedirectResponse(place_of(house, link), 303, NO_STORE)
    hand_over(request, response, link, handed)
    return response


async def _call_by_name(house: House, link: Link, handed: str) -> None:
    """Let the browser be called as the organiser named whoever the link was made for.

    It has no name yet, because its pass is new. If the log cannot take it, it goes without one.
    """
    made = house.state.staff.get(link_of(link.subject))
    if made and made.name and may(link.role, "set-name"):
        await house.runtime.submit(SetName(made.name), browser_of(link.role, handed), "")


def place_of(house: House, link: Link) -> str:
    """The page that a link opens."""
    if link.role == Role.SPEAKER:
        seat = seat_of_speaker(house, link.subject)
        return f"/stage/{seat[0].hall}?lang={seat[1].language}&speaker={link.subject}" if seat else "/"
    hall = link.subject if link.subject in house.halls else house.main_hall
    return f"/{_PLACES[Role(link.role)]}/{hall}"
