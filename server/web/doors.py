"""The doors: who a connection is, by the cookie that a page or a private link left with it."""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from starlette.requests import HTTPConnection
from starlette.responses import Response

from moderation.permissions import Role
from server.log.vault import PASS_LIFETIME, Link
from server.room.base import Actor
from server.room.programme import Session, Speaker
from server.web.cookies import cookie, set_cookie
from server.web.house import House, house_of

# Who may see a view; the first role for which a connection holds a pass is the one it has there. At the desk
# that is the one that may do most: nobody who is given another link may do less than before.
VIEWERS: dict[str, tuple[Role, ...]] = {
    "audience": (Role.AUDIENCE,),
    "desk": (Role.ORGANISER, Role.LEAD, Role.MODERATOR, Role.OBSERVER),
    "translate": (Role.TRANSLATOR, Role.INTERPRETER, Role.MODERATOR, Role.LEAD, Role.ORGANISER),
    "projector": (Role.PROJECTOR, Role.MODERATOR, Role.LEAD, Role.ORGANISER),
    "stage": (Role.STAGE, Role.SPEAKER, Role.MODERATOR, Role.LEAD, Role.ORGANISER),
    "booth": (Role.INTERPRETER,),
}

# One browser may hold the passes of several halls' screens, so each has a cookie of its own.
_PER_HALL = frozenset({Role.PROJECTOR, Role.STAGE})
_BOUND = _PER_HALL | {Role.SPEAKER}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


class Visitor(NamedTuple):
    """Who acts through a connection; `token` is what its cookie holds, `halls` where this role is of use."""

    actor: Actor
    token: str
    halls: tuple[str, ...]


def well_formed(token: str) -> bool:
    """Whether this can be a token at all; what cannot is never looked up."""
    return bool(_TOKEN.fullmatch(token))


async def visitor(connection: HTTPConnection, view: str, hall: str) -> Visitor | None:
    """Who this connection is to a view of a hall; None if its cookies do not open it."""
    roles = VIEWERS.get(view, ())
    return participant_of(connection) if Role.AUDIENCE in roles else await member(connection, roles, hall)


async def member(connection: HTTPConnection, roles: Iterable[Role], hall: str = "") -> Visitor | None:
    """Who this connection is among the staff: in the first of these roles for which it holds a pass."""
    house = house_of(connection)
    for role in roles:
        token = cookie(connection, cookie_name(role, hall))
        found = await house.vault.find_pass(token, house.runtime.now()) if well_formed(token) else None
        if found and found.role == role:
            halls = _halls(house, found)
            if role not in _BOUND or not hall or hall in halls:
                return Visitor(browser_of(role, token), token, halls)
    return None


def browser_of(role: str, token: str) -> Actor:
    """Which browser acts: two moderators who came in by the same link undo their own actions only."""
    return Actor(f"{role}-{hashlib.sha256(token.encode()).hexdigest()[:12]}", role)


async def still_valid(house: House, who: Visitor) -> bool:
    """Whether the link that let somebody in has not been revoked meanwhile, nor the pass expired."""
    if who.actor.role == Role.AUDIENCE:
        return True
    found = await house.vault.find_pass(who.token, house.runtime.now())
    return found is not None and found.role == who.actor.role


def cookie_name(role: str, hall: str) -> str:
    """The cookie in which a role's pass is kept."""
    if role == Role.AUDIENCE:
        return "entaku"
    return f"entaku-{role}-{hall}" if role in _PER_HALL else f"entaku-{role}"


def hand_over(connection: HTTPConnection, response: Response, link: Link, token: str) -> None:
    """Leave the pass of a private link with the browser."""
    name = cookie_name(link.role, link.subject)
    set_cookie(connection, response, name, token, PASS_LIFETIME // 1000)


def welcome(connection: HTTPConnection, response: Response, token: str) -> None:
    """Leave a participant's token with a browser that has none yet."""
    name = cookie_name(Role.AUDIENCE, "")
    if cookie(connection, name) != token:
        set_cookie(connection, response, name, token, PASS_LIFETIME // 1000)


def participant_token(connection: HTTPConnection) -> str:
    """The token that a browser holds as a participant, or a new one."""
    held = cookie(connection, cookie_name(Role.AUDIENCE, ""))
    return held if well_formed(held) else secrets.token_urlsafe(24)


def participant(house: House, token: str) -> Actor:
    """A participant's pseudonym; neither the token nor who they are in another meeting follows from it."""
    digest = hashlib.sha256(f"participant of {house.runtime.meeting}: {token}".encode()).digest()
    return Actor(base64.urlsafe_b64encode(digest[:18]).decode(), Role.AUDIENCE)


def seat_of_speaker(house: House, speaker: str) -> tuple[Session, Speaker] | None:
    """The first session in which a speaker sits."""
    plan = house.state.programme
    pairs = plan.speakers() if plan else ()
    return next((pair for pair in pairs if pair[1].id == speaker), None)


def participant_of(connection: HTTPConnection) -> Visitor | None:
    house = house_of(connection)
    token = cookie(connection, cookie_name(Role.AUDIENCE, ""))
    return Visitor(participant(house, token), token, house.halls) if well_formed(token) else None


def _halls(house: House, link: Link) -> tuple[str, ...]:
    """The halls in which a link is of use."""
    if link.role not in _BOUND:
        return house.halls
    if link.role in _PER_HALL:
        return (link.subject,)
    plan = house.state.programme
    pairs = plan.speakers() if plan else ()
    return tuple(session.hall for session, speaker in pairs if speaker.id == link.subject)
