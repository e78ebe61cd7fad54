"""Messages in several frames: put together, or refused when they make no sense."""

import tracemalloc

import pytest

from server.web.parse import LARGEST
from tests.web.raw import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Raw, beat, close_body, frame, message

pytestmark = pytest.mark.asyncio(loop_scope="module")

VIOLATION, TOO_LARGE = 1002, 1009
TEXT_1 = beat(1, 300)

cuts = pytest.mark.parametrize(
    "pieces",
    [
        [TEXT_1[:150], TEXT_1[150:]],
        [TEXT_1[:1], TEXT_1[1:2], TEXT_1[2:]],
        [TEXT_1[at : at + 10] for at in range(0, 300, 10)],
        [bytes([byte]) for byte in TEXT_1],
        [b"", TEXT_1],
        [TEXT_1, b""],
        [TEXT_1[:5], b"", b"", TEXT_1[5:], b""],
        [b"", b"", b"", TEXT_1, b"", b"", b""],
    ],
    ids=["two", "three", "thirty", "each byte", "none first", "none last", "none between", "mostly none"],
)


@cuts
async def test_the_frames_of_a_message_are_put_together(phone: Raw, pieces: list[bytes]) -> None:
    phone.send(*message(pieces), frame(TEXT, beat(2)))
    await phone.beats(1, 2)


@cuts
async def test_the_frames_of_a_message_may_come_one_by_one(phone: Raw, pieces: list[bytes]) -> None:
    await phone.send_pieces(message(pieces))
    await phone.beats(1)
    await phone.is_alive()


async def test_a_message_of_frames_that_arrive_byte_by_byte_is_put_together(phone: Raw) -> None:
    stream = b"".join(message([TEXT_1[:3], b"", TEXT_1[3:200], TEXT_1[200:]]))
    await phone.send_pieces(bytes([byte]) for byte in stream)
    await phone.beats(1)


@cuts
async def test_a_ping_between_the_frames_is_answered_and_the_message_is_understood(
    phone: Raw, pieces: list[bytes]
) -> None:
    for at, part in enumerate(message(pieces)):
        phone.send(part, frame(PONG, b"unasked"))
        if at < len(pieces) - 1:
            phone.send(frame(PING, b"%d" % at))
            await phone.pongs(b"%d" % at)
    await phone.beats(1)
    await phone.is_alive()


async def test_one_message_of_frames_after_another_is_understood(phone: Raw) -> None:
    for number in range(10):
        phone.send(*message([beat(number)[:4], beat(number)[4:]]), frame(TEXT, beat(100 + number)))
    await phone.beats(*(n for number in range(10) for n in (number, 100 + number)))


@pytest.mark.parametrize("fin", [True, False])
async def test_a_continuation_of_nothing_closes_the_socket(phone: Raw, fin: bool) -> None:
    phone.send(frame(CONTINUATION, beat(1), fin=fin))
    assert await phone.closed() == VIOLATION


async def test_a_continuation_after_the_last_frame_of_a_message_closes_the_socket(phone: Raw) -> None:
    phone.send(*message([beat(1)[:4], beat(1)[4:]]))
    await phone.beats(1)
    phone.send(frame(CONTINUATION, b" "))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize("kind", [TEXT, BINARY])
@pytest.mark.parametrize("fin", [True, False])
async def test_a_message_within_a_message_closes_the_socket(phone: Raw, kind: int, fin: bool) -> None:
    phone.send(frame(TEXT, beat(1)[:4], fin=False), frame(kind, beat(2), fin=fin))
    assert await phone.closed() == VIOLATION


async def test_frames_that_are_large_only_together_are_understood_up_to_the_largest(phone: Raw) -> None:
    text = beat(1, LARGEST)
    phone.send(*message([text[: LARGEST // 2], text[LARGEST // 2 :], b""]))
    await phone.beats(1)
    phone.send(*message([text[: LARGEST // 2], text[LARGEST // 2 :], b" "]))
    assert await phone.closed() == TOO_LARGE


async def test_a_message_that_never_ends_closes_the_socket_when_it_has_become_too_large(phone: Raw) -> None:
    phone.send(frame(TEXT, b" " * 1024, fin=False), *[frame(CONTINUATION, b" " * 1024, fin=False)] * 16)
    assert await phone.closed() == TOO_LARGE


async def test_a_message_of_nothing_that_never_ends_takes_no_memory(phone: Raw) -> None:
    tracemalloc.start()
    try:
        phone.send(frame(TEXT, fin=False))
        for _ in range(10):
            phone.send(frame(CONTINUATION, fin=False) * 2000)
            await phone.writer.drain()
        phone.send(frame(PING, b"still here"))
        assert (await phone.heard()).kind in {PONG, CLOSE}
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()


async def test_a_close_within_a_message_closes_the_socket(phone: Raw) -> None:
    phone.send(frame(TEXT, beat(1)[:4], fin=False), frame(CLOSE, close_body(1000)))
    assert await phone.closed() in {1000, VIOLATION}


async def test_a_message_that_was_begun_and_left_is_not_carried_out(phone: Raw) -> None:
    phone.send(frame(TEXT, beat(1), fin=False), frame(PING, b"still here"))
    await phone.pongs(b"still here")
