"""While the code rotates: newcomers need the key of the moment, which only the hall's screen shows."""

import re

import pytest

from server.live.hub import Channel, Hub
from server.live.vicinity import Vicinity
from server.room.base import SYSTEM, Actor
from server.room.electorate import SetRotatingCode
from server.room.rules import AdoptRules
from server.web.doors import VIEWERS
from server.web.house import House
from server.web.rotating_key import ALPHABET, EARLY, LENGTH, SHOWN_FOR, key_at, opens
from tests.room.given import given
from tests.web.venue import CODE, Browser, Venue

LEAD = Actor("lead-000000000000", "lead")
SIGNING = b"k" * 32
START = 1_700_000_040_000 // SHOWN_FOR * SHOWN_FOR


@pytest.fixture
async def meeting(venue: Venue) -> Venue:
    """A meeting whose code rotates."""
    await venue.runtime.submit(AdoptRules(2), SYSTEM, "")
    await turn(venue, on=True)
    return venue


async def turn(venue: Venue, on: bool) -> None:
    answer = await venue.runtime.submit(SetRotatingCode(on), LEAD, "")
    assert not isinstance(answer, str), answer


def key_of(house: House) -> str:
    return key_at(house.participants.key, house.runtime.now())


def a_wrong_key(house: House) -> str:
    """One that is not valid now."""
    return "".join(ALPHABET[(ALPHABET.index(sign) + 1) % len(ALPHABET)] for sign in key_of(house))


async def come(browser: Browser, key: str = "", hall: str = "") -> int:
    address = f"/m/{CODE}/{hall}".rstrip("/")
    return (await browser.get(address, params={"key": key} if key else {})).status_code


def test_a_key_is_shown_for_two_minutes_and_opens_for_two_more() -> None:
    key = key_at(SIGNING, START)
    assert len(key) == LENGTH
    assert set(key) <= set(ALPHABET)
    shown = [key_at(SIGNING, START + at) for at in (0, SHOWN_FOR - 1, SHOWN_FOR)]
    assert [one == key for one in shown] == [True, True, False]
    moments = (-EARLY - 1, -EARLY, 0, 2 * SHOWN_FOR - 1, 2 * SHOWN_FOR)
    assert [opens(SIGNING, key, START + at) for at in moments] == [False, True, True, True, False]
    assert not opens(b"another key" * 3, key, START)
    assert not opens(SIGNING, "", START)
    assert not opens(SIGNING, "é" * LENGTH, START)


async def test_a_code_in_small_letters_takes_the_key_along(meeting: Venue) -> None:
    stranger, key = await meeting.stranger(), key_of(meeting.house).lower()
    for hall in ("", "/main"):
        answer = await stranger.get(f"/m/{CODE.lower()}{hall}?key={key}&lang=fr")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/m/{CODE}{hall}?key={key}&lang=fr"
        assert (await stranger.get(answer.headers["location"])).status_code == 200


async def test_a_newcomer_needs_the_key_and_is_told_what_to_do(meeting: Venue) -> None:
    stranger = await meeting.stranger()
    page = await stranger.get(f"/m/{CODE}")
    assert (page.status_code, list(stranger.cookies.jar)) == (403, [])
    assert "type the key that stands beside it" in page.text
    assert f'action="/m/{CODE}" method="get"' in page.text
    machine = await stranger.get(f"/m/{CODE}", headers={"Accept": "application/json"})
    assert (machine.status_code, machine.json()["refused"]) == (403, "needs-key")
    assert (await stranger.command("vote", poll="where", choice=["a"])).status_code == 403
    assert await come(stranger, key_of(meeting.house)) == 200
    assert (await stranger.command("upvote", question="question-number-1")).status_code == 404


async def test_a_wrong_key_leaves_nothing_and_guessing_is_slowed(meeting: Venue) -> None:
    stranger, wrong = await meeting.stranger(), a_wrong_key(meeting.house)
    first = await stranger.get(f"/m/{CODE}", params={"key": wrong}, headers={"Accept": "application/json"})
    assert (first.status_code, first.json()["refused"]) == (403, "wrong-key")
    answers = {await come(stranger, wrong) for _ in range(40)}
    assert answers == {403, 429}
    assert list(stranger.cookies.jar) == []
    # Who has the right one is not slowed by those who guess, nor is who only wants to know.
    assert await come(stranger) == 403
    assert await come(stranger, key_of(meeting.house)) == 200


