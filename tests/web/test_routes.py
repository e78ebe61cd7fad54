"""Every address at once: what reads changes nothing, what changes is guarded, and every answer is strict."""

import re
from html.parser import HTMLParser

import pytest
from httpx import URL
from starlette.routing import Route, WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from moderation.permissions import Role
from server.web.doors import VIEWERS
from server.web.routes import table
from tests.web.venue import CODE, Browser, Venue

GIVEN = {
    "code": CODE,
    "hall": "main",
    "view": "desk",
    "command": "set-name",
    "path": "css/base.css",
    "token": "x" * 32,
}
HTTP = [route for route in table() if isinstance(route, Route)]
READING = [route for route in HTTP if "GET" in (route.methods or ())]
CHANGING = [route for route in HTTP if "POST" in (route.methods or ())]
SCREENS = ["/desk/main", "/translate/main", "/projector/main", "/stage/main", "/booth/main"]
PAGES = ["/", f"/m/{CODE}", *SCREENS, "/staff", "/audit", "/nowhere"]


def written(route: Route) -> str:
    return re.sub(r"{(\w+)(:path)?}", lambda part: GIVEN[part[1]], route.path)


async def holder_of_every_pass(venue: Venue) -> Browser:
    browser = await venue.phone()
    subjects = {"projector": "main", "stage": "main", "speaker": "tours"}
    for role in ("lead", "moderator", "translator", "observer", "organiser", "interpreter", *subjects):
        await browser.get(f"/in/{await venue.vault.mint_link(role, subjects.get(role, ''))}")
    return browser


async def test_nothing_changes_by_looking(venue: Venue) -> None:
    browser = await holder_of_every_pass(venue)
    before, entries = venue.house.state.seq, await venue.log.head(CODE)
    command = "do=blank&hall=main&name=X&question=q&language=ja&poll=where&choice=a&as=desk"
    for route in READING:
        for method in ("GET", "HEAD"):
            answer = await browser.request(method, f"{written(route)}?{command}")
            assert answer.status_code < 500, route.path
    assert (venue.house.state.seq, await venue.log.head(CODE)) == (before, entries)


async def test_every_address_either_reads_or_changes() -> None:
    for route in HTTP:
        assert route.methods in ({"GET", "HEAD"}, {"POST"}), route.path
    assert {type(route) for route in table()} == {Route, WebSocketRoute}


async def test_what_changes_something_is_refused_to_every_other_site(venue: Venue) -> None:
    browser, before = await holder_of_every_pass(venue), venue.house.state.seq
    assert CHANGING
    for route in CHANGING:
        for origin in ("https://evil.example", "null"):
            answer = await browser.post(written(route), data={"name": "X"}, headers={"Origin": origin})
            assert answer.status_code == 403, route.path
    assert venue.house.state.seq == before


async def test_an_address_takes_no_other_method(venue: Venue) -> None:
    browser = await holder_of_every_pass(venue)
    for route in HTTP:
        others = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"} - set(route.methods or ())
        for method in sorted(others):
            answer = await browser.request(method, written(route))
            assert answer.status_code == 405, (method, route.path)
            assert set(answer.headers["allow"].split(", ")) == route.methods


