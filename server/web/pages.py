"""The pages of a meeting: the audience's, and those that a private link opens."""

from msgspec import structs
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from moderation.permissions import Role
from server.render.html import render_page
from server.render.notices import Problem, received
from server.render.words import refusal_message
from server.room.base import Refusal
from server.room.wording import Text
from server.views.audience import Audience
from server.views.part import Part
from server.views.rival import Rival, rival
from server.views.undoable import undoable
from server.web.doors import VIEWERS, Visitor, arriving, has_been_here, note_return, visitor, welcome
from server.web.errors import NO_STORE, Refusing
from server.web.house import House, house_of, public_base
from server.web.joining import SEE_OTHER, ask_for_key, key_in, plain
from server.web.language import choices, language_of, remember_language
from server.web.offices import without_pass
from server.web.orders import new_id

THEMES = ("light", "dark")
STAFF_VIEWS = ("desk", "translate", "projector", "stage", "booth")


async def audience(request: Request) -> Response:
    """The phone's page; it leaves a participant's cookie at the first visit."""
    house, code = house_of(request), request.path_params["code"]
    if plain(code) != house.runtime.meeting:
        slow = not house.limits.allows("guessing")
        raise Refusing(429, Problem.TOO_FAST) if slow else Refusing(404, Problem.WRONG_CODE)
    hall = request.path_params.get("hall", house.main_hall)
    if hall not in house.halls:
        raise Refusing(404, Problem.NOT_FOUND)
    if code != house.runtime.meeting:
        there = f"/{hall}" if "hall" in request.path_params else ""
        asked = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/m/{house.runtime.meeting}{there}{asked}", SEE_OTHER, NO_STORE)
    key = key_in(request)
    if not house.lets_in(key) and not await has_been_here(request):
        if key and not house.limits.allows("guessing"):
            raise Refusing(429, Problem.TOO_FAST)
        return ask_for_key(request, was_wrong=bool(key))
    note_return(request)
    who = await arriving(request)
    response = await _live_page(request, hall, "audience", who)
    welcome(request, response, who)
    return response


async def staff(request: Request, view: str) -> Response:
    """The desk, a projector, a stage monitor or the booth, for those whose cookie opens it."""
    hall = request.path_params["hall"]
    if hall not in house_of(request).halls:
        raise Refusing(404, Problem.NOT_FOUND)
    who = await visitor(request, view, hall)
    if who is None:
        raise without_pass(request, VIEWERS[view], hall)
    return await _live_page(request, hall, view, who)


async def _live_page(request: Request, hall: str, view: str, who: Visitor) -> Response:
    house, lang = house_of(request), language_of(request)
    said = request.query_params.get("said", "")
    # After a form, the page must show what the form did, be it by way of another worker; otherwise one made
    # a moment ago will do.
    if said:
        await house.runtime.catch_up()
    # What is made for a fresh page goes to every screen as well, so nobody may have many of them.
    page = house.runtime.page(view, hall, who.speaker, fresh=bool(said) and house.limits.allows("fresh"))
    is_audience = who.actor.role == Role.AUDIENCE
    context = _surroundings(request, view, hall) | {
        "page": _newest_first(page.root) if request.query_params.get("sort") == "recent" else page.root,
        "version": page.version,
        "speaker": who.speaker,
        "me": await house.runtime.me(hall, who.actor.id, who.since) if is_audience else None,
        "undoable": undoable(house.state, who.actor.id),
        "actor": "" if is_audience else who.actor.id,
        "said": _said(said, lang, _lost_to(request, who, said)),
        "said_ok": said == "ok",
    }
    response = HTMLResponse(render_page(view, lang, context), headers=NO_STORE)
    remember_language(request, response, request.query_params.get("lang", ""))
    return response


def _surroundings(request: Request, view: str, hall: str) -> dict[str, object]:
    """What a page needs besides the meeting's state."""
    house = house_of(request)
    theme = request.query_params.get("theme", "")
    return {
        "view": view,
        "hall": hall,
        "halls": _halls(house, view),
        "code": house.runtime.meeting,
        "join_url": _join_url(request, house),
        "chosen": request.query_params.get("question", ""),
        "sort": request.query_params.get("sort", ""),
        "theme": theme if theme in THEMES else "",
        "languages": choices(request),
        "fresh_id": new_id,
    }


def _halls(house: House, view: str) -> list[tuple[str, Text, str]]:
    """The halls with their names and the address of this view in each."""
    plan = house.state.programme
    start = f"/m/{house.runtime.meeting}" if view == "audience" else f"/{view}"
    return [(hall.id, hall.name, f"{start}/{hall.id}") for hall in plan.halls] if plan else []


def _newest_first(root: Part) -> Part:
    """The phone's page for someone who cannot have a script sort it."""
    if not isinstance(root, Audience):
        return root
    newest = sorted(root.questions.items, key=lambda card: (not card.pinned, -card.asked_at))
    return structs.replace(root, questions=structs.replace(root.questions, items=tuple(newest)))


def _join_url(request: Request, house: House) -> str:
    """The address to read aloud, without its scheme."""
    return f"{public_base(request).partition('://')[2]}/m/{house.runtime.meeting}"


def _said(said: str, lang: str, lost_to: Rival | None) -> str:
    """What became of the form that led here."""
    if said == "ok":
        return received(lang)
    return refusal_message(Refusal(said), lang, lost_to) if said in set(Refusal) else ""


def _lost_to(request: Request, who: Visitor, said: str) -> Rival | None:
    """Who was faster than the member of the staff who sent that form."""
    if said not in set(Refusal) or who.actor.role == Role.AUDIENCE:
        return None
    return rival(house_of(request).state, Refusal(said), request.query_params.getlist("about"), who.actor.id)
