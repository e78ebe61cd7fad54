"""Who comes in, and as whom: cookies, private links, and what each role may see."""

import re
from pathlib import Path

import pytest
from httpx import Response
from websockets.exceptions import ConnectionClosed

from server.web import conversation
from server.web.doors import cookie_name, old_cookie_name
from server.web.limits import RATES
from server.web.orders import new_id
from tests.web.venue import CODE, Browser, Venue

EVERYONE = [
    *("audience", "lead", "moderator", "translator", "observer", "organiser"),
    *("projector", "stage", "speaker", "interpreter"),
]
SUBJECTS = {"projector": "main", "stage": "main", "speaker": "tours"}

# Written out by hand: what the doors must do, not what they do.
MAY_SEE = {
    "desk": {"lead", "moderator", "observer", "organiser"},
    "translate": {"translator", "interpreter", "lead", "moderator", "organiser"},
    "projector": {"projector", "lead", "moderator", "organiser"},
    "stage": {"stage", "speaker", "lead", "moderator", "organiser"},
    "booth": {"interpreter"},
}


def cookies_of(answer: Response) -> dict[str, str]:
    """The cookies that an answer sets, each with its attributes in lower case."""
    return {line.partition("=")[0]: line.lower() for line in answer.headers.get_list("set-cookie")}


async def visitor(venue: Venue, role: str) -> Browser:
    if role == "audience":
        return await venue.phone()
    return await venue.staff(role, SUBJECTS.get(role, ""))


async def test_the_first_visit_leaves_a_random_cookie_that_no_script_can_read(venue: Venue) -> None:
    phone, name = await venue.stranger(), cookie_name(venue.house, "audience")
    first, second = await phone.get(f"/m/{CODE}"), await phone.get(f"/m/{CODE}")
    cookie = cookies_of(first)[name]
    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    assert CODE in name
    assert len(phone.cookies[name]) >= 22
    assert not cookies_of(second)
    assert phone.cookies[name] != (await venue.phone()).cookies[name]


async def test_under_tls_cookies_are_secure_and_bound_to_the_host(venue: Venue) -> None:
    phone = await venue.stranger()
    answer = await phone.get(f"/m/{CODE}?lang=fr", headers={"X-Forwarded-Proto": "https"})
    cookies = cookies_of(answer)
    name = cookie_name(venue.house, "audience")
    assert set(cookies) - {"__Host-entaku"} == {f"__Host-{name}", "__Host-entaku-language"}
    assert all("; secure" in cookie and "domain" not in cookie for cookie in cookies.values())


async def test_a_cookie_that_no_door_made_is_replaced(venue: Venue) -> None:
    phone, name = await venue.stranger(), cookie_name(venue.house, "audience")
    phone.cookies.set(name, "guess")
    assert "guess" not in cookies_of(await phone.get(f"/m/{CODE}"))[name]


async def test_the_log_holds_a_pseudonym_and_never_the_cookie(venue: Venue, on_disk: Path) -> None:
    phone, name = await venue.phone(), f"Zoé {new_id()[:8]}"
    assert (await phone.command("set-name", name=name)).status_code == 200
    files = [path for path in on_disk.rglob("*") if path.is_file()]  # noqa: ASYNC240 - a few files
    kept = b"".join(path.read_bytes() for path in files)
    assert name.encode() in kept
    for cookie in phone.cookies.jar:
        token, *_ = str(cookie.value).split(".")
        assert token.encode() not in kept


@pytest.mark.parametrize(
    ("role", "subject", "place"),
    [
        ("moderator", "", "/desk/main"),
        ("organiser", "", "/desk/main"),
        ("lead", "", "/desk/main"),
        ("observer", "", "/desk/main"),
        ("translator", "", "/translate/main"),
        ("projector", "side", "/projector/side"),
        ("stage", "main", "/stage/main"),
        ("interpreter", "", "/booth/main"),
        ("speaker", "tours", "/stage/main?lang=fr&speaker=tours"),
        ("speaker", "kobe", "/stage/main?lang=ja&speaker=kobe"),
        ("speaker", "nara", "/stage/side?lang=fr&speaker=nara"),
    ],
)
async def test_a_private_link_becomes_a_cookie_and_leads_to_its_page(
    venue: Venue, role: str, subject: str, place: str
) -> None:
    browser = await venue.stranger()
    token = await venue.vault.mint_link(role, subject)
    answer = await browser.get(f"/in/{token}")
    assert (answer.status_code, answer.headers["location"]) == (303, place)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    # The other one is for workers of the first release, while there may be some.
    cookies = cookies_of(answer)
    hall = subject if role in {"projector", "stage"} else ""
    name = cookie_name(venue.house, role, hall)
    assert set(cookies) - {old_cookie_name(role, hall)} == {name}
    for cookie in cookies.values():
        assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
        assert token.lower() not in cookie
    page = await browser.get(place)
    assert page.status_code == 200
    assert token not in page.text


async def test_a_speaker_reads_the_stage_in_their_language_from_then_on(venue: Venue) -> None:
    browser = await venue.staff("speaker", "kobe")
    await browser.get("/stage/main?lang=ja&speaker=kobe")
    assert '<html lang="ja"' in (await browser.get("/stage/main")).text


async def test_whoever_only_looks_at_a_link_gets_nothing(venue: Venue) -> None:
    browser = await venue.stranger()
    answer = await browser.head(f"/in/{await venue.vault.mint_link('moderator', '')}")
    assert answer.status_code == 405
    assert not cookies_of(answer)


@pytest.mark.parametrize("token", ["x", "a" * 32, "%00" * 32, "a" * 4000])
async def test_a_link_that_opens_nothing_says_what_to_do(venue: Venue, token: str) -> None:
    answer = await (await venue.stranger()).get(f"/in/{token}", headers={"Accept-Language": "fr"})
    assert answer.status_code == 403
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not cookies_of(answer)


