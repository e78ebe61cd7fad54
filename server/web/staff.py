"""The organiser's page of private links: who has one, and making, renewing and revoking them.

A link's secret is in the vault only, as a hash, and in the one answer that shows it; what happened to it is
in the log. Each link has an id of its own in both, so that it can be ended without any other.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from moderation.permissions import Role
from moderation.text import line
from server.live.writer import Answer
from server.render.html import render_page
from server.render.notices import Problem
from server.render.words import refusal_message
from server.room.base import Actor, Command, Refusal
from server.room.records import StaffLink
from server.room.staff import Invite, Revoke, address_of
from server.views.roster import INVITED, Colleague, colleagues, ways_in
from server.web.actions import CONFLICT, STATUS
from server.web.body import read_body
from server.web.doors import Visitor, member
from server.web.errors import NO_STORE, Refusing
from server.web.house import House, house_of, public_base
from server.web.language import language_of, remember_language
from server.web.offices import office, without_pass
from server.web.orders import new_id
from server.web.qr import drawn_once

SEE_OTHER = 303
MOST_FIELDS = 8
# A form makes one link, however often it is sent: it brings the id along.
_ID = re.compile(r"[A-Za-z0-9_-]{16,40}")


class New(NamedTuple):
    """A link that has just been made, for the one page that shows it."""

    name: str
    role: str
    address: str
    picture: Markup


async def page(request: Request) -> Response:
    """Who has a private link."""
    await _organiser(request)
    # After a form, it must show what the form did, be it by way of another worker.
    if request.query_params.get("said"):
        await house_of(request).runtime.catch_up()
    response = await _page(request)
    remember_language(request, response, request.query_params.get("lang", ""))
    return response


async def invite(request: Request) -> Response:
    """Make a link for somebody, and show it."""
    who, said = await _organiser(request), await _fields(request)
    link, role, name = said.get("link", ""), said.get("role", ""), line(said.get("name", ""))
    if not _ID.fullmatch(link) or role not in INVITED:
        return await _page(request, refused=Refusal.MALFORMED, said=said)
    if not name:
        return await _page(request, refused=Refusal.EMPTY, said=said)
    return await _made(request, who, link, StaffLink(role, name, 0), said)


async def renew(request: Request) -> Response:
    """Give somebody another link for the one that they have or had, which ends."""
    who, said = await _organiser(request), await _fields(request)
    link = said.get("link", "")
    await house_of(request).runtime.catch_up()
    known = house_of(request).state.staff.get(link)
    if known is None:
        return await _page(request, refused=Refusal.UNKNOWN_LINK)
    if said.get("seen") != str(known.changes):
        return await _page(request, refused=Refusal.CHANGED_SINCE)
    return await _made(request, who, link, known)


async def revoke(request: Request) -> Response:
    """End a link: whoever came in by it is shown out within seconds."""
    who, said = await _organiser(request), await _fields(request)
    house, link = house_of(request), said.get("link", "")
    await house.runtime.catch_up()
    known = house.state.staff.get(link)
    if known is None:
        return await _page(request, refused=Refusal.UNKNOWN_LINK)
    # First of all the door is shut, whether the log can be written or not.
    await _shut(house, link, known.role, known.changes)
    answer = await _noted(house, who, Revoke(link))
    if isinstance(answer, Refusal) and answer is not Refusal.NOTHING_CHANGED:
        return await _page(request, refused=answer)
    now = house.state.staff[link]
    if now.revoked_at:
        # Somebody may have renewed it just before that.
        await _shut(house, link, now.role, now.changes)
    return RedirectResponse("/staff?said=revoked", SEE_OTHER, NO_STORE)


async def _organiser(request: Request) -> Visitor:
    """The organiser who asks; nobody else may see who has a link."""
    who = await member(request, (Role.ORGANISER,))
    if who is None:
        raise without_pass(request, (Role.ORGANISER,))
    if request.method == "POST" and not house_of(request).limits.allows("staff", who.actor.id):
        raise Refusing(429, Problem.TOO_FAST)
    return who


async def _fields(request: Request) -> dict[str, str]:
    try:
        pairs = parse_qsl((await read_body(request)).decode(), errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Refusing(400, Problem.UNREADABLE) from error
    return dict(pairs)


async def _made(
    request: Request, who: Visitor, link: str, before: StaffLink, said: Mapping[str, str] | None = None
) -> Response:
    """Note that this link is given, end what it was before, and show its new address.

    The log judges who of several gives it. Whoever is overtaken between that and the end takes their address
    away again: nobody has seen it.
    """
    house, number = house_of(request), before.changes + 1
    answer = await _noted(house, who, Invite(link, before.role, before.name, seen=before.changes))
    if isinstance(answer, Refusal):
        return await _page(request, refused=answer, said=None if answer is Refusal.REPEATED else said)
    await _shut(house, link, before.role, before.changes)
    token = await house.vault.mint_link(before.role, address_of(link, number))
    await house.runtime.catch_up()
    if house.state.staff[link].changes != number:
        await house.vault.revoke_links(before.role, address_of(link, number))
        return await _page(request, refused=Refusal.CHANGED_SINCE)
    address = f"{public_base(request)}/in/{token}"
    drawn = Markup(drawn_once(address).decode())  # noqa: S704 - segno draws shapes, no words
    return await _page(request, New(before.name, before.role, address, drawn))


async def _shut(house: House, link: str, role: str, changes: int) -> None:
    """End every address that was given by now, also one of which the log could not say that it was."""
    for number in range(1, changes + 1):
        await house.vault.revoke_links(role, address_of(link, number))


async def _opens(house: House, one: Colleague) -> bool:
    """Whether somebody can come in by an address of theirs; the last is most likely the one."""
    numbers = range(one.changes, 0, -1)
    found = [await house.vault.has_link(one.role, address_of(one.link, number)) for number in numbers]
    return any(found)


async def _noted(house: House, who: Visitor, command: Command) -> Answer:
    """Write into the log, as the server may, what this organiser did."""
    return await house.runtime.submit(command, Actor(who.actor.id, Role.SYSTEM), "")


async def _page(
    request: Request,
    made: New | None = None,
    refused: Refusal | None = None,
    said: Mapping[str, str] | None = None,
) -> Response:
    house, lang = house_of(request), language_of(request)
    plan, everybody = house.state.programme, colleagues(house.state)
    context = office(request, "staff", Role.ORGANISER) | {
        "made": made,
        "refused": refusal_message(refused, lang) if refused else "",
        "said": request.query_params.get("said", ""),
        "kept": {"name": "", "role": Role.MODERATOR, **(said or {})},
        "fresh_id": new_id(),
        "roles": INVITED,
        "colleagues": everybody,
        # `entaku links --renew` ends links without a word in the log; what opens is what the vault says.
        "opens": {one.link for one in everybody if await _opens(house, one)},
        "ways_in": tuple(ways_in(plan)) if plan else (),
    }
    status = STATUS.get(refused, CONFLICT) if refused else 200
    return HTMLResponse(render_page("staff", lang, context), status, NO_STORE)
