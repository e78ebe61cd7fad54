"""A speaker's own monitor: their questions and nobody else's, on the page, the socket and in the state."""

import pytest

from server.room.care import Route
from server.room.prompts import SendCue
from server.room.triage import Approve
from server.web.orders import new_id
from tests.web.venue import Browser, Venue


async def publish(venue: Venue, text: str, speaker: str) -> str:
    """A published question that is for a speaker."""
    phone, question = await venue.phone(), new_id()
    assert (await phone.command("ask", question=question, session="talk", text=text)).is_success
    await venue.do(Approve(question), Route(question, speaker))
    return question


async def shown_to(browser: Browser, query: str = "") -> str:
    """All that the stage monitor shows to somebody, as a page and as data."""
    page = await browser.get(f"/stage/main{query}")
    state = await browser.get(f"/state/stage/main{query}")
    assert (page.status_code, state.status_code) == (200, 200)
    return page.text + state.text


async def test_a_speaker_has_their_own_questions_and_nobody_else_s(venue: Venue) -> None:
    await publish(venue, "For Tours?", "tours")
    await publish(venue, "For Kobe?", "kobe")
    for speaker, own, other in (("tours", "For Tours?", "For Kobe?"), ("kobe", "For Kobe?", "For Tours?")):
        browser = await venue.staff("speaker", speaker)
        for query in ("", f"?speaker={speaker}", "?speaker=tours", "?speaker=kobe", "?speaker=nara"):
            everything = await shown_to(browser, query)
            assert own in everything
            assert other not in everything


@pytest.mark.parametrize(("role", "subject"), [("stage", "main"), ("moderator", ""), ("organiser", "")])
async def test_the_hall_s_monitor_has_what_is_for_no_speaker(venue: Venue, role: str, subject: str) -> None:
    await publish(venue, "For Tours?", "tours")
    browser = await venue.staff(role, subject)
    for query in ("", "?speaker=tours"):
        assert "For Tours?" not in await shown_to(browser, query)


async def test_a_tablet_with_two_passes_shows_the_one_that_its_address_names(venue: Venue) -> None:
    await publish(venue, "For Tours?", "tours")
    tablet = await venue.staff("stage", "main")
    await tablet.get(f"/in/{await venue.vault.mint_link('speaker', 'tours')}")
    assert "For Tours?" not in await shown_to(tablet)
    assert "For Tours?" in await shown_to(tablet, "?speaker=tours")


async def test_a_speaker_is_sent_what_is_for_them_as_it_comes_and_goes(venue: Venue) -> None:
    tours, kobe = await venue.staff("speaker", "tours"), await venue.staff("speaker", "kobe")
    pages = [await browser.get("/stage/main") for browser in (tours, kobe)]
    assert all('hx-ws:connect="/ws/stage/main?' in page.text for page in pages)
    screens = [await tours.screen("stage"), await kobe.screen("stage", speaker="kobe")]
    monitor = await (await venue.staff("stage", "main")).screen("stage")
    question = await publish(venue, "For Kobe?", "kobe")
    assert f"for-{question}" in await screens[1].html("For Kobe?")
    await venue.do(Route(question, "tours"))
    assert f"for-{question}" in await screens[0].html("For Kobe?")
    assert "For Kobe?" not in await screens[1].html("for-speakers")
    await venue.do(SendCue("main", fr="Plus lentement"))
    heard = [await monitor.next()]
    while "Plus lentement" not in heard[-1]:
        heard.append(await monitor.next())
    assert "For Kobe?" not in "".join(heard)


async def test_speakers_count_among_those_who_watch_the_stage(venue: Venue) -> None:
    screens = [await (await venue.staff("speaker", name)).screen("stage") for name in ("tours", "kobe")]
    assert len(screens) == venue.runtime.hub.count("stage", "main") == 2
