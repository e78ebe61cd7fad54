"""The audit trail, for the organiser and the lead: who on the staff did what, as a page and as a table."""

from collections.abc import AsyncIterator
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from moderation.permissions import Role
from server.render.cells import as_csv
from server.render.deeds import doer_words, kind_words, sentence
from server.render.html import render_page
from server.room.codec import decode
from server.views.deeds import KINDS, Deed, deed, doers
from server.views.export import moment
from server.web.doors import Visitor, member
from server.web.errors import NO_STORE
from server.web.house import House, house_of
from server.web.language import language_of, remember_language
from server.web.offices import office, without_pass

READERS = (Role.ORGANISER, Role.LEAD)
ON_A_PAGE = 50
# Entries that are read of the log in one go, and for one page at the most.
AT_ONCE, MOST_READ = 500, 20_000
# Anybody at a desk may call themself as they like: the browser tells two of the same name apart.
COLUMNS = ("entry", "at", "name", "role", "browser", "event", "question", "sentence")
# So that spreadsheets read it as UTF-8.
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class Wish(NamedTuple):
    """Whose deeds of which kind somebody wants to read; empty for all."""

    who: str
    kind: str

    def fits(self, one: Deed) -> bool:
        """Whether this deed is among them."""
        return (not self.who or one.by.key == self.who) and (
            self.kind not in KINDS or one.did in KINDS[self.kind]
        )


class Portion(NamedTuple):
    """Some deeds, the newest first, and before which entry there may be more, 0 if there are none."""

    deeds: list[Deed]
    older: int


async def page(request: Request) -> Response:
    """One portion of the trail."""
    who, house, lang = await _reader(request), house_of(request), language_of(request)
    await house.runtime.catch_up()
    wish = _wish(request)
    found = await portion(house, wish, _number(request.query_params.get("before", "")))
    context = office(request, "audit", who.actor.role) | {
        "deeds": found.deeds,
        "older": found.older,
        "before": request.query_params.get("before", ""),
        "wish": wish,
        "people": [(one.key, doer_words(one, lang)) for one in doers(house.state)],
        "kinds": [(kind, kind_words(kind, lang)) for kind in KINDS],
        "sentence": lambda one: sentence(one, lang),
        "iso": moment,
    }
    response = HTMLResponse(render_page("audit", lang, context), headers=NO_STORE)
    remember_language(request, response, request.query_params.get("lang", ""))
    return response


async def table(request: Request) -> Response:
    """The whole trail, oldest first, as CSV."""
    await _reader(request)
    house = house_of(request)
    await house.runtime.catch_up()
    name = f"entaku-{house.runtime.meeting}-audit.csv"
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
    lines = _lines(house, _wish(request), language_of(request))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


async def portion(house: House, wish: Wish, before: int = 0) -> Portion:
    """The newest deeds of the log, or the newest before an entry."""
    end = house.state.seq + 1
    top = min(before or end, end)
    lowest, found = max(0, top - MOST_READ), list[Deed]()
    while top > 1 and top > lowest:
        after = max(0, top - 1 - AT_ONCE)
        for one in reversed(await _read(house, after, top - 1 - after)):
            if wish.fits(one):
                found.append(one)
            if len(found) == ON_A_PAGE:
                return Portion(found, one.seq if one.seq > 1 else 0)
        top = after + 1
    return Portion(found, top if top > 1 else 0)


async def _read(house: House, after: int, limit: int) -> list[Deed]:
    """What staff did in the next entries."""
    stored = await house.log.read(house.runtime.meeting, after, limit)
    told = (deed(house.state, decode(seq, body)) for seq, body in stored)
    return [one for one in told if one]


async def _lines(house: House, wish: Wish, lang: str) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK + as_csv([COLUMNS])
    for after in range(0, house.state.seq, AT_ONCE):
        yield as_csv(_row(one, lang) for one in await _read(house, after, AT_ONCE) if wish.fits(one))


def _row(one: Deed, lang: str) -> tuple[str, ...]:
    question = one.question.id if one.question else ""
    name = one.by.name or one.by.browser
    said = sentence(one, lang).striptags()
    return (str(one.seq), moment(one.at) or "", name, one.by.role, one.by.browser, one.did, question, said)


async def _reader(request: Request) -> Visitor:
    who = await member(request, READERS)
    if who is None:
        raise without_pass(request, READERS)
    return who


def _wish(request: Request) -> Wish:
    return Wish(request.query_params.get("who", ""), request.query_params.get("kind", ""))


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 0