@pytest.mark.parametrize("clock", [lambda: 0.0])
async def test_failed_guesses_are_slowed_and_a_hall_that_joins_is_not(venue: Venue) -> None:
    stranger = await venue.stranger()
    guesses = [
        *[await stranger.get(f"/in/{n:032}") for n in range(12)],
        *[await stranger.post("/join", data={"code": f"GUESS{n}"}) for n in range(12)],
        *[await stranger.get(f"/m/GUESS{n}") for n in range(12)],
    ]
    refused = [answer.status_code for answer in guesses].index(429)
    assert refused == RATES["guessing"].burst
    assert {answer.status_code for answer in guesses[refused:]} == {429}
    assert (await stranger.post("/join", data={"code": CODE})).status_code == 303
    assert (await stranger.get(f"/m/{CODE}")).status_code == 200
    assert (await venue.staff("moderator")).cookies


@pytest.mark.parametrize("role", EVERYONE)
async def test_each_role_sees_its_own_views_and_no_other(venue: Venue, role: str) -> None:
    browser = await visitor(venue, role)
    for view, roles in MAY_SEE.items():
        allowed = role in roles
        assert (await browser.get(f"/{view}/main")).status_code == (200 if allowed else 403), view
        assert (await browser.get(f"/state/{view}/main")).status_code == (200 if allowed else 403), view
        screen = await browser.screen(view)
        if allowed:
            await screen.connection.send('{"beat": 1}')
            assert (await screen.answer())["beat"] == 1
        else:
            assert await screen.closed() == conversation.ENDED, view


async def test_nobody_sees_a_staff_page_without_a_link(venue: Venue) -> None:
    stranger = await venue.stranger()
    for view in MAY_SEE:
        answer = await stranger.get(f"/{view}/main", headers={"Accept-Language": "en"})
        assert answer.status_code == 403
        assert "private link" in answer.text


@pytest.mark.parametrize(
    ("role", "subject"), [("projector", "main"), ("stage", "main"), ("speaker", "tours")]
)
async def test_a_link_of_one_hall_opens_no_other(venue: Venue, role: str, subject: str) -> None:
    browser = await venue.staff(role, subject)
    view = "projector" if role == "projector" else "stage"
    assert (await browser.get(f"/{view}/main")).status_code == 200
    assert (await browser.get(f"/{view}/side")).status_code == 403
    assert (await browser.get(f"/state/{view}/side")).status_code == 403
    assert await (await browser.screen(view, "side")).closed() == conversation.ENDED


async def test_one_browser_may_hold_the_screens_of_two_halls(venue: Venue) -> None:
    browser = await venue.staff("projector", "main")
    await browser.get(f"/in/{await venue.vault.mint_link('projector', 'side')}")
    assert [(await browser.get(f"/projector/{hall}")).status_code for hall in ("main", "side")] == [200, 200]


async def test_the_pass_of_one_role_is_nothing_under_the_name_of_another(venue: Venue) -> None:
    browser = await venue.staff("interpreter")
    given = browser.cookies[cookie_name(venue.house, "interpreter")]
    browser.cookies.set(cookie_name(venue.house, "moderator"), given)
    assert (await browser.get("/desk/main")).status_code == 403


async def test_the_token_of_a_link_is_not_itself_a_pass(venue: Venue) -> None:
    browser = await venue.stranger()
    browser.cookies.set(cookie_name(venue.house, "moderator"), await venue.vault.mint_link("moderator", ""))
    assert (await browser.get("/desk/main")).status_code == 403


async def test_a_revoked_link_ends_pages_commands_and_open_sockets(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "CHECK_EVERY", 0.05)
    desk, other = await venue.staff("moderator"), await venue.staff("interpreter")
    screen, kept = await desk.screen("desk"), await other.screen("booth")
    assert (await screen.do("blank", hall="main"))["seq"]
    await venue.vault.revoke_links("moderator")
    assert await screen.closed() == conversation.ENDED
    assert (await desk.get("/desk/main")).status_code == 403
    assert (await desk.command("unblank", "desk", hall="main")).status_code == 403
    assert await (await desk.screen("desk")).closed() == conversation.ENDED
    assert "seq" in await kept.do("set-language", language="ja")


async def test_a_revoked_moderator_cannot_act_even_before_the_socket_is_closed(venue: Venue) -> None:
    screen = await (await venue.staff("moderator")).screen("desk")
    await screen.do("blank", hall="main")
    await venue.vault.revoke_links("moderator")
    assert (await screen.do("unblank", hall="main"))["refused"] == "not-allowed"


async def test_an_expired_pass_opens_nothing(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await venue.staff("moderator")
    monkeypatch.setattr(venue.log, "now", lambda: 2**52)
    assert (await desk.get("/desk/main")).status_code == 403


async def test_no_page_shows_a_pass_or_a_participants_cookie(venue: Venue) -> None:
    for role, path in (("audience", f"/m/{CODE}"), ("moderator", "/desk/main"), ("stage", "/stage/main")):
        browser = await visitor(venue, role)
        page = await browser.get(path)
        secrets = [value for value in browser.cookies.values() if len(value) > 5]
        assert secrets
        assert not [secret for secret in secrets if secret in page.text]


async def test_a_person_without_cookies_can_read_but_not_act(venue: Venue) -> None:
    stranger = await venue.stranger()
    answer = await stranger.command("set-name", name="X")
    assert (answer.status_code, answer.json()["refused"]) == (403, "not-allowed")
    screen = await stranger.screen()
    with pytest.raises(ConnectionClosed):
        await screen.html()
    assert re.search("^4", str(screen.connection.close_code))
