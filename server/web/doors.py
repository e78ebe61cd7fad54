"""The doors: who a connection is, by the cookie that a page or a private link left with it."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from starlette.requests import HTTPConnection
from starlette.responses import Response

from moderation.permissions import Role
from server.log.vault import PASS_LIFETIME, Link, minted_token
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

STAFF = tuple(role for role in Role if role != Role.AUDIENCE)
# One browser may hold the passes of several halls' screens, so each has a cookie of its own.
_PER_HALL = frozenset({Role.PROJECTOR, Role.STAGE})
_BOUND = _PER_HALL | {Role.SPEAKER}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


class Visitor(NamedTuple):
    """Who acts through a connection; `token` is what its cookie holds, `halls` where this role is of use.

    `since` is the moment at which a participant first came, in Unix milliseconds, `speaker` a speaker's id.
    """

    actor: Actor
    token: str
    halls: tuple[str, ...]
    since: int = 0
    speaker: str = ""


def well_formed(token: str) -> bool:
    """Whether this can be a token at all; what cannot is never looked up."""
    return bool(_TOKEN.fullmatch(token))


async def visitor(connection: HTTPConnection, view: str, hall: str) -> Visitor | None:
    """Who this connection is to a view of a hall; None if its cookies do not open it."""
    roles = VIEWERS.get(view, ())
    if Role.AUDIENCE in roles:
        return participant_of(connection) or await _participant_of_old(connection)
    if Role.SPEAKER in roles and connection.query_params.get("speaker"):
        # Their own monitor, on a tablet that may have the hall's, too.
        roles = (Role.SPEAKER, *roles)
    return await member(connection, roles, hall)


async def is_somebody(connection: HTTPConnection, hall: str) -> bool:
    """Whether this connection is a participant's or one of the staff's."""
    return participant_of(connection) is not None or await member(connection, STAFF, hall) is not None


async def member(connection: HTTPConnection, roles: Iterable[Role], hall: str = "") -> Visitor | None:
    """Who this connection is among the staff: in the first of these roles for which it holds a pass."""
    house = house_of(connection)
    for role in roles:
        for token in passes(connection, role, hall):
            found = await house.vault.find_pass(token, house.runtime.now()) if well_formed(token) else None
            if found and found.role == role:
                halls = _halls(house, found)
                if role not in _BOUND or not hall or hall in halls:
                    speaker = found.subject if role == Role.SPEAKER else ""
                    return Visitor(browser_of(role, token), token, halls, speaker=speaker)
    return None


def passes(connection: HTTPConnection, role: str, hall: str = "") -> Iterator[str]:
    """What the browser holds as this role's pass, under the name that it has now and under its old one."""
    names = (cookie_name(house_of(connection), role, hall), old_cookie_name(role, hall))
    return (held for name in names if (held := cookie(connection, name)))


def browser_of(role: str, token: str) -> Actor:
    """Which browser acts: two moderators who came in by the same link undo their own actions only."""
    return Actor(f"{role}-{hashlib.sha256(token.encode()).hexdigest()[:12]}", role)


async def still_valid(house: House, who: Visitor) -> bool:
    """Whether the link that let somebody in has not been revoked meanwhile, nor the pass expired."""
    if who.actor.role == Role.AUDIENCE:
        return True
    found = await house.vault.find_pass(who.token, house.runtime.now())
    return found is not None and found.role == who.actor.role


def cookie_name(house: House, role: str, hall: str = "") -> str:
    """The cookie in which a role's pass to this meeting is kept, beside those to other ones on this host."""
    return _named_for(f"entaku-{house.participants.meeting}", role, hall)


def old_cookie_name(role: str, hall: str = "") -> str:
    """What the first release called it in every meeting."""
    return _named_for("entaku", role, hall)


def _named_for(meeting: str, role: str, hall: str) -> str:
    if role == Role.AUDIENCE:
        return meeting
    return f"{meeting}-{role}-{hall}" if role in _PER_HALL else f"{meeting}-{role}"


