"""The organiser's page: links made, renewed and revoked, each alone, and shown once."""

import html
import re

import pytest
from httpx import Response

from server.log.base import LogFull
from server.render.words import refusal_message
from server.room.base import Refusal
from server.room.people import SetName
from server.room.reading import staff_name
from server.room.staff import address_of
from server.web import conversation
from server.web.limits import RATES
from server.web.orders import new_id
from tests.web.venue import Browser, Venue

ROLES = {
    "lead": "/desk/main",
    "moderator": "/desk/main",
    "observer": "/desk/main",
    "translator": "/translate/main",
    "interpreter": "/booth/main",
}
EVERYBODY_ELSE = [
    "audience",
    "lead",
    "moderator",
    "translator",
    "observer",
    "interpreter",
    "projector",
    "stage",
]


async def make(organiser: Browser, name: str = "Aiko", role: str = "moderator", link: str = "") -> Response:
    return await organiser.post("/staff/invite", data={"link": link or new_id(), "name": name, "role": role})


def shown(answer: Response) -> str:
    """The path of the private link that a page shows."""
    (address,) = re.findall(r'<input id="address"[^>]* value="([^"]+)"', answer.text)
    return html.unescape(address).removeprefix(str(answer.request.url.join("/")).rstrip("/"))


def made(venue: Venue) -> str:
    """The id of the link that was made last."""
    return list(venue.house.state.staff)[-1]


def seen(venue: Venue, link: str) -> str:
    return str(venue.house.state.staff[link].changes)


async def renew(venue: Venue, organiser: Browser, link: str) -> Response:
    return await organiser.post("/staff/renew", data={"link": link, "seen": seen(venue, link)})


async def comes_in(venue: Venue, path: str) -> Browser:
    browser = await venue.stranger()
    assert (await browser.get(path)).status_code == 303
    return browser


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_link_that_the_organiser_makes_leads_to_the_page_of_its_role(venue: Venue, role: str) -> None:
    answer = await make(await venue.staff("organiser"), "Aiko", role)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    browser = await venue.stranger()
    entered = await browser.get(shown(answer))
    assert (entered.status_code, entered.headers["location"]) == (303, ROLES[role])
    assert (await browser.get(ROLES[role])).status_code == 200
    assert (venue.house.state.staff[made(venue)].name, venue.house.state.staff[made(venue)].role) == (
        "Aiko",
        role,
    )


async def test_a_link_is_shown_once_and_is_kept_nowhere_but_as_a_hash(venue: Venue) -> None:
    organiser = await venue.staff("organiser")
    token = shown(await make(organiser)).rpartition("/")[2]
    assert token not in (await organiser.get("/staff")).text
    log = await venue.log.read(venue.runtime.meeting, 0)
    assert not [entry for entry in log if token.encode() in entry.body]
    kept = await venue.vault.contents(0)
    assert token not in repr(kept)


async def test_it_is_shown_as_a_picture_for_another_device_too(venue: Venue) -> None:
    answer = await make(await venue.staff("organiser"))
    assert "<svg" in answer.text.partition('class="code"')[2]


async def test_a_form_that_is_sent_twice_makes_one_link_and_shows_it_once(venue: Venue) -> None:
    organiser, link = await venue.staff("organiser"), new_id()
    first, second = [await make(organiser, link=link) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 409)
    assert "/in/" not in second.text
    assert list(venue.house.state.staff) == [link]
    assert (await (await venue.stranger()).get(shown(first))).status_code == 303


async def test_whoever_comes_in_by_a_link_is_called_by_its_name(venue: Venue) -> None:
    organiser = await venue.staff("organiser")
    paths = [shown(await make(organiser, name)) for name in ("Aiko", "Léa")]
    for path in (*paths, paths[0]):
        await comes_in(venue, path)
    people = [
        person.name for actor, person in venue.house.state.people.items() if actor.startswith("moderator-")
    ]
    assert people == ["Aiko", "Léa", "Aiko"]


