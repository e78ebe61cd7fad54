"""The doorstep: a returning hall waits for its turn and comes in; the staff and everybody inside go on."""

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from server.web import doorstep, porter
from server.web.admission import Arrival, admit
from server.web.parse import LARGEST
from server.web.patient import PatientHttp
from server.web.porter import Porter
from tests.faults.waiting import until
from tests.web.venue import CODE, Venue

PING, PONG = b"\x89\x80" + bytes(4), b"\x8a\x00"


def request(venue: Venue, *more: str, target: str = "/ws/audience/main?lang=en") -> bytes:
    """A phone's request for its socket."""
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {venue.origin.removeprefix('http://')}",
        f"Origin: {venue.origin}",
        f"Cookie: {venue.cookie()}",
        "Connection: keep-alive, Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


@contextlib.asynccontextmanager
async def connected(venue: Venue) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """A plain connection to the server."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(venue.origin.rpartition(":")[2]))
    try:
        async with asyncio.timeout(20):
            yield reader, writer
    finally:
        writer.transport.abort()


class Asleep:
    """A porter who lets nobody in until he is woken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.doors: set[Porter] = set()
        self._call: Callable[[Porter], None] = Porter._call
        self._patch = monkeypatch
        monkeypatch.setattr(Porter, "_call", lambda door: self.doors.add(door))

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(len(door) for door in self.doors)

    def wake(self) -> None:
        """From now on he does his work."""
        self._patch.setattr(Porter, "_call", self._call)
        for door in self.doors:
            self._call(door)


async def test_while_a_hall_waits_the_staff_and_those_inside_are_served(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, desk = await (await venue.phone()).screen(), await venue.staff("moderator")
    newcomer = await venue.stranger()
    asleep = Asleep(monkeypatch)
    async with connected(venue) as (back, writer), asyncio.TaskGroup() as group:
        writer.write(request(venue))
        page = group.create_task(newcomer.get(f"/m/{CODE}"))
        await until(lambda: asleep.waiting == 2)
        assert "seq" in await (await desk.screen("desk")).do("blank", hall="main")
        assert "seq" in await inside.do("set-name", name="Zoé")
        assert (await desk.get("/desk/main")).status_code == 200
        assert (await newcomer.get("/health")).status_code == 200
        assert not page.done()
        asleep.wake()
        assert (await page).status_code == 200
        assert (await back.readline()).startswith(b"HTTP/1.1 101")


async def test_a_phone_that_goes_while_it_waits_is_forgotten(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep = Asleep(monkeypatch)
    async with connected(venue) as (_, writer):
        writer.write(request(venue))
        await until(lambda: asleep.waiting == 1)
    await until(lambda: asleep.waiting == 0)


async def test_a_phone_that_talks_on_while_it_waits_is_not_listened_to_for_ever(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep = Asleep(monkeypatch)
    async with connected(venue) as (reader, writer):
        writer.write(request(venue))
        await until(lambda: asleep.waiting == 1)
        writer.write(b"x" * LARGEST)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    assert asleep.waiting == 0


async def test_who_waits_has_no_deadline(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.patient.HEADERS_WITHIN", 0.05)
    asleep = Asleep(monkeypatch)
    async with connected(venue) as (reader, writer):
        writer.write(request(venue))
        await until(lambda: asleep.waiting == 1)
        await asyncio.sleep(0.2)
        asleep.wake()
        assert (await reader.readline()).startswith(b"HTTP/1.1 101")


async def test_who_finds_too_many_waiting_is_told_to_come_again(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(porter, "MOST_WAITING", 0)
    async with connected(venue) as (reader, writer):
        writer.write(request(venue))
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nRetry-After: 1\r\n" in answer


async def test_a_phone_comes_in_without_a_detour(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_needed(*_: Any) -> None:
        raise AssertionError("an ordinary phone does not need this")

    monkeypatch.setattr(PatientHttp, "take_over", not_needed)
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
    async with connected(venue) as (reader, writer):
        writer.write(request(venue, offer))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
        assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in head
        assert b"server_no_context_takeover" in head
        await until(lambda: venue.runtime.hub.count("audience", "main") == 1)


@pytest.mark.parametrize(
    "offer", ["permessage-deflate; server_max_window_bits=8", "x-webkit-deflate-frame", ""]
)
async def test_a_phone_whose_offer_is_declined_comes_in_without_compression(venue: Venue, offer: str) -> None:
    async with connected(venue) as (reader, writer):
        writer.write(request(venue, f"Sec-WebSocket-Extensions: {offer}"))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101")
        assert b"extensions" not in head.lower()


async def test_what_a_phone_says_without_waiting_for_an_answer_is_heard(venue: Venue) -> None:
    async with connected(venue) as (reader, writer):
        writer.write(request(venue) + PING)
        await reader.readuntil(b"\r\n\r\n")
        assert await reader.readuntil(PONG)


async def test_a_phone_that_cannot_be_let_in_harms_no_other(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    times = iter([True])

    def fails_once(arrival: Arrival) -> bool:
        if next(times, False):
            raise RuntimeError("broken")
        return admit(arrival)

    monkeypatch.setattr(doorstep, "admit", fails_once)
    asleep = Asleep(monkeypatch)
    async with connected(venue) as (first, one), connected(venue) as (second, two):
        one.write(request(venue))
        await until(lambda: asleep.waiting == 1)
        two.write(request(venue))
        await until(lambda: asleep.waiting == 2)
        asleep.wake()
        with contextlib.suppress(ConnectionError):
            assert await first.read() == b""
        assert (await second.readline()).startswith(b"HTTP/1.1 101")
    assert "could not be let in" in caplog.text
