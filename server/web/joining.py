"""Joining: a code, typed or in an address, leads to the meeting."""

import unicodedata
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.render.html import render_page
from server.render.notices import Problem, notice
from server.room.electorate import code_rotates
from server.web.body import read_body
from server.web.errors import NO_STORE, problem_response, wants_json
from server.web.house import house_of
from server.web.language import choices, language_of, remember_language
from server.web.rotating_key import LENGTH

SEE_OTHER = 303


async def join(request: Request) -> Response:
    """The way in for someone who has no QR code to hand."""
    return _join_page(request, 200)


async def join_by_code(request: Request) -> Response:
    """Take a code and lead to the meeting. Wrong codes are slowed, a hall that comes in at once never is."""
    house = house_of(request)
    body = await read_body(request)
    said = parse_qs(body.decode(errors="replace")).get("code", [""])[0]
    typed, code = plain(said), house.runtime.meeting
    key = typed.removeprefix(code)
    if typed.startswith(code) and len(key) in {0, LENGTH}:
        return RedirectResponse(f"/m/{code}?key={key}" if key else f"/m/{code}", SEE_OTHER, NO_STORE)
    if not house.limits.allows("guessing"):
        return problem_response(request, 429, Problem.TOO_FAST)
    return _join_page(request, 404, notice(Problem.WRONG_CODE, language_of(request)).text)


def key_in(request: Request) -> str:
    """The key that a newcomer's address holds; whoever is asked for the key alone may well type both."""
    typed = plain(request.query_params.get("key", ""))
    return typed.removeprefix(house_of(request).runtime.meeting) if len(typed) > LENGTH else typed


def ask_for_key(request: Request, was_wrong: bool) -> Response:
    """What somebody new is told who comes with the code alone while it rotates, or with a key of before."""
    problem = Problem.WRONG_KEY if was_wrong else Problem.NEEDS_KEY
    if wants_json(request):
        return problem_response(request, 403, problem)
    text = notice(problem, language_of(request)).text
    said = {"error": text} if was_wrong else {"hint": text}
    return _join_page(request, 403, here=request.url.path, **said)


def _join_page(request: Request, status: int, error: str = "", hint: str = "", here: str = "") -> Response:
    """The form, with what was wrong or what is needed; `here` is the page that lacks nothing but the key."""
    lang = language_of(request)
    context = {
        "error": error,
        "hint": hint,
        "here": here,
        "with_key": code_rotates(house_of(request).state),
        "languages": choices(request),
    }
    response = HTMLResponse(render_page("join", lang, context), status, NO_STORE)
    remember_language(request, response, request.query_params.get("lang", ""))
    return response


def plain(said: str) -> str:
    """A code, a key or both as people type them: in any case, full width, with spaces or hyphens."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", said[:40]).upper()))
