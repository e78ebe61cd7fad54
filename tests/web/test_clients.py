"""Clients that others have written get the exact state and their answers, with compression and without."""

import json
import secrets
from collections.abc import AsyncIterator

import pytest

from moderation.screening.screen import FLOOD
from moderation.status import ReviewMode
from server.room.base import Actor
from server.room.polls import ClosePoll, OpenPoll, Vote
from server.room.results import RevealPoll
from server.room.screen import Stage, Unstage
from server.room.sessions import SetReviewMode
from server.room.support import Upvote
from server.room.triage import Approve
from server.web import line
from server.web.parse import LARGEST
from tests.faults.checker import Violation
from tests.faults.sight import Sight, check_sight
from tests.faults.waiting import left_when_quiet, until
from tests.web.clients import KINDS, Client
from tests.web.raw import raw
from tests.web.venue import Venue

pytestmark = pytest.mark.parametrize("storage", ["sqlite"], indirect=True)


@pytest.fixture(params=[True, False], ids=["compressed", "plain"])
def deflates(request: pytest.FixtureRequest) -> bool:
    """Whether the client wants compressed messages."""
    return bool(request.param)


@pytest.fixture(params=KINDS)
async def client(request: pytest.FixtureRequest, venue: Venue, deflates: bool) -> AsyncIterator[Client]:
    """Somebody's phone."""
    async with KINDS[request.param].open(venue.origin, venue.cookie(), deflates) as client:
        yield client


async def misled(venue: Venue, client: Client) -> list[Violation]:
    """How the client's screen differs from that of a phone that comes now."""
    sight, fresh = Sight("client", "audience"), Sight("fresh", "audience")
    for message in client.html:
        sight.take(message)
    async with raw(venue.origin) as phone:
        await phone.shows('id="questions"')
        for message in phone.html:
            fresh.take(message)
    return check_sight(sight, fresh)


async def test_compression_is_agreed_on_by_those_who_want_it(client: Client, deflates: bool) -> None:
    assert client.extensions.startswith("permessage-deflate") == deflates


async def test_a_command_is_carried_out_and_acknowledged(venue: Venue, client: Client) -> None:
    await venue.do(OpenPoll("where"))
    assert "seq" in await client.do("vote", poll="where", choice="a")
    assert venue.house.state.boxes["where"].tally == {"a": 1}
    assert "seq" in await client.do("set-name", name="Zoé 円卓")
    assert {person.name for person in venue.house.state.people.values()} == {"Zoé 円卓"}


async def test_the_screen_shows_the_exact_state_after_much_has_happened(venue: Venue, client: Client) -> None:
    await client.until(lambda: len(client.html) > 0)
    await venue.do(SetReviewMode("talk", ReviewMode.PUBLISH), OpenPoll("where"))
    for number in range(8):
        question = secrets.token_urlsafe(15)
        assert "seq" in await client.do("ask", question=question, session="talk", text=f"Why {number}?")
        if number >= FLOOD:
            await venue.do(Approve(question))
        for voter in range(number % 3 + 1):
            actor = Actor(f"voter-{voter}", "audience")
            assert not isinstance(await venue.runtime.submit(Upvote(question), actor, ""), str)
        await venue.do(Stage("why") if number % 2 == 0 else Unstage("main"))
        await client.until(lambda number=number: any(f"Why {number}?" in words for words in client.html))
    for voter in range(20):
        await venue.runtime.submit(Vote("where", ("a",)), Actor(f"voter-{voter}", "audience"), "")
    await venue.do(ClosePoll("where"), RevealPoll("where"))
    assert await left_when_quiet(lambda: misled(venue, client)) == []


async def test_pings_are_answered_among_everything_else(client: Client) -> None:
    for number in range(20):
        await client.say(json.dumps({"beat": number}))
        await client.ping(f"ping {number}")
        await client.say('{"beat":', f"{100 + number}", "}")
    assert [(await client.answer())["beat"] for _ in range(40)] == [
        n for number in range(20) for n in (number, 100 + number)
    ]


async def test_texts_of_all_sizes_are_understood(client: Client) -> None:
    sizes = [11, 125, 126, 127, 1000, 4096, LARGEST - 1, LARGEST]
    for number, size in enumerate(sizes):
        await client.say(json.dumps({"beat": number}).ljust(size))
        # Compressed, even the empty frame with which some end a message takes a byte.
        text = json.dumps({"beat": 100 + number}).ljust(min(size, LARGEST - 1))
        await client.say(text[: size // 3], text[size // 3 : size // 2], text[size // 2 :])
    answers = [(await client.answer())["beat"] for _ in range(2 * len(sizes))]
    assert answers == [n for number in range(len(sizes)) for n in (number, 100 + number)]


async def test_many_texts_are_answered_in_order(client: Client) -> None:
    for number in range(90):
        await client.say(json.dumps({"beat": number}))
    assert [(await client.answer())["beat"] for _ in range(90)] == list(range(90))


async def test_a_text_above_the_largest_closes_the_socket(client: Client) -> None:
    await client.say("x" * (LARGEST + 1))
    await client.until(lambda: client.closed_with is not None)
    assert client.closed_with == 1009


@pytest.mark.parametrize("code", [1000, 4000])
async def test_a_close_is_agreed_on(client: Client, code: int) -> None:
    await client.close(code)
    assert client.closed_with == code


async def test_who_is_told_to_come_back_hears_the_code(venue: Venue, client: Client) -> None:
    await client.until(lambda: len(venue.runtime.hub.all()) == 1)
    (seat,) = venue.runtime.hub.all()
    seat.outlet.close(1012)
    await client.until(lambda: client.closed_with is not None)
    assert client.closed_with == 1012


async def test_who_is_silent_is_asked_and_stays_if_it_answers(
    venue: Venue, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ASKED_AFTER", 1)
    monkeypatch.setattr(line, "SILENT_AT_MOST", 2)
    await client.until(lambda: len(client.html) > 0)
    begun = venue.house.patrol.round
    await until(lambda: venue.house.patrol.round > begun + 4)
    assert client.closed_with is None
    await client.say('{"beat": 1}')
    assert (await client.answer())["beat"] == 1
