"""A hall that comes back all at once: each is greeted with the exact state, and staff do not queue."""

import asyncio
import os

import pytest

from server.room.polls import OpenPoll
from tests.fanout.hall import Hall
from tests.fanout.phone import Phone
from tests.faults.waiting import until
from tests.web.venue import Venue

CROWD = 250


async def desk_cookie(venue: Venue) -> str:
    """What lets a moderator's desk in."""
    browser = await venue.staff("moderator")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)


async def emptied(hall: Hall) -> None:
    """Wait until nobody is left in the hall."""
    await until(lambda: not hall.venue.runtime.hub.all())


async def test_all_leave_and_come_back_at_once_to_the_exact_state(hall: Hall) -> None:
    await hall.ask()
    phones = await hall.phones(CROWD)
    for phone in phones:
        phone.cut()
    await hall.ask()
    returned = await hall.phones(CROWD)
    words = await hall.ask()
    for phone in returned:
        await phone.shows(words)
    assert await hall.misled(returned) == []
    await until(lambda: len(hall.venue.runtime.hub.all()) == CROWD)


async def test_what_happens_while_they_come_back_is_missed_by_nobody(hall: Hall) -> None:
    await hall.ask()
    coming = asyncio.create_task(hall.phones(CROWD))
    words, told = await hall.ask(), 1
    while told < 20 and not coming.done():
        await asyncio.sleep(0)
        words, told = await hall.ask(), told + 1
    returned = await coming
    assert told > 1
    for phone in returned:
        await phone.shows(words)
    assert await hall.misled(returned) == []


async def test_who_comes_back_with_the_newest_page_is_sent_nothing_and_goes_on_from_there(hall: Hall) -> None:
    await hall.ask()
    (whole,) = await hall.phones(1)
    version = hall.venue.runtime.page("audience", "main").version
    phone = hall.phone(f"lang=en&v={version}")
    hall.came.append(phone)
    await phone.come(hall.port)
    words = await hall.ask()
    await phone.shows(words)
    await whole.shows(words)
    assert [html for html in phone.html if 'id="me"' not in html] == [
        html for html in whole.html if 'id="me"' not in html and words in html
    ]


async def test_a_desk_that_comes_amid_the_crowd_is_greeted_before_the_last_of_it(hall: Hall) -> None:
    cookie = await desk_cookie(hall.venue)
    await hall.ask()
    crowd = [hall.phone() for _ in range(CROWD)]
    desk = Phone.to(hall.origin, cookie, "desk")
    everyone = [*crowd[: CROWD // 2], desk, *crowd[CROWD // 2 :]]
    hall.came += everyone
    rushing = [phone.rush(hall.port) for phone in everyone]
    await asyncio.gather(*(phone.attend(plug) for phone, plug in zip(everyone, rushing, strict=True)))
    for phone in everyone:
        await phone.greeted()
    # In the order in which they sat down.
    views = [seat.view for seat in hall.venue.runtime.hub.all()]
    assert views.index("desk") < CROWD
    assert await hall.misled(crowd) == []


async def test_who_gives_up_at_the_door_takes_nobody_along(hall: Hall) -> None:
    for turn in range(6):
        crowd = [hall.phone() for _ in range(60)]
        hall.came += crowd
        await asyncio.gather(*(phone.knock(hall.port) for phone in crowd))
        for _ in range(turn):
            await asyncio.sleep(0)
        for phone in crowd[::2]:
            phone.cut()
        for phone in crowd[1::2]:
            await phone.greeted()
            phone.cut()
        await emptied(hall)


async def test_who_cannot_be_answered_takes_nobody_along(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = [hall.phone() for _ in range(40)]
    hall.came += crowd
    sit, seated = hall.venue.runtime.sit, 0

    def failing(*given: object) -> None:
        nonlocal seated
        seated += 1
        if seated % 2:
            raise BrokenPipeError(os.strerror(32))
        sit(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(hall.venue.runtime, "sit", failing)
    await asyncio.gather(*(phone.knock(hall.port) for phone in crowd))
    await until(lambda: all(phone.sight.wholes > 0 or phone.ended.done() for phone in crowd))
    assert sum(phone.sight.wholes > 0 for phone in crowd) == 20
    await until(lambda: len(hall.venue.runtime.hub.all()) == 20)


async def test_a_poll_that_opens_while_they_come_back_is_on_every_phone(hall: Hall) -> None:
    coming = asyncio.create_task(hall.phones(CROWD))
    await asyncio.sleep(0)
    await hall.venue.do(OpenPoll("where"))
    hall.tell()
    phones = await coming
    await until(lambda: all("Where?" in phone.sight.words("ballot") for phone in phones))
