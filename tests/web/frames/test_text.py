"""What is text and what is not: UTF-8 is held to the letter, wherever frames and pieces cut it."""

import json

import pytest

from tests.web.raw import TEXT, Raw, beat, frame, message
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="module")

INVALID_TEXT = 1007
NAME = "Zoé 円卓 🗾"
ID = "0123456789abcdef"
COMMAND = json.dumps({"id": ID, "command": {"do": "set-name", "name": NAME}}, ensure_ascii=False).encode()
WHERE_THE_NAME_IS = range(COMMAND.index(b"Zo"), len(COMMAND))

wrong = pytest.mark.parametrize(
    "wrong",
    [
        b"\x80",
        b"\xbf",
        b"\xff",
        b"\xfe",
        b"\xc0\xaf",
        b"\xc1\xbf",
        b"\xe0\x80\xaf",
        b"\xf0\x80\x80\xaf",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xed\xa0\xbd\xed\xb7\xbe",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xfc\x84\x80\x80\x80\x80",
        b"\xc3",
        b"\xe5\x86",
        b"\xf0\x9f\x97",
        b"\xc3\x28",
        b"\xe5\x28\x86",
    ],
    ids=lambda sequence: sequence.hex(" "),
)


async def named(venue: Venue, phone: Raw) -> str:
    """The name that the phone's command has given."""
    assert await phone.answer() == {"ack": ID, "seq": str(venue.house.state.seq)}
    (seat,) = venue.runtime.hub.all()
    return venue.house.state.person(seat.actor.id).name


async def test_words_of_every_length_are_understood(venue: Venue, phone: Raw) -> None:
    phone.send(frame(TEXT, COMMAND))
    assert await named(venue, phone) == NAME


@pytest.mark.parametrize("at", WHERE_THE_NAME_IS)
async def test_a_character_may_be_cut_by_frames(venue: Venue, phone: Raw, at: int) -> None:
    phone.send(*message([COMMAND[:at], COMMAND[at:]]))
    assert await named(venue, phone) == NAME


async def test_a_character_may_be_cut_by_frames_of_a_byte_each(venue: Venue, phone: Raw) -> None:
    phone.send(*message(bytes([byte]) for byte in COMMAND))
    assert await named(venue, phone) == NAME


async def test_a_character_may_be_cut_by_the_network(venue: Venue, phone: Raw) -> None:
    await phone.send_pieces(bytes([byte]) for byte in frame(TEXT, COMMAND))
    assert await named(venue, phone) == NAME


@pytest.mark.parametrize(
    "text", ["\ufffe", "\uffff", "\U0010ffff", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000"]
)
async def test_characters_at_the_edges_are_text(phone: Raw, text: str) -> None:
    phone.send(frame(TEXT, json.dumps({"beat": 1, "shows": text}, ensure_ascii=False).encode()))
    await phone.beats(1)


@wrong
async def test_what_is_not_utf8_closes_the_socket(phone: Raw, wrong: bytes) -> None:
    phone.send(frame(TEXT, b'{"beat": 1, "shows": "' + wrong + b'"}'))
    assert await phone.closed() == INVALID_TEXT


@wrong
async def test_what_is_not_utf8_at_the_very_end_closes_the_socket(phone: Raw, wrong: bytes) -> None:
    phone.send(frame(TEXT, beat(1) + wrong))
    assert await phone.closed() == INVALID_TEXT


@wrong
async def test_what_is_not_utf8_in_frames_of_a_byte_each_closes_the_socket(phone: Raw, wrong: bytes) -> None:
    phone.send(*message(bytes([byte]) for byte in b'{"beat": 1, "shows": "' + wrong + b'"}'))
    assert await phone.closed() == INVALID_TEXT


async def test_a_frame_that_is_no_json_but_text_is_refused_and_the_socket_lives_on(phone: Raw) -> None:
    for text in ("円卓", "\0", '{"beat": 1, "shows": "\0"}', "\ufeff"):
        phone.send(frame(TEXT, text.encode()))
        assert (await phone.answer())["refused"] == "malformed"
    await phone.is_alive()
