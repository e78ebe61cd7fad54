"""The pages: joining, languages, errors worth reading, and what people write staying text."""

import re
import unicodedata
from html.parser import HTMLParser

import pytest

from server.live.board import Page
from server.render.patches import render_whole
from server.room.prompts import Announce, SendCue
from server.room.screen import Stage
from server.room.sessions import EndSession, StartSession
from server.room.triage import Approve
from server.web.limits import RATES
from server.web.orders import new_id
from tests.web.venue import CODE, Browser, Venue

# The first name is what must never become an element or an attribute.
PAYLOADS = [
    "<pwned>?",
    "<script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    "<svg/onload=pwned()>",
    '"><pwned pwned="',
    "'><pwned pwned='",
    '" pwned="1" onclick="pwned()',
    "</textarea><pwned>",
    "</title></style></script><pwned>",
    '<div hx-get="/pwned" hx-trigger="load" hx-swap="outerHTML">x</div>',
    '<hx-partial hx-target="body"><pwned></hx-partial>',
    "<a href=javascript:pwned()>x</a>",
    "<!--<pwned>-->",
    "{{ 7 * 191 }} {% pwned %} ${pwned} #{pwned}",
    "&lt;pwned&gt; &#60;pwned&#62;",
    "</li></ol></main><pwned>",
    "\u202e<pwned>\u2066 \u200f\ufeff",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034d<pwned>A\u036b\u0357\u0334\u0362\u0335\u031c\u0330\u0354L\u0368\u0367\u0369\u0358\u0320G\u0311\u0357\u030e\u0305\u035b\u0341\u0334\u033b\u0348\u034d\u0354\u0339O",
    "\x00\x1b[31m<pwned>\x7f",
]


class Seen(HTMLParser):
    """What a browser makes of a page: its elements, its text, and the text that htmx keeps away from."""

    VOID = frozenset({"meta", "link", "input", "img", "br", "circle", "path"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.text, self.open_text = "", ""
        self._open: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}
        if tag not in self.VOID:
            self._open.append("hx-ignore" in dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if not any(self._open):
            self.open_text += data


async def test_the_join_page_leads_to_the_meeting(venue: Venue) -> None:
    stranger = await venue.stranger()
    assert 'action="/join"' in (await stranger.get("/")).text
    for typed in (CODE, CODE.lower(), f" {CODE[:3]} {CODE[3:]} ", "ＰＯＲＴ２４"):
        answer = await stranger.post("/join", data={"code": typed})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/m/{CODE}"), typed


async def test_a_wrong_code_says_so_and_asks_again(venue: Venue) -> None:
    stranger = await venue.stranger()
    for body in ({"code": "PORT25"}, {"code": ""}, {}, {"code": "<b>"}, {"code": "X" * 9000}):
        answer = await stranger.post("/join", data=body)
        assert answer.status_code == 404
        assert 'action="/join"' in answer.text
        assert "code on the screen" in answer.text


async def test_a_code_typed_in_another_way_leads_to_the_one_address(venue: Venue) -> None:
    stranger = await venue.stranger()
    answer = await stranger.get(f"/m/{CODE.lower()}/side")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/m/{CODE}/side")


async def test_a_newcomer_sees_the_hall_where_something_is_live(venue: Venue) -> None:
    phone = await venue.phone()
    assert 'hx-ws:connect="/ws/audience/main?' in (await phone.get(f"/m/{CODE}")).text
    await venue.do(EndSession("talk"), StartSession("craft"))
    assert 'hx-ws:connect="/ws/audience/side?' in (await phone.get(f"/m/{CODE}")).text
    assert 'hx-ws:connect="/ws/audience/main?' in (await phone.get(f"/m/{CODE}/main")).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/m/WRONG", 404),
        (f"/m/{CODE}/nowhere", 404),
        ("/desk/nowhere", 404),
        ("/desk/main", 403),
        ("/in/x", 403),
        ("/do/ask", 405),
        ("//evil.example/", 404),
    ],
)
async def test_an_error_is_a_page_in_the_readers_language_with_a_way_out(
    venue: Venue, path: str, status: int
) -> None:
    stranger = await venue.stranger()
    for lang in ("fr", "ja", "en"):
        answer = await stranger.get(venue.origin + path, headers={"Accept-Language": lang})
        assert answer.status_code == status
        assert f'<html lang="{lang}"' in answer.text
        assert 'href="/"' in answer.text
        assert "//evil.example" not in answer.text


async def test_an_error_is_json_for_machines(venue: Venue) -> None:
    stranger = await venue.stranger()
    answer = await stranger.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.json()["refused"] == "not-found"
    answer = await stranger.get("/state/desk/main", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["refused"]) == (403, "needs-link")


async def test_the_language_is_the_browsers_until_the_person_chooses(venue: Venue) -> None:
    stranger = await venue.stranger()
    japanese = {"Accept-Language": "ja-JP,ja;q=0.9,en;q=0.5"}
    assert '<html lang="ja"' in (await stranger.get("/", headers=japanese)).text
    assert '<html lang="fr"' in (await stranger.get("/?lang=fr", headers=japanese)).text
    assert '<html lang="fr"' in (await stranger.get(f"/m/{CODE}", headers=japanese)).text
    assert '<html lang="fr"' in (await stranger.get("/?lang=xx", headers=japanese)).text


async def test_a_page_offers_itself_in_every_language(venue: Venue) -> None:
    page = (await (await venue.phone()).get(f"/m/{CODE}/main?sort=recent&said=ok&lang=fr")).text
    for lang, name in (("fr", "Français"), ("ja", "日本語"), ("en", "English")):
        assert re.search(f'href="/m/{CODE}/main\\?sort=recent&amp;lang={lang}"[^>]*>{name}<', page)


