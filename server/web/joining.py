"""Joining: a code, typed or in an address, leads to the meeting."""

import unicodedata
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.render.html import render_page
from server.render.notices import Problem, notice
from server.web.body import read_body
from server.web.errors import NO_STORE, problem_response
from server.web.house import house_of
from server.web.language import choices, language_of, remember_language

SEE_OTHER = 303


async def join(request: Request) -> Response:
    """The way in for someone who has no QR code to hand."""
    return _join_page(request, 200, "")


async def join_by_code(request: Request) -> Response:
    """Take a code and lead to the meeting. Wrong codes are slowed, a hall that comes in at once never is."""
    house = house_of(request)
    body = await read_body(request)
    said = parse_qs(body.decode(errors="replace")).get("code", [""])[0]
    if plain(said) == house.runtime.meeting:
        return RedirectResponse(f"/m/{house.runtime.meeting}", SEE_OTHER, NO_STORE)
    if not house.limits.allows("guessing"):
        return problem_response(request, 429, Problem.TOO_FAST)
    return _join_page(request, 404, notice(Problem.WRONG_CODE, language_of(request)).text)


def _join_page(request: Request, status: int, error: str) -> Response:
    lang = language_of(request)
    context = {"error": error, "languages": choices(request)}
    response = HTMLResponse(render_page("join", lang, context), status, NO_STORE)
    remember_language(request, response, request.query_params.get("lang", ""))
    return response


def plain(said: str) -> str:
    """A code as people type it: in any case, full width, with spaces."""
    return "".join(unicodedata.normalize("NFKC", said[:40]).upper().split())
