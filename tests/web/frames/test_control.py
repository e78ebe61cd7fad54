"""Pings and pongs: answered at once and in order, and harmless to whatever they come between."""

import json
from itertools import pairwise

import pytest

from tests.web.raw import BINARY, CONTINUATION, PING, PONG, TEXT, Raw, beat, frame, head
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="module")

VIOLATION = 1002


def command(number: int) -> bytes:
    """A command whose answer tells which one it was."""
    order = {"do": "set-name", "name": f"Anna {number}"}
    return frame(TEXT, json.dumps({"id": f"command-number-{number:04}", "command": order}).encode())


async def acknowledged(phone: Raw, *numbers: int) -> None:
    """These commands have been carried out, in this order."""
    answers = [await phone.answer() for _ in numbers]
    assert [answer["ack"] for answer in answers] == [f"command-number-{n:04}" for n in numbers]
    assert all(int(one["seq"]) < int(next["seq"]) for one, next in pairwise(answers))


@pytest.mark.parametrize("length", [0, 1, 4, 124, 125])
async def test_a_ping_is_answered_with_its_own_words(phone: Raw, length: int) -> None:
    body = bytes(range(256))[-length:] if length else b""
    phone.send(frame(PING, body))
    await phone.pongs(body)
    await phone.is_alive()


async def test_pings_are_answered_in_order(phone: Raw) -> None:
    bodies = [b"%d" % n for n in range(50)]
    phone.send(*(frame(PING, body) for body in bodies))
    await phone.pongs(*bodies)
    await phone.is_alive()


async def test_a_ping_that_arrives_byte_by_byte_is_answered(phone: Raw) -> None:
    await phone.send_pieces(bytes([byte]) for byte in frame(PING, b"are you there?"))
    await phone.pongs(b"are you there?")


@pytest.mark.parametrize("kind", [PING, PONG])
@pytest.mark.parametrize("length", [126, 127, 1000, 70_000])
async def test_a_control_frame_that_is_too_long_closes_the_socket(phone: Raw, kind: int, length: int) -> None:
    phone.send(frame(kind, bytes(length)) if length < 70_000 else head(kind, length))
    assert await phone.closed() in {VIOLATION, 1009}


@pytest.mark.parametrize("kind", [PING, PONG])
async def test_a_control_frame_that_is_not_the_last_of_itself_closes_the_socket(
    phone: Raw, kind: int
) -> None:
    phone.send(frame(kind, b"a", fin=False), frame(CONTINUATION, b"b"))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize("body", [b"", b"unasked", bytes(125)])
async def test_a_pong_that_nobody_asked_for_is_not_answered(phone: Raw, body: bytes) -> None:
    phone.send(frame(PONG, body), frame(TEXT, beat(1)), frame(PONG, body))
    await phone.beats(1)
    await phone.is_alive(2)


async def test_what_comes_with_a_ping_in_one_piece_is_neither_lost_nor_reordered(phone: Raw) -> None:
    third = command(3)
    phone.send(frame(PING, b"first"), command(1), command(2), third[:20])
    await phone.pongs(b"first")
    await acknowledged(phone, 1, 2)
    phone.send(third[20:], command(4))
    await acknowledged(phone, 3, 4)


@pytest.mark.parametrize("at", range(1, len(command(3))))
async def test_the_rest_of_a_command_finds_its_beginning_wherever_it_was_cut(phone: Raw, at: int) -> None:
    third = command(3)
    await phone.send_pieces([command(1) + frame(PING) + command(2) + third[:at], third[at:] + command(4)])
    await phone.pongs(b"")
    await acknowledged(phone, 1, 2, 3, 4)


async def test_commands_among_frames_of_every_kind_are_carried_out_in_order(phone: Raw) -> None:
    whole = json.dumps(
        {"id": "command-number-0002", "command": {"do": "set-name", "name": "Anna 2"}}
    ).encode()
    phone.send(
        command(1),
        frame(TEXT, whole[:9], fin=False),
        frame(PING, b"between"),
        frame(CONTINUATION, whole[9:]),
        frame(PONG),
        command(3),
        frame(PING, b"after"),
        command(4),
    )
    heard = [await phone.heard() for _ in range(6)]
    assert [one.body for one in heard if one.kind == PONG] == [b"between", b"after"]
    answers = [json.loads(one.body) for one in heard if one.kind == TEXT]
    assert [answer["ack"] for answer in answers] == [f"command-number-{n:04}" for n in range(1, 5)]
    await phone.is_alive()


async def test_after_frames_that_are_not_short_texts_short_texts_are_understood_as_before(
    venue: Venue, phone: Raw
) -> None:
    others = [frame(PING), frame(PONG), frame(TEXT, beat(0)[:3], fin=False), frame(CONTINUATION, beat(0)[3:])]
    for number in range(1, 20):
        phone.send(*others, command(number), frame(TEXT, beat(number)))
        heard = [await phone.heard() for _ in range(4)]
        said = [json.loads(one.body) for one in heard if one.kind == TEXT]
        assert sorted(one["beat"] for one in said if "beat" in one) == [0, number]
        assert [one["ack"] for one in said if "ack" in one] == [f"command-number-{number:04}"]
    assert len(venue.runtime.hub.all()) == 1


async def test_a_ping_with_bytes_in_the_middle_of_a_message_of_bytes_is_answered(phone: Raw) -> None:
    phone.send(frame(BINARY, b"\x00", fin=False), frame(PING, b"\xff\x00"))
    await phone.pongs(b"\xff\x00")