def hand_over(connection: HTTPConnection, response: Response, link: Link, token: str) -> None:
    """Leave the pass of a private link with the browser."""
    _leave(connection, response, link.role, link.subject, token, token)


def welcome(connection: HTTPConnection, response: Response, who: Visitor) -> None:
    """Leave their token with a participant who is on the meeting's page."""
    _leave(connection, response, Role.AUDIENCE, "", who.token, who.token.partition(".")[0])


def _leave(
    connection: HTTPConnection, response: Response, role: str, hall: str, token: str, old: str
) -> None:
    """Have the browser keep a pass, and beside workers of the first release what those understand."""
    house = house_of(connection)
    values = {cookie_name(house, role, hall): token}
    if house.is_mixed:
        values[old_cookie_name(role, hall)] = old
    for name, value in values.items():
        if cookie(connection, name) != value:
            set_cookie(connection, response, name, value, PASS_LIFETIME // 1000)


async def arriving(connection: HTTPConnection) -> Visitor:
    """Who a participant is who has been shown the meeting's page: who they were before, else somebody new.

    Whoever is known by a token of the first release goes on under its name. Beside workers of that release so
    does everybody who has one, and newcomers get one: they may know them by it in the same moment, and nobody
    may be two.
    """
    house = house_of(connection)
    if here := participant_of(connection):
        return here
    name = _old_name(connection)
    known = bool(name) and await house.runtime.knows(house.participants.actor(name).id)
    since = 0 if known else house.runtime.now()
    if not known:
        name = (name or minted_token()) if house.is_mixed else ""
    token = house.participants.mint(since, name)
    return Visitor(house.participants.actor(token.partition(".")[0]), token, house.halls, since)


def seat_of_speaker(house: House, speaker: str) -> tuple[Session, Speaker] | None:
    """The first session in which a speaker sits."""
    plan = house.state.programme
    pairs = plan.speakers() if plan else ()
    return next((pair for pair in pairs if pair[1].id == speaker), None)


def participant_of(connection: HTTPConnection) -> Visitor | None:
    """Who a connection is in the audience, if this meeting has signed its token."""
    house = house_of(connection)
    token = cookie(connection, cookie_name(house, Role.AUDIENCE))
    read = house.participants.read(token)
    return Visitor(house.participants.actor(read.name), token, house.halls, read.since) if read else None


async def has_been_here(connection: HTTPConnection) -> bool:
    """Whether this connection is that of a participant who was let in before, be it by the first release."""
    if participant_of(connection):
        return True
    house, old = house_of(connection), _old_name(connection)
    return bool(old) and await house.runtime.knows(house.participants.actor(old).id)


def note_return(connection: HTTPConnection) -> None:
    """Note it if somebody is back with the token that a page has left: they are no newcomer any more."""
    if who := participant_of(connection):
        house_of(connection).crowd.came_back(who.actor.id)


async def _participant_of_old(connection: HTTPConnection) -> Visitor | None:
    """Who somebody is whose page is one of the first release, which signed nothing.

    They are taken at their word as long as that release takes them at it, too; later only if the state knows
    them. Everybody else is given a token by the page.
    """
    house, name = house_of(connection), _old_name(connection)
    if not name:
        return None
    actor = house.participants.actor(name)
    known = await house.runtime.knows(actor.id)
    since = 0 if known else house.runtime.now()
    return Visitor(actor, name, house.halls, since) if known or house.is_mixed else None


def _old_name(connection: HTTPConnection) -> str:
    """What the first release left with a phone, or an empty string."""
    held = cookie(connection, old_cookie_name(Role.AUDIENCE))
    return held if well_formed(held) else ""


def _halls(house: House, link: Link) -> tuple[str, ...]:
    """The halls in which a link is of use."""
    if link.role not in _BOUND:
        return house.halls
    if link.role in _PER_HALL:
        return (link.subject,)
    plan = house.state.programme
    pairs = plan.speakers() if plan else ()
    return tuple(session.hall for session, speaker in pairs if speaker.id == link.subject)
