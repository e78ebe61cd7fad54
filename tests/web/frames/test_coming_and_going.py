"""Phones that speak before they are let in, and phones that vanish in the middle of anything."""

import asyncio
import json
import socket
import struct

import pytest

from server.live.seat import Seat
from tests.faults.waiting import until
from tests.web.raw import CLOSE, PING, TEXT, Raw, beat, close_body, frame, message, raw
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="module")

STREAM = b"".join(
    [
        frame(TEXT, beat(1, 200)),
        frame(PING, b"words"),
        *message([beat(2)[:4], beat(2)[4:]]),
        frame(CLOSE, close_body(1000)),
    ]
)


def named(name: str) -> bytes:
    """A command that shows in the state whether it was carried out."""
    order = {"do": "set-name", "name": name}
    return frame(TEXT, json.dumps({"id": f"{name:-<20}", "command": order}).encode())


def reset(phone: Raw) -> None:
    """End the connection as a device does that lost all memory of it."""
    taken: socket.socket = phone.writer.get_extra_info("socket")
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    phone.writer.transport.abort()


async def all_well(venue: Venue) -> None:
    """Nobody is left behind, and whoever comes now is served."""
    await until(lambda: not venue.runtime.hub.all())
    async with raw(venue.origin) as other:
        await other.is_alive()
        await until(lambda: len(venue.runtime.hub.all()) == 1)
    await until(lambda: not venue.runtime.hub.all())


@pytest.mark.parametrize(
    "early",
    [
        frame(TEXT, beat(1)),
        frame(TEXT, beat(1, 5000)),
        frame(TEXT, beat(1))[:9],
        frame(PING, b"early") + frame(TEXT, beat(1)),
    ],
    ids=["a text", "a long text", "half a text", "a ping and a text"],
)
async def test_what_is_sent_with_the_handshake_is_answered_or_the_phone_is_refused_cleanly(
    venue: Venue, early: bytes
) -> None:
    async with raw(venue.origin, early=early) as phone:
        if phone.status.startswith("HTTP/1.1 101"):
            phone.send(frame(TEXT, beat(1))[9:] if len(early) == 9 else b"")
            await phone.pongs(*[b"early"] * early.startswith(frame(PING, b"early")))
            await phone.beats(1)
        else:
            assert phone.status.startswith("HTTP/1.1 4")
    await all_well(venue)


async def test_what_is_sent_before_the_handshake_is_answered_is_carried_out_once(venue: Venue) -> None:
    async with raw(venue.origin, early=named("Early") + named("Bird")) as phone:
        if phone.status.startswith("HTTP/1.1 101"):
            assert [(await phone.answer())["ack"][:5] for _ in range(2)] == ["Early", "Bird-"]
        else:
            assert phone.status.startswith("HTTP/1.1 4")


@pytest.mark.parametrize("at", range(0, len(STREAM), 7))
async def test_a_phone_that_is_reset_in_the_middle_of_anything_leaves_nothing_behind(
    venue: Venue, phone: Raw, at: int
) -> None:
    await phone.send_pieces([STREAM[:at]])
    reset(phone)
    await all_well(venue)


@pytest.mark.parametrize("at", range(0, len(STREAM), 7))
async def test_a_phone_that_ends_its_side_in_the_middle_of_anything_is_let_go(
    venue: Venue, phone: Raw, at: int
) -> None:
    await phone.send_pieces([STREAM[:at]])
    phone.writer.write_eof()
    async with asyncio.timeout(20):
        await phone.reader.read()
    await all_well(venue)


async def test_what_a_phone_said_before_it_was_reset_counts(venue: Venue, phone: Raw) -> None:
    await phone.send_pieces([named("Reset")])
    await phone.answer()
    reset(phone)
    await all_well(venue)
    assert "Reset" in {person.name for person in venue.house.state.people.values()}


async def test_a_phone_that_is_reset_while_it_is_being_answered_leaves_nothing_behind(venue: Venue) -> None:
    for number in range(20):
        async with raw(venue.origin) as phone:
            phone.send(*(named(f"Name-{number}-{n}") for n in range(5)), frame(TEXT, beat(1)))
            await asyncio.sleep(0.001 * (number % 5))
            reset(phone)
    await all_well(venue)


@pytest.mark.parametrize(
    "words", [b"", b"GET /ws/audience/main HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r"]
)
async def test_a_phone_that_is_reset_during_the_handshake_leaves_nothing_behind(
    venue: Venue, words: bytes
) -> None:
    port = int(venue.origin.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    phone = Raw(reader, writer)
    await phone.send_pieces([words])
    reset(phone)
    await all_well(venue)


async def test_a_phone_that_goes_as_soon_as_it_has_asked_to_come_in_leaves_nothing_behind(
    venue: Venue,
) -> None:
    for _ in range(20):
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError, TimeoutError)):
            async with asyncio.timeout(0), raw(venue.origin):
                raise AssertionError("it was let in before it could go")
    await all_well(venue)


async def test_a_phone_whose_page_cannot_be_made_is_let_go_so_that_it_comes_again(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(seat: Seat, version: str) -> None:
        raise RuntimeError("the page cannot be made")

    monkeypatch.setattr(venue.runtime, "sit", fail)
    async with raw(venue.origin) as phone:
        async with asyncio.timeout(20):
            await phone.reader.read()
    monkeypatch.undo()
    await all_well(venue)