async def test_without_a_script_the_newest_questions_can_come_first(venue: Venue) -> None:
    phone, ids = await venue.phone(), [new_id(), new_id()]
    for number, id in enumerate(ids):
        await phone.command("ask", question=id, session="talk", text=f"Number {number}?")
    await venue.do(*(Approve(id) for id in ids))
    await phone.command("upvote", question=ids[0])
    for sort, order in (("popular", ids), ("recent", ids[::-1]), ("nonsense", ids)):
        page = (await phone.get(f"/m/{CODE}?sort={sort}&said=ok")).text
        assert re.findall('id="q-([^"]+)"', page) == order, sort


async def test_the_address_to_read_aloud_is_the_one_that_people_reach(venue: Venue) -> None:
    page = (await (await venue.staff("projector", "main")).get("/projector/main")).text
    assert f'data-join="{venue.origin.removeprefix("http://")}/m/{CODE}"' in page


async def test_a_theme_can_be_chosen_by_the_address(venue: Venue) -> None:
    browser = await venue.staff("projector", "main")
    assert 'data-theme="dark"' in (await browser.get("/projector/main?theme=dark")).text
    assert "pwned" not in (await browser.get('/projector/main?theme="pwned')).text


STAFF = {
    "desk": ("moderator", ""),
    "projector": ("projector", "main"),
    "stage": ("stage", "main"),
    "booth": ("interpreter", ""),
}
VIEWS = ("audience", *STAFF)


async def write(venue: Venue, author: Browser, payload: str) -> str:
    """Send a text through every field that the audience has; gives the id of the question."""
    question = new_id()
    # Newcomers may ask few questions together, and these are many.
    await author.get(f"/m/{CODE}")
    await author.command("set-name", name=payload)
    await author.command("ask", question=question, session="talk", text=payload, named=True)
    await venue.do(Approve(question))
    return question


async def pages(venue: Venue, reader: Browser) -> dict[str, str]:
    """What every screen is sent when it loads."""
    seen = {"audience": (await reader.get(f"/m/{CODE}?said=ok")).text}
    for view, (role, subject) in STAFF.items():
        seen[view] = (await (await venue.staff(role, subject)).get(f"/{view}/main?said=ok")).text
    return seen


def parts(venue: Venue) -> dict[str, str]:
    """What every screen is sent over its socket."""
    for view in VIEWS:
        venue.runtime.page(view, "main", fresh=True)
    return {f"{view} parts": render_whole(venue.runtime.page(view, "main").root, "fr") for view in VIEWS}


def assert_harmless(html: str, where: str) -> None:
    seen = Seen(html)
    assert not {name for name in seen.names if "pwned" in name or name.startswith("on")}, where
    assert "1337" not in seen.text, where
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b\x7f]", html), where
    assert longest_pile(seen.text) < 8, where


async def test_what_people_write_stays_text_on_every_screen(venue: Venue) -> None:
    author = await venue.phone()
    for payload in PAYLOADS:
        author = await venue.phone()
        question = await write(venue, author, payload)
        await venue.do(Stage(question), Announce("main", fr=payload), SendCue("main", fr=payload))
        for where, html in parts(venue).items():
            assert_harmless(html, f"{where}: {payload!r}")
        mine = (await author.get("/state/me/main")).json()
        assert [one["question"] for one in mine["questions"]] == [question], payload
    for where, html in (await pages(venue, author)).items():
        assert_harmless(html, where)


async def test_what_the_audience_writes_is_read_by_everyone_and_out_of_reach_of_htmx(venue: Venue) -> None:
    author, reader, payload = await venue.phone(), await venue.phone(), "Is <pwned> there?"
    await venue.do(Stage(await write(venue, author, payload)))
    for where, html in {**await pages(venue, reader), **parts(venue)}.items():
        assert payload in Seen(html).text, where
        assert payload not in Seen(html).open_text, where


def longest_pile(text: str) -> int:
    """How many marks stand on one another at most."""
    marks = ["M" if unicodedata.category(character).startswith("M") else " " for character in text]
    return max(len(pile) for pile in "".join(marks).split(" "))


async def test_counting_support_shows_for_everyone_and_whose_it_is_for_nobody(venue: Venue) -> None:
    anna, ben, question = await venue.phone(), await venue.phone(), new_id()
    await anna.command("ask", question=question, session="talk", text="Why?")
    await venue.do(Approve(question))
    assert (await ben.command("upvote", question=question)).status_code == 200
    assert f'data-upvoted="{question}"' in (await ben.get(f"/m/{CODE}?said=ok")).text
    assert f'data-upvoted="{question}"' not in (await anna.get(f"/m/{CODE}?said=ok")).text


@pytest.mark.parametrize("clock", [lambda: 0.0])
async def test_nobody_can_have_everyones_screens_made_anew_at_any_rate(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    page = venue.runtime.page

    def noting(view: str, hall: str, speaker: str = "", *, fresh: bool = False) -> Page:
        asked.append(fresh)
        return page(view, hall, speaker, fresh=fresh)

    monkeypatch.setattr(venue.runtime, "page", noting)
    phone = await venue.stranger()
    for _ in range(25):
        assert (await phone.get(f"/m/{CODE}?said=ok")).status_code == 200
    assert asked == [True] * int(RATES["fresh"].burst) + [False] * 5
    await phone.get(f"/m/{CODE}")
    assert not asked[-1]
