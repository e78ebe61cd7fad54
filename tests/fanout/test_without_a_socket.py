"""Where bytes cannot be given to the kernel directly, they go through the transport, and all is as before."""

import asyncio
from typing import Any

import pytest

from server.live.seat import NOWHERE
from server.web import sending
from tests.fanout.hall import Hall
from tests.faults.waiting import until


@pytest.fixture(autouse=True)
def no_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a transport that has no socket, or encrypts what it is given."""

    def nowhere(transport: asyncio.Transport) -> int:
        return NOWHERE

    def forbidden(*_: Any) -> int:
        raise AssertionError("written past the transport")

    monkeypatch.setattr(sending, "_descriptor", nowhere)
    monkeypatch.setattr(sending, "write", forbidden)


async def test_everyone_gets_every_message_in_order(hall: Hall) -> None:
    phones = await hall.phones(20)
    words = ""
    for _ in range(30):
        words = await hall.ask()
    for phone in phones:
        await phone.shows(words)
        await phone.do("upvote", question="question-000000000001")
    assert [phone.sight.wholes for phone in phones] == [1] * 20
    assert await hall.misled(phones) == []


async def test_who_does_not_read_is_brought_to_exact_state_later(hall: Hall) -> None:
    (slow,) = await hall.phones(1, narrow=True)
    (quick,) = await hall.phones(1)
    await hall.ask()
    slow.stop_reading()
    words = ""
    for _ in range(60):
        words = await hall.ask()
    await quick.shows(words)
    slow.read_on()
    await slow.shows(words)
    assert await hall.misled([slow, quick]) == []
    assert await hall.misled([slow, quick]) == []


async def test_they_come_and_go_as_elsewhere(hall: Hall) -> None:
    for phone in await hall.phones(30):
        phone.cut()
    await until(lambda: not hall.venue.runtime.hub.all())
