"""In which language a person reads: what they chose, else what their browser asks for."""

from urllib.parse import quote, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import Response

from server.render.words import negotiate
from server.room.wording import LANGUAGES
from server.web.cookies import cookie, set_cookie

OWN_NAMES = {"fr": "Français", "ja": "日本語", "en": "English"}
COOKIE = "entaku-language"
KEPT = frozenset({"sort", "theme", "who", "kind"})
A_YEAR = 365 * 24 * 3600


def language_of(connection: HTTPConnection) -> str:
    """The language of the answer: asked for in the address, chosen before, or the browser's."""
    for chosen in (connection.query_params.get("lang", ""), cookie(connection, COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return negotiate(connection.headers.get("accept-language", "")[:400])


def remember_language(connection: HTTPConnection, response: Response, lang: str) -> None:
    """Keep this choice on the person's device."""
    if lang in LANGUAGES:
        set_cookie(connection, response, COOKIE, lang, A_YEAR)


def choices(connection: HTTPConnection, page: str = "") -> list[tuple[str, str, str]]:
    """The languages with their own names and the address of this page in each, or that of another page."""
    kept = [(key, value) for key, value in connection.query_params.multi_items() if key in KEPT]
    # One slash only: two would make an address on this site into one on another.
    path = "/" + quote((page or connection.scope["path"]).lstrip("/"))
    return [(lang, OWN_NAMES[lang], f"{path}?{urlencode([*kept, ('lang', lang)])}") for lang in LANGUAGES]
