"""A message: the frames that carry it, made once."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side

from server.live.message import Message, frame_of


def read(frame: bytes) -> Frame:
    """The one frame that a client reads."""
    client = Protocol(Side.CLIENT, max_size=None)
    client.receive_data(frame)
    (found,) = client.events_received()
    assert isinstance(found, Frame)
    return found


def inflated(data: bytes) -> str:
    """A compressed message, by a reader that has kept nothing of those before."""
    return zlib.decompressobj(wbits=-15).decompress(data + b"\x00\x00\xff\xff").decode()


@given(st.text(max_size=300))
def test_a_plain_frame_is_read_by_any_client(text: str) -> None:
    found = read(frame_of(text))
    assert (found.opcode, found.fin, found.rsv1, found.data) == (Opcode.TEXT, True, False, text.encode())


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_frame_says_how_long_it_is_at_every_size(size: int) -> None:
    assert len(read(frame_of("x" * size)).data) == size


def test_a_packed_frame_is_shorter_and_says_that_it_is_compressed() -> None:
    message = Message("円卓会議の質問 " * 200)
    assert len(message.packed) < len(message.plain) / 5
    assert message.packed[0] == 0xC1
    assert inflated(bytes(read(b"\x81" + message.packed[1:]).data)) == message.text


def test_what_would_grow_is_not_packed() -> None:
    message = Message('{"ack":"a"}')
    assert message.packed is message.plain


def test_a_message_is_framed_and_packed_once() -> None:
    message = Message("x" * 1000)
    assert message.plain is message.plain
    assert message.packed is message.packed
