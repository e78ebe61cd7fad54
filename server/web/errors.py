"""What is answered when a request cannot be: a page worth reading, or JSON for machines."""

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from server.log.base import LogFull, LogUnavailable
from server.render.html import render_page
from server.render.notices import Problem, notice
from server.web.language import choices, language_of, remember_language

NO_STORE = {"Cache-Control": "no-store"}
TOO_MANY = 429
RETRY_AFTER = {"Retry-After": "5"}  # seconds, for whoever is too fast

_BY_STATUS = {
    400: Problem.UNREADABLE,
    404: Problem.NOT_FOUND,
    405: Problem.WRONG_METHOD,
    413: Problem.TOO_LARGE,
}


class Refusing(HTTPException):
    """Raised where a request cannot be answered, with the problem that the person is told."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(status, problem)
        self.problem = problem


def wants_json(connection: HTTPConnection) -> bool:
    """Whether whoever asks is a machine: it accepts JSON and does not ask for a page."""
    accepted = connection.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def problem_response(
    connection: HTTPConnection, status: int, problem: Problem, reference: str = ""
) -> Response:
    """The answer for a problem; `reference` finds it in the server's log."""
    lang = language_of(connection)
    title, text = notice(problem, lang)
    words, headers = f"{text} {reference}".strip(), NO_STORE | (RETRY_AFTER if status == TOO_MANY else {})
    if wants_json(connection):
        return JSONResponse({"refused": problem, "message": words}, status, headers)
    context = {
        "status": status,
        "title": title,
        "text": words,
        "languages": choices(connection),
    }
    response = HTMLResponse(render_page("error", lang, context), status, headers)
    remember_language(connection, response, connection.query_params.get("lang", ""))
    return response


async def on_http_exception(request: Request, error: Exception) -> Response:
    """The answer to a refusal that a handler raised."""
    if not isinstance(error, HTTPException):
        raise TypeError("only for HTTPException") from error
    known = _BY_STATUS.get(error.status_code, Problem.DEFECT)
    problem = error.problem if isinstance(error, Refusing) else known
    response = problem_response(request, error.status_code, problem)
    response.headers.update(error.headers or {})
    return response


async def on_storage_error(request: Request, error: Exception) -> Response:
    """The answer while the vault or the log cannot be read or written."""
    return problem_response(request, 503, Problem.STORAGE_UNAVAILABLE)


HANDLERS = {
    HTTPException: on_http_exception,
    LogFull: on_storage_error,
    LogUnavailable: on_storage_error,
}
