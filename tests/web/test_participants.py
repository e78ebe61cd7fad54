"""Who is in the audience: whoever was on the page, and nobody else; old visitors stay who they are."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.log.base import LogUnavailable
from server.log.storage import in_folder
from server.room.base import SYSTEM, Actor
from server.room.polls import OpenPoll, Vote
from server.room.questions import Ask
from server.room.registry import rules_known
from server.room.rules import AdoptRules
from server.web import conversation
from server.web.doors import cookie_name, old_cookie_name
from server.web.house import Address
from server.web.limits import Limits
from server.web.orders import new_id
from server.web.participants import Participants
from tests.web.samples import SAMPLES
from tests.web.serving import served
from tests.web.venue import CODE, Browser, Venue

NAME = "n" * 32


@pytest.fixture
async def other(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Venue]:
    """Another meeting on this host, which has the same code, as a rehearsal has."""
    async with (
        in_folder(tmp_path_factory.mktemp("other")) as storage,
        served(storage, Address(), Limits()) as other,
    ):
        yield other


async def of_old(venue: Venue, name: str) -> Browser:
    """A phone with what the first release left with it."""
    browser = await venue.stranger()
    browser.cookies.set(old_cookie_name("audience"), name)
    return browser


async def adopted(venue: Venue) -> None:
    """No worker is of the first release any more, which takes any cookie for somebody's."""
    await venue.runtime.submit(AdoptRules(rules_known()), SYSTEM, "")


def made_up(venue: Venue) -> dict[str, dict[str, str]]:
    """Cookies that no page of this meeting has left."""
    mine, elsewhere = cookie_name(venue.house, "audience"), Participants(CODE, secrets.token_bytes(32))
    name, since, signature = venue.house.participants.mint(1_000).split(".")
    return {
        "nothing": {},
        "32 characters": {old_cookie_name("audience"): secrets.token_urlsafe(24)},
        "32 characters under the new name": {mine: secrets.token_urlsafe(24)},
        "unsigned": {mine: f"{NAME}.1000.{'A' * 22}"},
        "another name": {mine: f"{NAME}.{since}.{signature}"},
        "an earlier moment": {mine: f"{name}.1.{signature}"},
        "cut short": {mine: f"{name}.{since}.{signature[:-1]}"},
        "of a meeting of the same code": {mine: elsewhere.mint(1_000)},
        "of another meeting": {mine: Participants("AIX7", venue.house.participants.key).mint(1_000)},
    }


async def test_whoever_was_not_on_the_page_is_nobody_and_leaves_nothing(venue: Venue) -> None:
    await adopted(venue)
    await venue.do(OpenPoll("where"))
    for kind, cookies in made_up(venue).items():
        head = await venue.log.head(CODE)
        browser = await venue.stranger()
        browser.cookies.update(cookies)
        for do, fields in SAMPLES.items():
            answer = await browser.command(do, **fields)
            assert (answer.status_code, answer.json()["refused"]) == (403, "not-allowed"), (kind, do)
        assert (await browser.get("/state/me/main")).status_code == 403, kind
        assert await (await browser.screen()).closed() == conversation.ENDED, kind
        assert await venue.log.head(CODE) == head, kind


async def test_only_the_page_to_which_the_code_leads_makes_a_participant(venue: Venue) -> None:
    await adopted(venue)
    stranger = await venue.stranger()
    answers = [
        *[await stranger.get(path) for path in ("/", "/health", "/m/WRONG2", "/m/WRONG2/main", "/nowhere")],
        *[await stranger.get(path) for path in ("/state/me/main", "/qr/main.svg", "/in/x", "/desk/main")],
        *[await stranger.get("/state/audience/main"), await stranger.post("/join", data={"code": "WRONG2"})],
        *[await stranger.form("set-name", name="Zoé"), await stranger.command("set-name", name="Zoé")],
        *[await stranger.form("blank", "desk", hall="main"), await stranger.form("nonsense")],
    ]
    for answer in answers:
        assert not answer.headers.get_list("set-cookie"), answer.url
        assert CODE not in answer.text + str(answer.headers), answer.url
    assert not stranger.cookies
    await stranger.get(f"/m/{CODE}")
    assert set(stranger.cookies) == {cookie_name(venue.house, "audience")}
    assert (await stranger.command("set-name", name="Zoé")).status_code == 200


async def test_the_picture_that_leads_in_is_for_those_who_are_in(venue: Venue) -> None:
    assert (await (await venue.stranger()).get("/qr/main.svg")).status_code == 403
    for browser in (
        await venue.phone(),
        await venue.staff("projector", "main"),
        await venue.staff("stage", "main"),
    ):
        answer = await browser.get("/qr/main.svg")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


async def test_a_cookie_tells_since_when_somebody_is_here(venue: Venue) -> None:
    before = venue.runtime.now()
    token = (await venue.phone()).cookies[cookie_name(venue.house, "audience")]
    read = venue.house.participants.read(token)
    assert read
    assert before <= read.since <= venue.runtime.now()


async def test_two_meetings_on_one_host_do_not_sign_each_other_out(venue: Venue, other: Venue) -> None:
    async with AsyncExitStack() as leaving:
        # Cookies know no ports.
        browser = await leaving.enter_async_context(httpx.AsyncClient(timeout=20))
        for each in (venue, other):
            assert (await browser.get(f"{each.origin}/m/{CODE}")).status_code == 200
            for role, hall in (("moderator", ""), ("projector", "main")):
                await browser.get(f"{each.origin}/in/{await each.vault.mint_link(role, hall)}")
        kept = dict(browser.cookies)
        for each in (venue, other):
            headers = {"Origin": each.origin, "Accept": "application/json"}
            answer = await browser.post(f"{each.origin}/do/set-name", json={"name": "Zoé"}, headers=headers)
            assert answer.status_code == 200
            assert (await browser.get(f"{each.origin}/m/{CODE}")).status_code == 200
            for page in ("desk", "projector"):
                assert (await browser.get(f"{each.origin}/{page}/main")).status_code == 200
        assert {name: browser.cookies[name] for name in kept if CODE in name} == {
            name: value for name, value in kept.items() if CODE in name
        }


