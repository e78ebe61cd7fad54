"""Two members of the staff on one question: the late one is told who was faster, a phone never is."""

import asyncio
import re

import pytest

from server.live.presence import Attendance
from server.live.seat import Seat
from server.web.orders import new_id
from tests.web.venue import Browser, Screen, Venue


async def named(venue: Venue, name: str, role: str = "moderator") -> Browser:
    browser = await venue.staff(role)
    assert (await browser.command("set-name", "desk", name=name)).status_code == 200
    return browser


async def asked(venue: Venue) -> tuple[Browser, str]:
    """A phone and its question, which waits."""
    phone, question = await venue.phone(), new_id()
    answer = await phone.command("ask", question=question, session="talk", text="Why so late?")
    assert answer.status_code == 200
    return phone, question


async def said_in(screen: Screen, do: str, question: str) -> str:
    return str((await screen.do(do, question=question))["message"])


async def test_the_late_one_hears_on_their_screen_who_was_faster(venue: Venue) -> None:
    _, question = await asked(venue)
    aiko, lea = await named(venue, "愛子"), await named(venue, "Léa")
    for lang, words in (("fr", "愛子 vient de la publier."), ("ja", "愛子さんが先に公開しました。")):
        await aiko.command("approve", "desk", question=question)
        screen = await lea.screen("desk", lang=lang)
        assert await said_in(screen, "approve", question) == words


async def test_the_desk_dismisses_only_what_still_stands_where_it_was_read(venue: Venue) -> None:
    _, question = await asked(venue)
    aiko, lea = await named(venue, "Aiko"), await named(venue, "Léa")
    page = (await lea.get("/desk/main")).text
    (form,) = re.findall(rf'id="d-{question}-dismiss".*?</form>', page, re.DOTALL)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    await aiko.command("approve", "desk", question=question)
    refused = (await lea.command("dismiss", "desk", **fields)).json()
    assert refused["message"] == "Aiko has just published it."


async def test_a_colleague_without_a_name_is_another_moderator(venue: Venue) -> None:
    _, question = await asked(venue)
    await (await venue.staff("moderator")).command("dismiss", "desk", question=question)
    answer = await (await named(venue, "Léa")).command("approve", "desk", question=question)
    assert answer.json() == {
        "refused": "not-any-more",
        "message": "Another moderator has just decided not to retain it.",
    }


async def test_an_undo_that_comes_late_says_why_nothing_was_undone(venue: Venue) -> None:
    _, question = await asked(venue)
    aiko, lea = await named(venue, "Aiko"), await named(venue, "Léa")
    await lea.command("approve", "desk", question=question)
    await aiko.command("answer", "desk", question=question)
    refused = (await lea.command("undo", "desk")).json()
    assert refused["message"] == "Aiko has just marked it as answered. It was left as it is."


async def test_a_page_without_scripts_says_it_too_and_its_address_names_nobody(venue: Venue) -> None:
    _, question = await asked(venue)
    aiko, lea = await named(venue, "Aiko"), await named(venue, "Léa")
    await aiko.command("approve", "desk", question=question)
    answer = await lea.form("approve", "desk", question=question)
    assert "Aiko" not in answer.headers["location"]
    page = await lea.get(answer.headers["location"], headers={"Accept-Language": "en"})
    assert re.search(r'id="said"[^>]*>Aiko has just published it\.<', page.text)


async def test_a_phone_is_not_told_which_moderator_acted(venue: Venue) -> None:
    phone, question = await asked(venue)
    await (await named(venue, "Aiko")).command("approve", "desk", question=question)
    refused = await phone.command("edit", question=question, text="Why not?")
    assert refused.status_code == 409
    assert "Aiko" not in refused.text
    form = await phone.form("edit", question=question, text="Why not?")
    page = await phone.get(f"{form.headers['location']}&about={question}")
    assert "Aiko" not in page.text


async def test_who_reads_which_question_is_heard_from_their_screen_and_forgotten_with_it(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, question = await asked(venue)
    aiko = await named(venue, "Aiko")
    screen = await aiko.screen("desk")
    await screen.connection.send(f'{{"beat": 1, "shows": "question:{question}"}}')
    await screen.answer()
    attendance = venue.runtime._screens.attendance
    assert [one.question for one in attendance.readings("main", 0)] == [question]
    left = asyncio.Event()

    def gone(seat: Seat) -> None:
        Attendance.gone(attendance, seat)
        left.set()

    monkeypatch.setattr(attendance, "gone", gone)
    await screen.connection.close()
    async with asyncio.timeout(20):
        await left.wait()
    assert attendance.readings("main", 0) == []