async def test_every_answer_is_strict(venue: Venue) -> None:
    browser = await holder_of_every_pass(venue)
    host = URL(venue.origin).netloc.decode()
    answers = [await browser.get(written(route)) for route in READING]
    answers += [await browser.post(written(route), data={"name": "X"}) for route in CHANGING]
    answers += [await browser.get("/nowhere"), await browser.post("/nowhere", headers={"Origin": "null"})]
    for answer in answers:
        assert answer.headers["content-security-policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            f"connect-src 'self' ws://{host} wss://{host}; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "server" not in answer.headers


async def test_a_host_with_odd_characters_does_not_reach_the_policy(venue: Venue) -> None:
    browser = await venue.stranger()
    answer = await browser.get("/", headers={"Host": "x; script-src *"})
    assert answer.headers["content-security-policy"].count("script-src") == 1
    assert "connect-src 'self';" in answer.headers["content-security-policy"]


async def test_a_refused_handshake_is_strict_too(venue: Venue) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(
            f"{venue.origin.replace('http', 'ws', 1)}/ws/audience/main", origin=Origin("https://evil.example")
        )
    assert "default-src 'none'" in refused.value.response.headers["Content-Security-Policy"]


async def test_under_tls_browsers_are_told_to_stay_there(venue: Venue) -> None:
    browser = await venue.stranger()
    answer = await browser.get("/", headers={"X-Forwarded-Proto": "https"})
    assert "max-age" in answer.headers["strict-transport-security"]
    assert "strict-transport-security" not in (await browser.get("/")).headers


# What is the same for everybody who may ask, and needs neither a link nor a cookie.
SHARED = {"/static/{path:path}": "no-cache", "/state/{view}/{hall}": "no-cache"}
SUBJECTS = {Role.PROJECTOR: "main", Role.STAGE: "main", Role.SPEAKER: "tours"}


async def comer(venue: Venue, role: Role | None) -> Browser:
    """A browser that came in this role; without one, somebody from the street."""
    if role is None:
        return await venue.stranger()
    if role is Role.AUDIENCE:
        return await venue.phone()
    return await venue.staff(role, SUBJECTS.get(role, ""))


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.SYSTEM)])
async def test_answers_are_stored_nowhere_unless_they_are_the_same_for_everybody(
    venue: Venue, role: Role | None
) -> None:
    browser = await comer(venue, role)
    for route in READING:
        for view in VIEWERS if "{view}" in route.path else ("",):
            path = written(route).replace("/desk/", f"/{view}/") if view else written(route)
            answer = await browser.get(path)
            shared = answer.is_success and view in {"", "audience"}
            expected = SHARED.get(route.path, "no-store") if shared else "no-store"
            assert answer.headers["cache-control"] == expected, (path, answer.status_code)
    for route in CHANGING:
        for headers in ({}, {"Accept": "application/json"}, {"Origin": "https://evil.example"}):
            answer = await browser.post(written(route), data={"name": "X"}, headers=headers)
            assert answer.headers["cache-control"] == "no-store", (route.path, headers)


async def test_errors_and_redirects_are_stored_nowhere(venue: Venue) -> None:
    browser = await holder_of_every_pass(venue)
    away = (f"/m/{CODE.lower()}", f"/m/{CODE}/", "/m/WRONG", "/nowhere", "/do/set-name", "/static/nowhere")
    for path in away:
        assert (await browser.get(path)).headers["cache-control"] == "no-store", path


class Attributes(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


async def test_no_page_has_a_script_a_style_or_a_handler_of_its_own(venue: Venue) -> None:
    browser = await holder_of_every_pass(venue)
    for path in PAGES:
        for tag, attributes in Attributes((await browser.get(path)).text).found:
            assert tag != "style", path
            assert tag != "script" or (attributes["src"] or "").startswith("/static/"), path
            assert not [name for name in attributes if name == "style" or name.startswith("on")], path


async def test_no_page_asks_for_anything_from_elsewhere(venue: Venue) -> None:
    browser = await holder_of_every_pass(venue)
    for path in PAGES:
        for tag, attributes in Attributes((await browser.get(path)).text).found:
            for name in ("src", "href", "action", "hx-ws:connect"):
                address = attributes.get(name)
                assert address is None or re.match(r"/(?!/)|[?#]|$", address), (path, tag, address)


async def test_what_pages_ask_for_is_there(venue: Venue) -> None:
    browser = await holder_of_every_pass(venue)
    wanted = {
        address
        for path in PAGES[:-1]
        for _, attributes in Attributes((await browser.get(path)).text).found
        for address in (attributes.get("src"), attributes.get("href"))
        if address and address.startswith("/")
    }
    assert len(wanted) > 10
    for address in sorted(wanted):
        assert (await browser.get(address)).status_code == 200, address
