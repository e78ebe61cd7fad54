"""Frames by themselves: lengths, masks, reserved bits and kinds, however the bytes arrive."""

import json
import random
from collections.abc import Iterator

import pytest

from server.web.parse import LARGEST
from tests.web.raw import BINARY, PING, PONG, TEXT, Raw, beat, frame, head, message
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOO_LARGE, VIOLATION, NOT_TEXT = 1009, 1002, 1003

sizes = pytest.mark.parametrize("size", [11, 12, 13, 14, 125, 126, 127, 128, 255, 256, 4096, 16383, LARGEST])


@sizes
async def test_a_text_of_any_size_up_to_the_largest_is_understood(phone: Raw, size: int) -> None:
    phone.send(frame(TEXT, beat(1, size)))
    await phone.beats(1)
    await phone.is_alive()


@pytest.mark.parametrize("size", [11, 125, 126, 127, 400])
async def test_a_frame_that_arrives_byte_by_byte_is_understood(phone: Raw, size: int) -> None:
    await phone.send_pieces(bytes([byte]) for byte in frame(TEXT, beat(1, size)))
    await phone.beats(1)
    await phone.is_alive()


@pytest.mark.parametrize("size", [125, 126, LARGEST])
async def test_a_frame_that_arrives_in_two_pieces_is_understood_wherever_it_is_cut(
    phone: Raw, size: int
) -> None:
    whole = frame(TEXT, beat(1, size))
    cuts = [*range(1, 16), size // 2, len(whole) - 1]
    for cut in cuts:
        await phone.send_pieces([whole[:cut], whole[cut:]])
        await phone.beats(1)


@pytest.mark.parametrize("size", range(10))
async def test_a_text_too_short_to_say_anything_is_refused_and_the_socket_lives_on(
    phone: Raw, size: int
) -> None:
    phone.send(frame(TEXT, b" " * size))
    assert (await phone.answer())["refused"] == "malformed"
    await phone.is_alive()


@pytest.mark.parametrize("size", [LARGEST + 1, 65535, 65536, 1 << 20, 1 << 40])
async def test_a_text_above_the_largest_closes_the_socket_as_soon_as_its_length_is_told(
    phone: Raw, size: int
) -> None:
    phone.send(head(TEXT, size))
    assert await phone.closed() == TOO_LARGE


@pytest.mark.parametrize("told", [1 << 63, (1 << 64) - 1])
async def test_a_length_whose_highest_bit_is_set_closes_the_socket(phone: Raw, told: int) -> None:
    phone.send(head(TEXT, told))
    assert await phone.closed() in {VIOLATION, TOO_LARGE}


@pytest.mark.parametrize(("length", "size"), [(11, 2), (125, 2), (11, 8), (125, 8), (126, 8), (LARGEST, 8)])
async def test_a_length_told_at_greater_length_than_need_be_is_understood_all_the_same(
    phone: Raw, length: int, size: int
) -> None:
    phone.send(frame(TEXT, beat(1, length), size=size), frame(TEXT, beat(2)))
    await phone.beats(1, 2)


@pytest.mark.parametrize("mask", [bytes(4), b"\xff" * 4, b"\x00\x00\x00\x01", b"\x80\x40\x20\x10", b'{"be'])
async def test_whatever_the_mask_the_words_are_the_same(phone: Raw, mask: bytes) -> None:
    phone.send(*(frame(TEXT, beat(n, n), mask=mask) for n in range(10, 30)))
    await phone.beats(*range(10, 30))


async def test_many_frames_in_one_piece_are_answered_in_order(phone: Raw) -> None:
    phone.send(*(frame(TEXT, beat(n, n % 200), mask=n.to_bytes(4)) for n in range(300)))
    await phone.beats(*range(300))
    await phone.is_alive()


@pytest.mark.parametrize("seed", range(12))
async def test_however_a_stream_of_frames_is_cut_every_one_is_answered_in_order(
    phone: Raw, seed: int
) -> None:
    chance = random.Random(seed)
    frames, beats, pings = list[bytes](), list[int](), list[bytes]()
    for n in range(60):
        text, ping, mask = beat(n, chance.choice((0, 11, 125, 126, 700))), b"%d" % n, chance.randbytes(4)
        at = chance.randrange(len(text))
        begun, ended = message([text[:at], text[at:]])
        between = frame(PING, ping, mask=mask)
        added = chance.choice(
            (
                [frame(TEXT, text, mask=mask)],
                [between],
                [frame(PONG, ping)],
                [begun, ended],
                [begun, between, ended],
            )
        )
        frames += added
        beats += [n] if added[0][0] & 0xF == TEXT else []
        pings += [ping] if between in added else []
    await phone.send_pieces(pieces(b"".join(frames), chance))
    heard = [await phone.heard() for _ in beats + pings]
    assert [one.body for one in heard if one.kind == PONG] == pings
    assert [json.loads(one.body)["beat"] for one in heard if one.kind == TEXT] == beats


def pieces(stream: bytes, chance: random.Random) -> Iterator[bytes]:
    """A stream as a network may deliver it."""
    while stream:
        size = chance.choice((1, 1, 2, 3, 7, 60, 1500))
        yield stream[:size]
        stream = stream[size:]


@pytest.mark.parametrize("kind", [TEXT, BINARY, PING, PONG, 0x0, 0x8])
async def test_a_frame_without_a_mask_closes_the_socket(phone: Raw, kind: int) -> None:
    phone.send(frame(kind, beat(1), mask=b""))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize("kind", [TEXT, BINARY, PING])
@pytest.mark.parametrize("rsv", [bits << 4 for bits in range(1, 8)])
async def test_a_reserved_bit_that_nobody_agreed_on_closes_the_socket(
    phone: Raw, kind: int, rsv: int
) -> None:
    phone.send(frame(kind, beat(1), rsv=rsv))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize("body", [b"", beat(1)])
@pytest.mark.parametrize("kind", [*range(0x3, 0x8), *range(0xB, 0x10)])
async def test_a_kind_of_frame_that_does_not_exist_closes_the_socket(
    phone: Raw, kind: int, body: bytes
) -> None:
    phone.send(frame(kind, body))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize("pieces", [[b""], [beat(1)], [b"", b"", b""], [beat(1)[:5], beat(1)[5:]]])
async def test_bytes_are_not_understood(phone: Raw, pieces: list[bytes]) -> None:
    phone.send(*message(pieces, kind=BINARY))
    assert await phone.closed() == NOT_TEXT


@pytest.mark.parametrize(
    "wrong",
    [
        frame(TEXT, beat(1), mask=b""),
        frame(0x3),
        frame(TEXT, b"\xff"),
        head(TEXT, LARGEST + 1),
    ],
    ids=["unmasked", "unknown kind", "not UTF-8", "too large"],
)
async def test_what_follows_a_violation_is_not_carried_out(venue: Venue, phone: Raw, wrong: bytes) -> None:
    before = venue.house.state.seq
    phone.send(wrong, frame(TEXT, b'{"id": "0123456789abcdef", "command": {"do": "set-name", "name": "Mo"}}'))
    assert await phone.closed() in {VIOLATION, 1007, TOO_LARGE}
    assert venue.house.state.seq == before