async def test_a_name_that_somebody_takes_at_the_desk_stays_theirs(venue: Venue) -> None:
    browser = await comes_in(venue, shown(await make(await venue.staff("organiser"))))
    assert (await browser.command("set-name", "desk", name="Aiko T.")).status_code == 200
    (actor,) = [actor for actor in venue.house.state.people if actor.startswith("moderator-")]
    assert staff_name(venue.house.state, actor) == "Aiko T."


async def test_an_observer_comes_in_without_a_name_and_may_do_nothing(venue: Venue) -> None:
    browser = await comes_in(venue, shown(await make(await venue.staff("organiser"), role="observer")))
    assert [actor for actor in venue.house.state.people if actor.startswith("observer-")] == []
    screen = await browser.screen("desk")
    assert (await screen.do("blank", hall="main"))["refused"] == "not-allowed"
    assert (await screen.do("set-name", name="X"))["refused"] == "not-allowed"
    assert "seq" in await screen.do("set-language", language="ja")


async def test_a_full_disk_keeps_nobody_out(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shown(await make(await venue.staff("organiser")))

    async def full(*args: object) -> range:
        raise LogFull("No room.")

    monkeypatch.setattr(venue.log, "append", full)
    browser = await comes_in(venue, path)
    assert (await browser.get("/desk/main")).status_code == 200


async def test_a_revoked_link_ends_alone_and_its_screens_within_seconds(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "CHECK_EVERY", 0.05)
    organiser = await venue.staff("organiser")
    kept = await comes_in(venue, shown(await make(organiser, "Léa")))
    path = shown(await make(organiser))
    browser = await comes_in(venue, path)
    screen, other = await browser.screen("desk"), await kept.screen("desk")
    answer = await organiser.post("/staff/revoke", data={"link": made(venue)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff?said=revoked")
    assert await screen.closed() == conversation.ENDED
    ended = await browser.get("/desk/main", headers={"Accept-Language": "en"})
    assert (ended.status_code, "no longer valid" in ended.text) == (403, True)
    assert (await (await venue.stranger()).get(path)).status_code == 403
    assert "seq" in await other.do("blank", hall="main")
    assert venue.house.state.staff[made(venue)].revoked_at


async def test_a_link_is_revoked_even_when_nothing_can_be_written_down(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    organiser = await venue.staff("organiser")
    path = shown(await make(organiser))

    async def full(*args: object) -> range:
        raise LogFull("No room.")

    monkeypatch.setattr(venue.log, "append", full)
    answer = await organiser.post("/staff/revoke", data={"link": made(venue)})
    assert answer.status_code == 507
    assert (await (await venue.stranger()).get(path)).status_code == 403


async def test_a_renewed_link_is_another_one_and_the_old_one_ends(venue: Venue) -> None:
    organiser = await venue.staff("organiser")
    old = shown(await make(organiser))
    inside = await comes_in(venue, old)
    new = shown(await renew(venue, organiser, made(venue)))
    assert new != old
    assert (await inside.get("/desk/main")).status_code == 403
    assert (await (await venue.stranger()).get(old)).status_code == 403
    await comes_in(venue, new)
    link = venue.house.state.staff[made(venue)]
    assert (link.name, bool(link.renewed_at), len(venue.house.state.staff)) == ("Aiko", True, 1)


async def test_a_renewal_that_is_sent_again_renews_nothing(venue: Venue) -> None:
    organiser = await venue.staff("organiser")
    await make(organiser)
    form = {"link": made(venue), "seen": seen(venue, made(venue))}
    first, second = [await organiser.post("/staff/renew", data=form) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 409)
    await comes_in(venue, shown(first))


async def test_somebody_whose_link_was_revoked_may_be_given_a_new_one(venue: Venue) -> None:
    organiser = await venue.staff("organiser")
    await make(organiser)
    await organiser.post("/staff/revoke", data={"link": made(venue)})
    await comes_in(venue, shown(await renew(venue, organiser, made(venue))))
    assert not venue.house.state.staff[made(venue)].revoked_at


async def test_the_page_says_who_has_a_link_and_which_ones_open_nothing(venue: Venue) -> None:
    organiser = await venue.staff("organiser")
    for name in ("Aiko", "<b>Léa</b>"):
        await make(organiser, name)
    await venue.vault.revoke_links("moderator", address_of(made(venue), 1))
    page = (await organiser.get("/staff", headers={"Accept-Language": "en"})).text
    assert "&lt;b&gt;Léa&lt;/b&gt;" in page
    assert page.count("Opens nothing any more") == 1
    assert [role for role in ("Organiser", "Projector", "Stage monitor", "Speaker") if role not in page] == []


async def test_what_happened_to_links_stands_in_the_log_under_the_organiser_s_name(venue: Venue) -> None:
    organiser = await venue.staff("organiser")
    await make(organiser)
    await organiser.post("/staff/revoke", data={"link": made(venue)})
    bodies = [entry.body for entry in await venue.log.read(venue.runtime.meeting, 0)][-2:]
    assert all(b'"by":"organiser-' in body and b'"role":"system"' in body for body in bodies)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": ""}, 422),
        ({"name": " \u200b "}, 422),
        ({"name": "x" * 81}, 422),
        ({"role": "organiser"}, 400),
        ({"role": "audience"}, 400),
        ({"role": "system"}, 400),
        ({"link": "short"}, 400),
        ({"link": ""}, 400),
    ],
)
async def test_what_cannot_be_a_link_is_refused_in_words(
    venue: Venue, fields: dict[str, str], status: int
) -> None:
    organiser = await venue.staff("organiser")
    given = {"link": new_id(), "name": "Aiko", "role": "lead"} | fields
    answer = await organiser.post("/staff/invite", data=given)
    assert (answer.status_code, 'role="alert"' in answer.text) == (status, True)
    assert venue.house.state.staff == {}


@pytest.mark.parametrize("do", ["renew", "revoke"])
async def test_a_link_that_was_not_made_here_is_not_touched(venue: Venue, do: str) -> None:
    organiser = await venue.staff("organiser")
    answer = await organiser.post(f"/staff/{do}", data={"link": ""}, headers={"Accept-Language": "en"})
    assert refusal_message(Refusal.UNKNOWN_LINK, "en") in answer.text
    assert (await organiser.get("/staff")).status_code == 200


@pytest.mark.parametrize("role", EVERYBODY_ELSE)
async def test_nobody_else_sees_or_makes_links(venue: Venue, role: str) -> None:
    subject = "main" if role in {"projector", "stage"} else ""
    browser = await (venue.phone() if role == "audience" else venue.staff(role, subject))
    assert (await browser.get("/staff")).status_code == 403
    for do in ("invite", "renew", "revoke"):
        answer = await browser.post(f"/staff/{do}", data={"link": new_id(), "name": "X", "role": "lead"})
        assert answer.status_code == 403, do
    assert venue.house.state.staff == {}


@pytest.mark.parametrize("clock", [lambda: 0.0])
async def test_an_organiser_s_script_is_slowed_too(venue: Venue) -> None:
    organiser = await venue.staff("organiser")
    answers = [await organiser.post("/staff/revoke") for _ in range(int(RATES["staff"].burst) + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [404, 429]


async def test_a_lead_acts_as_such_though_their_browser_was_a_moderator_s(venue: Venue) -> None:
    browser = await venue.staff("moderator")
    await browser.get(f"/in/{await venue.vault.mint_link('lead', 'one-more-link-here')}")
    await venue.do(SetName("Mo"))
    await browser.command("blank", "desk", hall="main")
    assert any(actor.startswith("lead-") for actor in venue.house.state.undo)
