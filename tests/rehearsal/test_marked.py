"""A meeting that its organiser has marked says so to machines and on each of its pages."""

import msgspec
import pytest

from tests.web.venue import PROGRAMME, Venue

PAGES = {
    "/m/PORT24/main": "",
    "/desk/main": "moderator",
    "/projector/main": "moderator",
    "/stage/main": "moderator",
    "/booth/main": "interpreter",
}


async def marked(venue: Venue) -> Venue:
    await venue.runtime.plan(msgspec.structs.replace(PROGRAMME, rehearsal=True))
    return venue


async def test_health_says_whether_it_is_a_rehearsal(venue: Venue) -> None:
    browser = await venue.stranger()
    assert (await browser.get("/health")).json()["rehearsal"] is False
    await marked(venue)
    assert (await browser.get("/health")).json()["rehearsal"] is True


@pytest.mark.parametrize(("path", "role"), PAGES.items())
async def test_every_page_bears_the_mark(venue: Venue, path: str, role: str) -> None:
    browser = await (venue.staff(role) if role else venue.phone())
    hidden = 'class="rehearsal" hidden'
    before = (await browser.get(path)).text
    assert before.count('class="rehearsal"') == before.count(hidden) > 0
    await marked(venue)
    after = (await browser.get(f"{path}?said=ok")).text  # one made a moment ago will not do
    assert after.count('class="rehearsal"') == before.count(hidden)
    assert hidden not in after


async def test_the_state_says_it_too(venue: Venue) -> None:
    browser = await (await marked(venue)).phone()
    state = (await browser.get("/state/audience/main")).json()
    assert state["rehearsal"] == {"id": "rehearsal", "shown": True, "to_hall": False}
