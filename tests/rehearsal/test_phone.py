"""A phone behaves as static/app.js does: nothing is lost with a line, nothing is counted twice."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from server.rehearsal import link
from server.rehearsal.phone import Phone
from server.rehearsal.surroundings import Surroundings
from tests.rehearsal.raw import WHOLE_PAGE, Caller, RawServer, deflated, frame, text

COOKIE = "entaku-PORT24=x"


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes back does so at once."""
    monkeypatch.setattr(link, "FIRST_DELAY", 0.01)


@pytest.fixture
async def phone(around: Surroundings) -> AsyncIterator[Phone]:
    """A phone whose page is open already."""
    phone = Phone(around, "main", "fr", opens_page=False)
    phone.cookie = COOKIE
    yield phone
    phone.leave()


async def here(phone: Phone, raw: RawServer) -> Caller:
    phone.come()
    return await exact(phone, await raw.caller())


async def exact(phone: Phone, caller: Caller) -> Caller:
    caller.say(text(WHOLE_PAGE))
    await until(lambda: phone.is_exact)
    return caller


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - a phone has no event for it
            await asyncio.sleep(0.005)


def accept(caller: Caller, command: dict[str, object]) -> None:
    caller.say(text(b'{"ack":"%s","seq":"9"}' % str(command["id"]).encode()))


async def test_a_command_is_sent_once_and_counted_once(raw: RawServer, phone: Phone) -> None:
    caller = await here(phone, raw)
    phone.tap("upvote", question="q")
    command = await caller.command()
    assert command["command"] == {"do": "upvote", "question": "q"}
    accept(caller, command)
    await until(lambda: not phone.outbox)
    assert (phone.around.figures.sent["upvote"], phone.around.figures.accepted["upvote"]) == (1, 1)
    assert phone.around.figures.answer.count == 1


async def test_an_answer_may_come_compressed(raw: RawServer, phone: Phone) -> None:
    caller = await here(phone, raw)
    phone.tap("upvote", question="q")
    id = str((await caller.command())["id"])
    caller.say(frame(0xC1, deflated(b'{"ack":"%s","seq":"9"}' % id.encode())))
    await until(lambda: not phone.outbox)
    assert phone.around.figures.accepted["upvote"] == 1


async def test_what_a_lost_line_did_not_answer_is_sent_again_with_its_id(
    raw: RawServer, phone: Phone
) -> None:
    caller = await here(phone, raw)
    phone.tap("upvote", question="q")
    first = await caller.command()
    caller.hang_up()
    caller = await raw.caller()
    again = await caller.command()
    assert again == first
    accept(caller, again)
    await until(lambda: not phone.outbox)
    figures = phone.around.figures
    assert (figures.sent["upvote"], figures.resent, figures.accepted["upvote"]) == (1, 1, 1)


async def test_what_is_tapped_without_a_line_goes_out_with_the_next_one(raw: RawServer, phone: Phone) -> None:
    caller = await here(phone, raw)
    phone.drop(0.05)
    phone.tap("upvote", question="q")
    caller = await raw.caller()
    command = await caller.command()
    accept(caller, command)
    await until(lambda: not phone.outbox)
    figures = phone.around.figures
    assert (figures.dropped, figures.resent, figures.accepted["upvote"]) == (1, 0, 1)


async def test_an_answer_that_nobody_waits_for_is_counted(raw: RawServer, phone: Phone) -> None:
    caller = await here(phone, raw)
    phone.tap("upvote", question="q")
    command = await caller.command()
    accept(caller, command)
    accept(caller, command)
    await until(lambda: phone.around.figures.repeated)
    assert phone.around.figures.accepted["upvote"] == 1


async def test_a_refusal_is_counted_by_its_code(raw: RawServer, phone: Phone) -> None:
    caller = await here(phone, raw)
    phone.tap("vote", "p", poll="p", choice=["a"])
    id = str((await caller.command())["id"])
    caller.say(text(b'{"ack":"%s","refused":"poll-not-open","message":"No."}' % id.encode()))
    await until(lambda: not phone.outbox)
    assert phone.around.figures.refused == {"poll-not-open": 1}


async def test_what_the_storage_cannot_take_waits_for_the_next_heartbeat(
    raw: RawServer, phone: Phone
) -> None:
    caller = await here(phone, raw)
    phone.tap("upvote", question="q")
    first = await caller.command()
    id = str(first["id"]).encode()
    caller.say(text(b'{"ack":"%s","refused":"storage-unavailable","message":"Later."}' % id))
    await until(lambda: phone.around.figures.held)
    phone.beat()
    again = await caller.command()
    assert again == first
    accept(caller, again)
    await until(lambda: not phone.outbox)
    assert phone.around.figures.refused == {}


async def test_a_heartbeat_without_an_answer_means_a_dead_line(
    raw: RawServer, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here(phone, raw)
    monkeypatch.setattr(link, "PATIENCE", -1.0)
    phone.beat()
    await raw.caller()
    assert phone.around.figures.cuts == {"no sign of life": 1}


async def test_who_is_told_that_it_has_ended_does_not_come_back(raw: RawServer, phone: Phone) -> None:
    caller = await here(phone, raw)
    caller.say(frame(0x88, (4001).to_bytes(2)))
    await until(lambda: phone.is_over)
    phone.come()
    assert raw.callers.empty()
    assert phone.around.figures.here == 0


async def test_a_page_that_is_new_is_exact_at_its_first_answer_and_an_old_one_at_the_whole(
    raw: RawServer, around: Surroundings
) -> None:
    page = f"/m/{around.meeting}/main?lang=ja"
    raw.pages[page] = b'<main hx-ws:connect="/ws/audience/main?lang=ja&amp;v=41">'
    phone = Phone(around, "main", "ja", opens_page=True)
    phone.come()
    caller = await raw.caller()
    assert raw.asked == [page, "/ws/audience/main?lang=ja&v=41"]
    assert "beat" in await caller.message()
    caller.say(text(b'{"now":1778578200000,"beat":1}'))
    await until(lambda: phone.is_exact)
    caller.hang_up()
    caller = await raw.caller()
    assert "v=" in raw.asked[-1]
    assert "beat" in await caller.message()
    caller.say(text(b'{"now":1778578200000,"beat":2}'), text(b'<hx-partial hx-target="#me"></hx-partial>'))
    caller.say(text(b'{"now":1778578200000,"beat":2}'))
    await until(lambda: around.figures.beat.count >= 2)
    assert not phone.is_exact
    await exact(phone, caller)
    assert (around.figures.arrived, around.figures.arrival.count, around.figures.away.count) == (1, 1, 1)
    phone.leave()


async def test_what_cannot_be_understood_is_counted(raw: RawServer, phone: Phone) -> None:
    caller = await here(phone, raw)
    caller.say(frame(0xC1, b"\xff\xff"), text(b"{no json"))
    await until(lambda: sum(phone.around.figures.odd.values()) == 2)
    assert "a message could not be inflated" in phone.around.figures.odd


async def test_news_is_timed_from_the_first_phone_to_each_other_one(
    raw: RawServer, around: Surroundings
) -> None:
    phones = [Phone(around, "main", "fr", opens_page=False) for _ in range(3)]
    for phone in phones:
        phone.cookie = COOKIE
    callers = [await here(phone, raw) for phone in phones]
    for caller in callers:
        caller.say(frame(0xC1, deflated(b'<hx-partial hx-target="#n-1"></hx-partial>')))
    await until(lambda: around.figures.broadcasts == 6)
    assert around.figures.spread.count == 2
    for phone in phones:
        phone.leave()