async def test_who_is_in_stays_in(venue: Venue) -> None:
    phone = await venue.phone()
    await venue.runtime.submit(AdoptRules(2), SYSTEM, "")
    await turn(venue, on=True)
    assert await come(phone) == 200
    assert await come(phone, "WRONG", "main") == 200
    await turn(venue, on=False)
    assert await come(await venue.stranger()) == 200
    assert await come(await venue.stranger(), "WRONG") == 200


@pytest.mark.parametrize("typed", ["{code} {key}", "{code}{key}", " {code}-{key} ", "{code} ‐ {key}"])
async def test_code_and_key_are_typed_together(meeting: Venue, typed: str) -> None:
    stranger = await meeting.stranger()
    said = typed.format(code=CODE, key=key_of(meeting.house)).lower()
    there = await stranger.post("/join", data={"code": said})
    assert there.status_code == 303
    assert (await stranger.get(there.headers["location"])).status_code == 200
    assert list(stranger.cookies.jar) != []


async def test_whoever_is_asked_for_the_key_types_it_alone_or_with_the_code(meeting: Venue) -> None:
    for typed in ("{key}", "{code} {key}"):
        stranger = await meeting.stranger()
        said = typed.format(code=CODE, key=key_of(meeting.house)).lower()
        assert await come(stranger, said) == 200, typed


async def test_the_hall_for_which_somebody_came_is_kept_while_the_key_is_asked(meeting: Venue) -> None:
    stranger = await meeting.stranger()
    page = await stranger.get(f"/m/{CODE}/main")
    assert f'action="/m/{CODE}/main" method="get"' in page.text
    there = await stranger.get(f"/m/{CODE.lower()}/main", params={"key": key_of(meeting.house)})
    assert there.status_code == 303
    assert (await stranger.get(there.headers["location"])).status_code == 200


async def test_a_code_with_something_else_behind_it_is_a_wrong_code(meeting: Venue) -> None:
    assert (await (await meeting.stranger()).post("/join", data={"code": f"{CODE}K3P9QQ"})).status_code == 404


async def test_the_key_is_on_the_halls_screen_and_its_miniatures_only(meeting: Venue) -> None:
    phone = await meeting.stranger()
    assert await come(phone, key_of(meeting.house)) == 200
    key = key_of(meeting.house)
    for role, subject, address in (
        *(("projector", "main", "/projector/main"), ("lead", "", "/desk/main")),
        *(("interpreter", "", "/booth/main"), ("organiser", "", "/projector/main")),
    ):
        page = (await (await meeting.staff(role, subject)).get(f"{address}?said=ok")).text
        assert f'<span class="key">{key}</span>' in page, address
        assert f"/qr/main.svg?key={key}" in page, address
    for address in (f"/m/{CODE}", "/state/audience/main", "/state/me/main", "/health"):
        assert key not in (await phone.get(address)).text, address


def test_views_that_do_not_show_the_halls_screen_are_not_given_the_key() -> None:
    vicinity = Vicinity(given().state, Hub())
    vicinity.newcomers_key = lambda: "K3P9Q"
    given_to = {view for view in VIEWERS if vicinity.of(Channel(view, "main"), 0.0).key}
    assert given_to == {"projector", "desk", "booth"}


async def test_the_qr_code_holds_the_key_for_the_staff_only(meeting: Venue) -> None:
    phone, desk = await meeting.stranger(), await meeting.staff("moderator")
    key = key_of(meeting.house)
    assert await come(phone, key) == 200
    with_key = (await desk.get("/qr/main.svg")).content
    theirs = {(await phone.get(f"/qr/main.svg{query}")).content for query in ("", f"?key={key}")}
    await turn(meeting, on=False)
    assert theirs == {(await desk.get("/qr/main.svg")).content}
    assert with_key not in theirs


async def test_the_projector_shows_the_next_key_without_a_reload(
    meeting: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = await (await meeting.staff("projector", "main")).screen("projector")
    now = meeting.runtime.now() + SHOWN_FOR
    monkeypatch.setattr(meeting.runtime, "now", lambda: now)
    foot = await screen.html(containing=key_at(meeting.house.participants.key, now))
    assert re.search(r'id="foot"', foot)