async def test_somebody_known_by_what_they_did_goes_on_with_the_cookie_of_the_first_release(
    venue: Venue,
) -> None:
    phone = await of_old(venue, NAME)
    asked = new_id()
    before = venue.house.participants.actor(NAME)
    assert not isinstance(await venue.runtime.submit(Ask(asked, "talk", "Pourquoi ?"), before, new_id()), str)
    for _ in range(2):
        mine = (await phone.get("/state/me/main")).json()
        assert [one["id"] for one in mine["questions"]] == [f"mine-{asked}"]
        screen = await phone.screen()
        assert "seq" in await screen.do("edit", question=asked, text=f"Pourquoi {new_id()} ?")
        await phone.get(f"/m/{CODE}")  # from here on with a cookie of its own
    read = venue.house.participants.read(phone.cookies[cookie_name(venue.house, "audience")])
    assert read
    assert read == (NAME, 0)


async def test_nobody_votes_twice_across_the_upgrade(venue: Venue) -> None:
    await venue.do(OpenPoll("where"))
    before = venue.house.participants.actor(NAME)
    assert not isinstance(await venue.runtime.submit(Vote("where", ("a",)), before, new_id()), str)
    phone = await of_old(venue, NAME)
    box = venue.house.state.boxes["where"]
    for choice in ("b", "a"):
        answer = await phone.command("vote", poll="where", choice=[choice])
        assert answer.status_code == 200
        assert (box.voters, box.tally[choice]) == (1, 1)
        await phone.get(f"/m/{CODE}")


async def test_somebody_who_had_only_looked_comes_as_somebody_new(venue: Venue) -> None:
    for rules_adopted in (False, True):
        beside_the_first_release = venue.house.is_mixed
        phone, now = await of_old(venue, NAME), venue.runtime.now()
        await phone.get(f"/m/{CODE}")
        read = venue.house.participants.read(phone.cookies[cookie_name(venue.house, "audience")])
        assert read
        assert (read.name == NAME) is beside_the_first_release
        assert read.since >= now
        if not rules_adopted:
            await adopted(venue)


@pytest.mark.parametrize("brought", ["", NAME], ids=["no cookie", "a cookie of before"])
async def test_nobody_is_an_old_visitor_by_leaving_out_when_they_came(venue: Venue, brought: str) -> None:
    await adopted(venue)
    phone = await of_old(venue, brought)
    await phone.get(f"/m/{CODE}")
    name = phone.cookies[cookie_name(venue.house, "audience")].partition(".")[0]
    assert (await phone.command("set-name", name="Zoé")).status_code == 200
    for unsigned in {name, name[:32], NAME}:
        assert (await (await of_old(venue, unsigned)).get("/state/me/main")).status_code == 403


async def test_a_voter_of_the_first_release_is_nobody_else_while_the_vault_does_not_answer(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await adopted(venue)
    await venue.do(OpenPoll("where"))
    before = venue.house.participants.actor(NAME)
    assert not isinstance(await venue.runtime.submit(Vote("where", ("a",)), before, new_id()), str)
    venue.runtime._voters.begin_again()  # as after the upgrade
    phone, find = await of_old(venue, NAME), venue.vault.find_ballot_key

    async def unavailable(poll: str) -> bytes | None:
        raise LogUnavailable("gone for a moment")

    monkeypatch.setattr(venue.vault, "find_ballot_key", unavailable)
    assert (await phone.get(f"/m/{CODE}")).status_code == 503
    assert (await (await venue.stranger()).get(f"/m/{CODE}")).status_code == 200
    monkeypatch.setattr(venue.vault, "find_ballot_key", find)
    await phone.get(f"/m/{CODE}")
    read = venue.house.participants.read(phone.cookies[cookie_name(venue.house, "audience")])
    assert read == (NAME, 0)


async def test_staff_of_the_first_release_stay_in(venue: Venue) -> None:
    link = await venue.vault.find_link(await venue.vault.mint_link("moderator", ""))
    assert link
    token = await venue.vault.mint_pass(link.id, venue.runtime.now())
    browser = await venue.stranger()
    browser.cookies.set(old_cookie_name("moderator"), str(token))
    assert (await browser.get("/desk/main")).status_code == 200
    assert "seq" in await (await browser.screen("desk")).do("blank", hall="main")


@given(some.text(max_size=80))
def test_nothing_that_was_not_minted_is_read(token: str) -> None:
    assert Participants(CODE, b"k" * 32).read(token) is None


@given(some.integers(0, 10**13), some.from_regex(r"[A-Za-z0-9_-]{32}", fullmatch=True))
def test_what_was_minted_is_read_by_every_worker_that_has_the_key(since: int, name: str) -> None:
    token = Participants(CODE, b"k" * 32).mint(since, name)
    assert Participants(CODE, b"k" * 32).read(token) == (name, since)
    assert Participants(CODE, b"K" * 32).read(token) is None


def test_a_pseudonym_stays_what_it_was_in_the_first_release() -> None:
    # Recorded from it: the log knows people by this.
    assert Participants("PORT24", b"").actor(NAME) == Actor("T0bKgwMLszvYFISHZnWC6A60", "audience")
