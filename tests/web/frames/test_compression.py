"""Compressed messages, each by itself: understood when phones send them, readable alone when they come."""

import json
import random
import tracemalloc
import zlib

import pytest

from server.room.screen import Stage, Unstage
from server.web.parse import LARGEST
from tests.web.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    RSV1,
    RSV2,
    RSV3,
    TEXT,
    Raw,
    beat,
    deflated,
    frame,
    message,
    raw,
)
from tests.web.venue import Venue

VIOLATION, NOT_TEXT, INVALID_TEXT, TOO_LARGE = 1002, 1003, 1007, 1009
OFFER = "permessage-deflate; client_max_window_bits"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def offer() -> str:
    """What browsers offer."""
    return OFFER


def repeating(length: int) -> bytes:
    """A heartbeat whose last words are its first ones, so that its compression looks far back."""
    words = "".join(random.Random(length).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))
    return json.dumps({"beat": 1, "shows": words + words[:200]}).encode()


async def test_compression_is_agreed_on_and_nothing_is_remembered_from_message_to_message(phone: Raw) -> None:
    assert {"permessage-deflate", "server_no_context_takeover", "client_no_context_takeover"} <= set(
        phone.agreed
    )


@pytest.mark.parametrize("size", [11, 125, 126, 1000, LARGEST])
async def test_a_compressed_text_is_understood(phone: Raw, size: int) -> None:
    phone.send(frame(TEXT, deflated(beat(1, size)), rsv=RSV1))
    await phone.beats(1)
    await phone.is_alive()


@pytest.mark.parametrize("length", [600, 4000, LARGEST - 1000])
async def test_a_compressed_text_that_looks_far_back_is_understood(phone: Raw, length: int) -> None:
    phone.send(frame(TEXT, deflated(repeating(length), phone.window("client")), rsv=RSV1))
    await phone.beats(1)


@pytest.mark.parametrize("mask", [bytes(4), b"\xff\x01\x80\x7f"])
async def test_a_compressed_text_that_arrives_byte_by_byte_is_understood(phone: Raw, mask: bytes) -> None:
    await phone.send_pieces(
        bytes([byte]) for byte in frame(TEXT, deflated(beat(1, 300)), rsv=RSV1, mask=mask)
    )
    await phone.beats(1)


async def test_each_of_many_compressed_texts_is_understood_by_itself(phone: Raw) -> None:
    phone.send(*(frame(TEXT, deflated(beat(n)), rsv=RSV1) for n in range(50)))
    await phone.beats(*range(50))


async def test_texts_that_are_compressed_and_others_may_follow_each_other(phone: Raw) -> None:
    for n in range(0, 40, 4):
        phone.send(
            frame(TEXT, beat(n)),
            frame(TEXT, deflated(beat(n + 1)), rsv=RSV1),
            *message([beat(n + 2)[:4], beat(n + 2)[4:]]),
            *message([deflated(beat(n + 3))[:4], deflated(beat(n + 3))[4:]], rsv=RSV1),
        )
    await phone.beats(*range(40))


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
async def test_a_compressed_message_in_several_frames_is_put_together(phone: Raw, size: int) -> None:
    body = deflated(beat(1, 300))
    frames = message([*(body[at : at + size] for at in range(0, len(body), size)), b""], rsv=RSV1)
    phone.send(*(part for one in frames for part in (frame(PING, b"x"), one)))
    await phone.pongs(*[b"x"] * len(frames))
    await phone.beats(1)
    await phone.is_alive()


@pytest.mark.parametrize("level", [0, 1, 9])
async def test_however_hard_it_was_compressed_it_is_understood(phone: Raw, level: int) -> None:
    deflater = zlib.compressobj(level, wbits=-phone.window("client"))
    body = deflater.compress(beat(1, 100)) + deflater.flush(zlib.Z_SYNC_FLUSH)
    phone.send(frame(TEXT, body[:-4], rsv=RSV1))
    await phone.beats(1)


async def test_a_message_of_several_blocks_is_understood(phone: Raw) -> None:
    deflater = zlib.compressobj(wbits=-phone.window("client"))
    flushed = [deflater.compress(bytes([byte])) + deflater.flush(zlib.Z_SYNC_FLUSH) for byte in beat(1)]
    phone.send(frame(TEXT, b"".join(flushed)[:-4], rsv=RSV1))
    await phone.beats(1)


async def test_a_message_whose_last_block_says_that_it_is_the_last_is_understood(phone: Raw) -> None:
    deflater = zlib.compressobj(wbits=-phone.window("client"))
    phone.send(frame(TEXT, deflater.compress(beat(1)) + deflater.flush(zlib.Z_FINISH) + b"\x00", rsv=RSV1))
    await phone.beats(1)


