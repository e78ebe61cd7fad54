"""Commands by POST: a form is answered by its page again, a machine by JSON."""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.live.writer import Accepted, Answer
from server.render.words import refusal_message
from server.room.base import Refusal
from server.room.people import SetLanguage
from server.views.rival import Rival
from server.web.body import read_body
from server.web.doors import VIEWERS, participant_of, visitor
from server.web.errors import NO_STORE, RETRY_AFTER, TOO_MANY, wants_json
from server.web.house import House, house_of, own_origin
from server.web.language import language_of, remember_language
from server.web.orders import carry_out, lost_to, questions_of
from server.web.parse import Order, Refused, read_form, read_json

# Where none is named: 409, because the meeting is not in a state that allows it.
STATUS: dict[Refusal, int] = {
    Refusal.MALFORMED: 400,
    Refusal.NOT_ALLOWED: 403,
    Refusal.NOT_YOURS: 403,
    Refusal.BLOCKED: 403,
    Refusal.CAME_AFTER: 403,
    Refusal.UNKNOWN_COMMAND: 404,
    Refusal.UNKNOWN_SESSION: 404,
    Refusal.UNKNOWN_HALL: 404,
    Refusal.UNKNOWN_QUESTION: 404,
    Refusal.UNKNOWN_POLL: 404,
    Refusal.UNKNOWN_CUE: 404,
    Refusal.UNKNOWN_SPEAKER: 404,
    Refusal.UNKNOWN_LINK: 404,
    Refusal.TOO_LARGE: 413,
    Refusal.EMPTY: 422,
    Refusal.TOO_LONG: 422,
    Refusal.TOO_MANY_LINES: 422,
    Refusal.INVALID_CHOICE: 422,
    Refusal.OUT_OF_RANGE: 422,
    Refusal.TOO_MANY_WAITING: 429,
    Refusal.NOT_SO_SOON: 429,
    Refusal.ENOUGH_ASKED: 429,
    Refusal.SLOW_DOWN: 429,
    Refusal.DEFECT: 500,
    Refusal.STORAGE_UNAVAILABLE: 503,
    Refusal.STORAGE_FULL: 507,
}
CONFLICT = 409


class _Outcome(NamedTuple):
    order: Order | None
    answer: Answer
    lost_to: Rival | None = None


async def act(request: Request) -> Response:
    """Carry out the command that the address names."""
    is_json = _is_json(request)
    outcome = await _outcome(request, is_json)
    machine = wants_json(request) or (is_json and "text/html" not in request.headers.get("accept", ""))
    response = _for_machine(request, outcome) if machine else _for_person(request, outcome)
    if outcome.order and isinstance(outcome.order.command, SetLanguage):
        remember_language(request, response, outcome.order.command.language)
    return response


async def _outcome(request: Request, is_json: bool) -> _Outcome:
    read = read_json if is_json else read_form
    order = read(request.path_params["command"], await read_body(request))
    if isinstance(order, Refused):
        return _Outcome(None, order.code)
    view = request.query_params.get("as", "audience")
    if view not in VIEWERS:
        return _Outcome(None, Refusal.MALFORMED)
    hall = getattr(order.command, "hall", "") or request.query_params.get("hall", "")
    who = await visitor(request, view, hall)
    if who is None:
        return _Outcome(None, Refusal.NOT_ALLOWED)
    answer = await carry_out(house_of(request), who, order)
    return _Outcome(order, answer, lost_to(house_of(request), who, order.command, answer))


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _for_machine(request: Request, outcome: _Outcome) -> Response:
    answer = outcome.answer
    if isinstance(answer, Accepted):
        return JSONResponse({"seq": str(answer.seq)}, headers=NO_STORE)
    message = refusal_message(answer, language_of(request), outcome.lost_to)
    status = STATUS.get(answer, CONFLICT)
    slow = RETRY_AFTER if status == TOO_MANY else {}
    return JSONResponse({"refused": answer, "message": message}, status, NO_STORE | slow)


def _for_person(request: Request, outcome: _Outcome) -> Response:
    said = "ok" if isinstance(outcome.answer, Accepted) else outcome.answer
    path, query = _back(request)
    kept = [(key, value) for key, value in parse_qsl(query) if key not in {"said", "about", "lang"}]
    # The page says who was faster, and asks the state for it: an address is no place for a name.
    about = questions_of(outcome.order.command) if outcome.order and outcome.lost_to else []
    answered = [("said", said), *(("about", question) for question in about)]
    return RedirectResponse(f"{path}?{urlencode([*kept, *answered])}", 303, NO_STORE)


def _back(request: Request) -> tuple[str, str]:
    """The page that the form stood on, if it is one of ours, else the one that belongs to the view."""
    referer = urlsplit(request.headers.get("referer", ""))
    ours = f"{referer.scheme}://{referer.netloc}" == own_origin(request)
    if ours and referer.path.startswith("/") and not referer.path.startswith(("//", "/\\")):
        return referer.path, referer.query
    return _home(house_of(request), request), ""


def _home(house: House, request: Request) -> str:
    """The page of the view; the audience's, whose address holds the code, for those who have been there."""
    view = request.query_params.get("as", "audience")
    hall = request.query_params.get("hall", house.main_hall)
    if view in VIEWERS and view != "audience" and hall in house.halls:
        return f"/{view}/{hall}"
    return f"/m/{house.runtime.meeting}" if participant_of(request) else "/"
