"""The end of a conversation: a close is answered in kind, and nothing happens afterwards."""

import pytest

from server.live.message import Message
from server.room.screen import Stage
from tests.faults.waiting import until
from tests.web.raw import CLOSE, CONTINUATION, PING, PONG, TEXT, Raw, Received, beat, close_body, frame
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="module")

VIOLATION, INVALID_TEXT = 1002, 1007
COMMAND = frame(TEXT, b'{"id": "0123456789abcdef", "command": {"do": "set-name", "name": "Mo"}}')
CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4001, 4999]


@pytest.mark.parametrize(
    "body",
    [b"", *map(close_body, CODES), close_body(1000, "au revoir 円".encode()), close_body(4321, b"x" * 123)],
)
async def test_a_close_is_answered_with_its_own_words(venue: Venue, phone: Raw, body: bytes) -> None:
    phone.send(frame(CLOSE, body))
    assert await phone.heard() == Received(CLOSE, body)
    assert await phone.received() is None
    await until(lambda: not venue.runtime.hub.all())


@pytest.mark.parametrize("code", [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
async def test_a_code_that_nobody_may_send_is_a_violation(phone: Raw, code: int) -> None:
    phone.send(frame(CLOSE, close_body(code)))
    assert await phone.closed() == VIOLATION


async def test_a_close_of_one_byte_is_a_violation(phone: Raw) -> None:
    phone.send(frame(CLOSE, b"\x03"))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize("length", [124, 125, 1000])
async def test_a_close_that_is_too_long_is_a_violation(phone: Raw, length: int) -> None:
    phone.send(frame(CLOSE, close_body(1000, b"x" * length)))
    assert await phone.closed() == VIOLATION


async def test_a_close_in_several_frames_is_a_violation(phone: Raw) -> None:
    phone.send(frame(CLOSE, close_body(1000), fin=False), frame(CONTINUATION, b"x"))
    assert await phone.closed() == VIOLATION


@pytest.mark.parametrize("reason", [b"\xff", b"\xc3", b"ok\xed\xa0\x80"])
async def test_a_reason_that_is_not_utf8_is_invalid(phone: Raw, reason: bytes) -> None:
    phone.send(frame(CLOSE, close_body(1000, reason)))
    assert await phone.closed() == INVALID_TEXT


async def test_a_close_that_arrives_byte_by_byte_is_answered(phone: Raw) -> None:
    await phone.send_pieces(bytes([byte]) for byte in frame(CLOSE, close_body(1000, b"bye")))
    assert await phone.closed() == 1000


async def test_what_comes_after_a_close_is_not_carried_out_nor_answered(venue: Venue, phone: Raw) -> None:
    before = venue.house.state.seq
    phone.send(frame(CLOSE, close_body(1000)), COMMAND, frame(PING, b"too late"), frame(TEXT, beat(1)))
    assert await phone.closed() == 1000
    await until(lambda: not venue.runtime.hub.all())
    assert venue.house.state.seq == before


async def test_what_came_before_a_close_is_carried_out(venue: Venue, phone: Raw) -> None:
    phone.send(COMMAND, frame(CLOSE, close_body(1000)))
    assert await phone.closed() == 1000
    await until(lambda: "Mo" in {person.name for person in venue.house.state.people.values()})


async def test_a_second_close_in_the_same_piece_changes_nothing(phone: Raw) -> None:
    phone.send(frame(CLOSE, close_body(4000)), frame(CLOSE, close_body(4001)))
    assert await phone.closed() == 4000


@pytest.mark.parametrize("answered", [close_body(1012), b"", close_body(1000)])
async def test_who_is_told_to_come_back_and_answers_is_let_go(
    venue: Venue, phone: Raw, answered: bytes
) -> None:
    await phone.is_alive()
    (seat,) = venue.runtime.hub.all()
    seat.outlet.close(1012)
    assert await phone.heard() == Received(CLOSE, close_body(1012))
    phone.send(frame(CLOSE, answered))
    assert await phone.received() is None
    await until(lambda: not venue.runtime.hub.all())


async def test_what_was_on_its_way_when_the_server_closed_is_not_answered(venue: Venue, phone: Raw) -> None:
    await phone.is_alive()
    (seat,) = venue.runtime.hub.all()
    seat.outlet.close(1012)
    assert await phone.heard() == Received(CLOSE, close_body(1012))
    phone.send(COMMAND, frame(PING, b"late"), frame(TEXT, beat(1)), frame(CLOSE, close_body(1012)))
    assert {await phone.received(), await phone.received()} <= {Received(PONG, b"late"), None}


async def test_nothing_is_sent_after_the_close(venue: Venue, phone: Raw) -> None:
    await phone.is_alive()
    (seat,) = venue.runtime.hub.all()
    seat.outlet.say(Message('{"said": "before"}'))
    seat.outlet.close(1012)
    seat.outlet.say(Message('{"said": "after"}'))
    seat.outlet.close(1013)
    assert await phone.answer() == {"said": "before"}
    assert await phone.heard() == Received(CLOSE, close_body(1012))
    await venue.do(Stage("why"))
    venue.runtime.page("audience", "main", fresh=True)
    seat.outlet.say(Message('{"said": "long after"}'))
    phone.send(frame(CLOSE, close_body(1012)))
    assert await phone.received() is None