@pytest.mark.parametrize("nothing", [b"", b"\x00", b"\x02\x00"])
async def test_nothing_compressed_is_nothing(phone: Raw, nothing: bytes) -> None:
    phone.send(frame(TEXT, nothing, rsv=RSV1))
    assert (await phone.answer())["refused"] == "malformed"
    await phone.is_alive()


@pytest.mark.parametrize("rsv", [RSV2, RSV3, RSV1 | RSV2, RSV1 | RSV3])
async def test_another_reserved_bit_closes_the_socket(phone: Raw, rsv: int) -> None:
    phone.send(frame(TEXT, deflated(beat(1)), rsv=rsv))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize("rsv", [RSV1, 0])
async def test_a_continuation_that_claims_to_begin_a_compressed_message_closes_the_socket(
    phone: Raw, rsv: int
) -> None:
    body = deflated(beat(1)) if rsv else beat(1)
    phone.send(frame(TEXT, body[:4], rsv=rsv, fin=False), frame(CONTINUATION, body[4:], rsv=RSV1))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize("kind", [PING, PONG, CLOSE])
async def test_a_control_frame_that_claims_to_be_compressed_closes_the_socket(phone: Raw, kind: int) -> None:
    phone.send(frame(kind, b"", rsv=RSV1))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize(
    "body",
    [b"\xff" * 20, b"\x07\x00", b"\x01\x05\x00\x00\x00hello", beat(1)],
    ids=lambda body: body.hex()[:8],
)
async def test_what_cannot_be_inflated_closes_the_socket(phone: Raw, body: bytes) -> None:
    phone.send(frame(TEXT, body, rsv=RSV1))
    assert await phone.closed() in {VIOLATION, INVALID_TEXT}


async def test_a_message_that_relies_on_an_earlier_one_closes_the_socket(phone: Raw) -> None:
    deflater = zlib.compressobj(wbits=-phone.window("client"))
    first, second = (
        (deflater.compress(repeating(300)) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4] for _ in range(2)
    )
    phone.send(frame(TEXT, first, rsv=RSV1))
    await phone.beats(1)
    phone.send(frame(TEXT, second, rsv=RSV1))
    assert await phone.closed() in {VIOLATION, INVALID_TEXT}


async def test_compressed_text_that_is_not_utf8_closes_the_socket(phone: Raw) -> None:
    phone.send(frame(TEXT, deflated(b'{"beat": 1, "shows": "\xe5\x86"}'), rsv=RSV1))
    assert await phone.closed() == INVALID_TEXT


async def test_compressed_bytes_are_not_understood(phone: Raw) -> None:
    phone.send(frame(BINARY, deflated(beat(1)), rsv=RSV1))
    assert await phone.closed() == NOT_TEXT


@pytest.mark.parametrize("size", [LARGEST + 1, LARGEST + 1000, 1 << 20])
async def test_a_text_above_the_largest_closes_the_socket_however_small_it_is_compressed(
    phone: Raw, size: int
) -> None:
    phone.send(frame(TEXT, deflated(beat(1, size)), rsv=RSV1))
    assert await phone.closed() == TOO_LARGE


@pytest.mark.parametrize("fragments", [1, 3, 50])
async def test_a_little_that_would_become_very_much_takes_no_memory(phone: Raw, fragments: int) -> None:
    bomb = deflated(bytes(10_000_000))
    assert len(bomb) < LARGEST
    step = len(bomb) // fragments + 1
    frames = message([bomb[at : at + step] for at in range(0, len(bomb), step)], rsv=RSV1)
    tracemalloc.start()
    try:
        phone.send(*frames)
        assert await phone.closed() == TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


async def test_what_is_broadcast_is_compressed_and_says_the_same_as_what_is_not(
    venue: Venue, phone: Raw
) -> None:
    async with raw(venue.origin) as plain:
        await phone.is_alive()
        await plain.is_alive()
        for change in (Stage("why"), Unstage("main"), Stage("why")):
            phone.html, plain.html = [], []
            await venue.do(change)
            words = "Why?" if isinstance(change, Stage) else 'id="on-stage"'
            await plain.shows(words)
            await phone.shows(words)
            assert phone.html[-1] == plain.html[-1]
        assert phone.compressed
        assert not plain.compressed


async def test_the_first_page_is_compressed_and_the_same_as_what_is_not(venue: Venue, phone: Raw) -> None:
    async with raw(venue.origin) as plain:
        await phone.shows('id="questions"')
        await plain.shows('id="questions"')
        assert phone.html[0] == plain.html[0]
        assert phone.compressed
