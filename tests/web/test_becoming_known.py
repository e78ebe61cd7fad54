"""What makes a newcomer one of the hall: a socket, or coming back with the cookie of an earlier page."""

import pytest

from server.room.base import Refusal
from server.room.people import SetName
from server.web.doors import cookie_name
from server.web.limits import RATES
from server.web.orders import carry_out
from server.web.parse import Order
from tests.web.test_orders import PHONE
from tests.web.venue import CODE, Browser, Venue


def person(venue: Venue, browser: Browser) -> str:
    token = browser.cookies[cookie_name(venue.house, "audience")]
    return venue.house.participants.actor(token.partition(".")[0]).id


async def exhausted(venue: Venue) -> None:
    """Let made-up people use up what newcomers have."""
    answers = []
    for n in range(int(RATES["newcomers"].burst) + 20):
        who = PHONE._replace(actor=PHONE.actor._replace(id=f"made-up-{n}"))
        answers.append(await carry_out(venue.house, who, Order("", SetName(f"Name {n}"))))
    assert answers[-1] == Refusal.SLOW_DOWN


async def test_who_opened_the_page_once_is_a_newcomer_still(venue: Venue) -> None:
    phone = await venue.phone()
    assert not venue.house.crowd.is_known(person(venue, phone))
    await exhausted(venue)
    refused = await phone.command("set-name", name="Anna")
    assert refused.status_code == 429
    assert "Retry-After" in refused.headers


@pytest.mark.parametrize("path", [f"/m/{CODE}", "/state/me/main", "/state/audience/main"])
async def test_who_comes_back_to_a_page_or_state_is_of_the_hall(venue: Venue, path: str) -> None:
    phone = await venue.phone()
    assert (await phone.get(path)).status_code == 200
    await exhausted(venue)
    assert (await phone.command("set-name", name="Anna")).status_code == 200


async def test_who_opened_a_socket_is_of_the_hall_also_afterwards(venue: Venue) -> None:
    phone = await venue.phone()
    screen = await phone.screen()
    await screen.html()
    assert venue.house.crowd.is_here(person(venue, phone))
    await exhausted(venue)
    assert "seq" in await screen.do("set-name", name="Anna")
    await screen.connection.close()
    assert (await phone.command("set-name", name="Hanna")).status_code == 200


async def test_a_stranger_who_reads_the_public_state_is_nobody(venue: Venue) -> None:
    stranger = await venue.stranger()
    assert (await stranger.get("/state/audience/main")).status_code == 200
    assert venue.house.crowd.size(venue.house.limits.clock()) == 0


async def test_the_staff_are_counted_among_those_here_and_known_as_nobody_else(venue: Venue) -> None:
    await (await venue.staff("moderator")).screen("desk")
    await (await venue.phone()).screen()
    assert venue.house.crowd.size(venue.house.limits.clock()) == 2
