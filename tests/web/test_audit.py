"""The audit trail as a page and as a table: portions, filters, who may read it, nothing of the hall."""

import csv
import io

import pytest

from server.room.base import Actor, Command
from server.room.people import SetName
from server.room.screen import Blank, Unblank
from server.web import audit
from server.web.orders import new_id
from tests.web.venue import Browser, Venue

NOT_READERS = ["audience", "moderator", "translator", "observer", "interpreter"]
LEA = Actor("moderator-abcdef012345", "moderator")


async def rows(browser: Browser, **query: str) -> list[dict[str, str]]:
    answer = await browser.get("/audit.csv", params={"lang": "en", **query})
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix(audit.BYTE_ORDER_MARK))))


async def trail(browser: Browser, **query: str) -> str:
    answer = await browser.get("/audit", params={"lang": "en", **query})
    assert answer.status_code == 200
    return answer.text


async def done(venue: Venue, *commands: Command, by: Actor = LEA) -> None:
    for command in commands:
        answer = await venue.runtime.submit(command, by, "")
        assert not isinstance(answer, str), (command, answer)


@pytest.mark.parametrize("role", ["organiser", "lead"])
async def test_the_organiser_and_the_lead_read_who_did_what(venue: Venue, role: str) -> None:
    await done(venue, SetName("Léa"), Blank("main"))
    page = await trail(await venue.staff(role))
    assert "<b>Léa (Moderator)</b> darkened the screen" in page
    assert page.index("darkened the screen") < page.index("took the name")


@pytest.mark.parametrize("role", NOT_READERS)
async def test_nobody_else_reads_it(venue: Venue, role: str) -> None:
    browser = await (venue.phone() if role == "audience" else venue.staff(role))
    assert [(await browser.get(path)).status_code for path in ("/audit", "/audit.csv")] == [403, 403]


async def test_only_the_organiser_is_led_to_the_links(venue: Venue) -> None:
    assert 'href="/staff"' in await trail(await venue.staff("organiser"))
    assert 'href="/staff"' not in await trail(await venue.staff("lead"))


async def test_a_long_trail_is_read_in_portions_without_a_gap(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "ON_A_PAGE", 4)
    monkeypatch.setattr(audit, "AT_ONCE", 3)
    await done(venue, *[Unblank("main") if number % 2 else Blank("main") for number in range(11)])
    everything = audit.Wish("", "")
    seen, before = list[int](), 0
    while True:
        deeds, before = await audit.portion(venue.house, everything, before)
        seen += [one.seq for one in deeds]
        assert len(deeds) <= 4
        if not before:
            break
    last = venue.house.state.seq
    assert [seq for seq in seen if seq > last - 11] == list(range(last, last - 11, -1))
    assert len(seen) == len(set(seen)) == len(await rows(await venue.staff("organiser")))


async def test_one_page_reads_so_much_of_the_log_and_leads_on(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await done(venue, Blank("main"))
    phone = await venue.phone()
    for number in range(12):
        await phone.command("set-name", name=f"Anna {number}")
    monkeypatch.setattr(audit, "AT_ONCE", 2)
    monkeypatch.setattr(audit, "MOST_READ", 4)
    deeds, older = await audit.portion(venue.house, audit.Wish("", ""))
    assert (deeds, older) == ([], venue.house.state.seq - 3)
    browser = await venue.staff("organiser")
    assert f"before={older}" in await trail(browser)


async def test_it_is_filtered_by_person_and_by_kind(venue: Venue) -> None:
    await done(venue, SetName("Léa"), Blank("main"))
    await done(venue, SetName("愛子"), Unblank("main"), by=Actor("lead-0123456789ab", "lead"))
    browser = await venue.staff("organiser")
    assert [row["name"] for row in await rows(browser, who="moderator:Léa")] == ["Léa", "Léa"]
    assert [row["event"] for row in await rows(browser, who="moderator:Léa", kind="screen")] == [
        "screen-blanked"
    ]
    assert "lit the screen" not in await trail(browser, who="moderator:Léa")
    assert await rows(browser, who="nobody") == []
    assert len(await rows(browser, kind="unknown")) == len(await rows(browser))


async def test_the_table_says_when_and_about_what(venue: Venue) -> None:
    phone, question = await venue.phone(), new_id()
    assert (
        await phone.command("ask", question=question, session="talk", text="Why so late?")
    ).status_code == 200
    desk = await venue.staff("lead")
    assert (await desk.command("approve", "desk", question=question)).status_code == 200
    row = (await rows(desk))[-1]
    assert (row["event"], row["role"], row["question"]) == ("question-approved", "lead", question)
    assert row["sentence"].endswith("published “Why so late?”.")
    assert row["at"].endswith("+00:00")
    assert int(row["entry"]) == venue.house.state.seq


async def test_who_takes_the_name_of_a_colleague_can_still_be_told_apart_in_the_table(venue: Venue) -> None:
    other = Actor("moderator-0123456789ab", "moderator")
    await done(venue, SetName("Léa"), Blank("main"))
    await done(venue, SetName("Léa"), Unblank("main"), by=other)
    *_, one, _, two = await rows(await venue.staff("organiser"))
    assert (one["name"], two["name"]) == ("Léa", "Léa")
    assert (one["browser"], two["browser"]) == (LEA.id, other.id)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@cmd", "＝1"])
async def test_no_cell_of_the_table_is_a_formula(venue: Venue, name: str) -> None:
    await done(venue, SetName(name), Blank("main"))
    row = (await rows(await venue.staff("organiser")))[-1]
    assert not row["name"].startswith(("=", "+", "-", "@", "＝"))
    assert row["sentence"].startswith("'")


async def test_neither_shows_participants_or_ballots(venue: Venue) -> None:
    phone = await venue.phone()
    desk = await venue.staff("lead")
    await desk.command("open-poll", "desk", poll="where")
    await phone.command("set-name", name="Anna-Participant")
    await phone.command("vote", poll="where", choice="a")
    person = next(one for one, who in venue.house.state.people.items() if who.name == "Anna-Participant")
    for text in (await trail(desk), str(await rows(desk))):
        assert "open" in text
        assert "Anna-Participant" not in text
        assert person not in text
        assert "ballot" not in text.replace("Ballots and participants", "")


async def test_it_is_there_in_every_language_and_kept_by_nobody(venue: Venue) -> None:
    await done(venue, SetName("Léa"), Blank("main"))
    browser = await venue.staff("organiser")
    for lang, words in (("fr", "Journal des actions"), ("ja", "操作記録"), ("en", "Audit trail")):
        answer = await browser.get("/audit", params={"lang": lang})
        assert f'<h1 class="title">{words}</h1>' in answer.text
        assert answer.headers["cache-control"] == "no-store"
