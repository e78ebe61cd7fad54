"""Phones that do not take what they are sent: they cost the others nothing, and end exact or cut."""

import os
import tracemalloc

import pytest

from server.live import seat
from server.web import line, listening, patrol, sending
from tests.fanout.hall import Hall
from tests.fanout.phone import Phone
from tests.faults.waiting import until

# A page shows a hundred questions; as many fit into no buffer.
TOLD = 60


@pytest.fixture(autouse=True)
def small_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little waits in the kernel for a reader that is behind, so that few messages make one."""
    monkeypatch.setattr(listening, "SEND_BUFFER", 4096)


@pytest.fixture
def quick_patrol(monkeypatch: pytest.MonkeyPatch) -> None:
    """A patrol for which a second is over in no time, and nobody is silent for too long."""
    monkeypatch.setattr(patrol, "EVERY", 0.02)
    monkeypatch.setattr(line, "SILENT_AT_MOST", 1_000_000)


async def tell(hall: Hall, times: int = TOLD) -> str:
    """Much is broadcast; gives the last words of it."""
    words = ""
    for _ in range(times):
        words = await hall.ask()
    return words


async def stalled(hall: Hall, number: int) -> list[Phone]:
    """Phones that came in and then stopped reading."""
    phones = await hall.phones(number, narrow=True)
    for phone in phones:
        phone.stop_reading()
    return phones


async def test_while_some_read_nothing_everyone_else_gets_every_message_in_order(hall: Hall) -> None:
    await stalled(hall, 8)
    phones = await hall.phones(8)
    begun = [len(phone.html) for phone in phones]
    last = await tell(hall)
    for phone in phones:
        await phone.shows(last)
    heard = [phone.html[first:] for phone, first in zip(phones, begun, strict=True)]
    broadcast = [[one for one in html if 'id="me"' not in one] for html in heard]
    assert len(broadcast[0]) >= TOLD
    assert all(each == broadcast[0] for each in broadcast)
    for number in range(1, TOLD + 1):
        assert sum(f"Question {number:04}." in one for one in broadcast[0]) == 1
    assert [phone.sight.wholes for phone in phones] == [1] * 8
    assert await hall.misled(phones) == []


async def test_who_reads_again_later_is_brought_to_exact_state_by_the_newest_page_alone(hall: Hall) -> None:
    slow = await stalled(hall, 6)
    (quick,) = await hall.phones(1)
    await quick.shows(await tell(hall, 3))
    before, quickly = [phone.size for phone in slow], quick.size
    await hall.stir(600)
    last = await hall.ask()
    await quick.shows(last)
    for phone in slow:
        phone.read_on()
        await phone.shows(last)
    assert await hall.misled([*slow, quick]) == []
    for phone, size in zip(slow, before, strict=True):
        assert phone.sight.wholes >= 2
        # What the kernel held for it, what the server held, and a page or two.
        assert phone.size - size < (quick.size - quickly) / 2
    words = await hall.ask()
    for phone in slow:
        await phone.shows(words)
    assert await hall.misled(slow) == []


async def test_who_falls_behind_again_and_again_is_exact_each_time(hall: Hall) -> None:
    slow = await stalled(hall, 3)
    for _ in range(4):
        last = await tell(hall, 24)
        for phone in slow:
            phone.read_on()
            await phone.shows(last)
        assert await hall.misled(slow) == []
        for phone in slow:
            phone.stop_reading()


async def test_who_reads_one_small_piece_now_and_then_is_exact_in_the_end(hall: Hall) -> None:
    slow = await stalled(hall, 3)
    last = ""
    for _ in range(TOLD):
        last = await hall.ask()
        for phone in slow:
            phone.read_on()
        await until(lambda: True)
        for phone in slow:
            phone.stop_reading()
    for phone in slow:
        phone.read_on()
        await phone.shows(last)
    assert await hall.misled(slow) == []


@pytest.mark.usefixtures("quick_patrol")
async def test_who_never_reads_is_cut_and_nobody_else_is(hall: Hall) -> None:
    stuck, phones = await stalled(hall, 5), await hall.phones(5)
    await tell(hall)
    await until(lambda: len(hall.venue.runtime.hub.all()) == 5)
    for phone in stuck:
        phone.read_on()
        await phone.ended
    assert not any(phone.ended.done() for phone in phones)
    words = await hall.ask()
    for phone in phones:
        await phone.shows(words)
    assert await hall.misled(phones) == []


async def test_nothing_is_written_for_a_phone_that_does_not_read(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = set[int]()

    def noting(descriptor: int, frame: bytes) -> int:
        written.add(descriptor)
        return os.write(descriptor, frame)

    await stalled(hall, 20)
    phones = await hall.phones(5)
    await phones[0].shows(await tell(hall))
    for module in (sending, seat):
        monkeypatch.setattr(module, "write", noting)
    last = await tell(hall, 10)
    for phone in phones:
        await phone.shows(last)
    assert len(written) == 5


async def test_what_waits_for_phones_that_do_not_read_does_not_grow_with_what_is_told(hall: Hall) -> None:
    await stalled(hall, 200)
    (quick,) = await hall.phones(1)
    await quick.shows(await tell(hall, 20))
    tracemalloc.start()
    try:
        await hall.stir(200)
        await quick.shows(await hall.ask())
        waits, size = tracemalloc.get_traced_memory()[0], quick.size
        await hall.stir(300)
        await quick.shows(await hall.ask())
        told = quick.size - size
        assert tracemalloc.get_traced_memory()[0] - waits < 200 * told / 10
    finally:
        tracemalloc.stop()
