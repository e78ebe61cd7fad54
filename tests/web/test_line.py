"""A line: what goes straight to the kernel, what waits, and who is given up."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.live.message import Message, frame_of
from server.web import line
from server.web.line import Line
from server.web.patrol import Patrol
from server.web.sending import MOST_WAITING
from server.web.upgrade import Handover

SMALL = Message("news")


class Transport(asyncio.Transport):
    """A transport that keeps what it is given until a test lets it go."""

    def __init__(self, sock: socket.socket | None, **extra: Any) -> None:
        super().__init__({"socket": sock, **extra})
        self.waiting, self.is_cut, self.is_closed, self.is_paused = b"", False, False, False
        self.high = 65_536
        self.protocol: Line

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        assert isinstance(protocol, Line)
        self.protocol = protocol

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.high = high or 0
        self._tell()

    def get_write_buffer_size(self) -> int:
        return len(self.waiting)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.waiting += bytes(data)
        self._tell()

    def drain(self) -> bytes:
        """The reader has taken everything."""
        taken, self.waiting = self.waiting, b""
        self.protocol.resume_writing()
        return taken

    def abort(self) -> None:
        self.is_cut = True

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed or self.is_cut

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def _tell(self) -> None:
        if len(self.waiting) > self.high:
            self.protocol.pause_writing()


class Heard:
    """A listener that notes what it hears."""

    def __init__(self) -> None:
        self.said: list[str | bytes] = []
        self.waited, self.drains, self.has_ended = 0, list[bool](), 0

    def took(self, said: str | bytes) -> None:
        self.said.append(said)

    def waits(self) -> None:
        self.waited += 1

    def drained(self, missed: bool) -> None:
        self.drains.append(missed)

    def ended(self) -> None:
        self.has_ended += 1


class Pair:
    """A line and the other end of its connection."""

    def __init__(self, direct: bool = True, **extra: Any) -> None:
        here, self.there = socket.socketpair()
        here.setblocking(False)
        self.there.setblocking(False)
        here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.patrol, self.heard, self.connections = Patrol(), Heard(), set[Any]()
        self.transport = Transport(here if direct else None, **extra)
        self.line = Line(Handover(self.transport, False, b"", self.connections), self.patrol)
        self._here = here

    def read(self) -> bytes:
        """What has arrived at the other end."""
        try:
            return self.there.recv(1_000_000)
        except BlockingIOError:
            return b""

    def fill(self) -> None:
        """Send until the kernel takes no more."""
        while not self.transport.waiting:
            self.line.push(SMALL)

    def round(self, seconds: int = 1) -> None:
        for _ in range(seconds):
            self.patrol.round += 1
            self.line.look()

    def close(self) -> None:
        self._here.close()
        self.there.close()


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    """An open line."""
    opened = Pair()
    opened.line.open(opened.heard)
    yield opened
    opened.patrol.leave(opened.line)
    opened.close()


async def test_what_is_pushed_said_and_answered_goes_straight_to_the_kernel_in_order(pair: Pair) -> None:
    pair.line.push(SMALL)
    pair.line.say(Message("yours"))
    pair.line.answer("{}")
    assert pair.read() == frame_of("news") + frame_of("yours") + frame_of("{}")
    assert pair.transport.waiting == b""


async def test_what_the_kernel_does_not_take_waits_whole(pair: Pair) -> None:
    large = Message("x" * 300_000)
    pair.line.push(large)
    assert 0 < len(pair.transport.waiting) < len(large.plain)
    read = b""
    while more := pair.read():
        read += more
    assert read + pair.transport.waiting == large.plain


async def test_nothing_overtakes_what_waits(pair: Pair) -> None:
    pair.fill()
    before = pair.transport.waiting
    pair.read()
    pair.line.answer("yours")
    assert pair.read() == b""
    assert pair.transport.waiting == before + frame_of("yours")


async def test_a_reader_that_is_behind_is_told_once_that_it_missed_something_and_only_when_it_can_take_it(
    pair: Pair,
) -> None:
    pair.fill()
    waiting = pair.transport.waiting
    for _ in range(1_000):
        pair.line.push(SMALL)
    assert (pair.transport.waiting, pair.heard.waited, pair.heard.drains) == (waiting, 1, [])
    while pair.read():
        continue
    pair.transport.drain()
    assert pair.heard.drains == [True]
    pair.line.push(SMALL)
    assert pair.read() == frame_of("news")


async def test_a_reader_that_was_behind_but_missed_nothing_is_not_told_so(pair: Pair) -> None:
    pair.fill()
    pair.transport.drain()
    assert pair.heard.drains == [False]


async def test_more_than_may_wait_for_one_reader_ends_the_line(pair: Pair) -> None:
    pair.fill()
    for _ in range(MOST_WAITING // 10_000):
        pair.line.answer("x" * 10_000)
    assert not pair.transport.is_cut
    pair.line.answer("x" * 10_000)
    assert pair.transport.is_cut


async def test_a_line_that_was_cut_writes_to_nobody(pair: Pair) -> None:
    pair.line.cut()
    pair.line.push(SMALL)
    pair.line.answer("yours")
    assert (pair.read(), pair.transport.waiting) == (b"", b"")


async def test_a_line_that_is_lost_writes_to_nobody_who_has_its_descriptor_now(pair: Pair) -> None:
    pair.line.connection_lost(None)
    pair.line.push(SMALL)
    pair.line.resume_writing()
    pair.line.push(SMALL)
    assert (pair.read(), pair.transport.waiting) == (b"", b"")
    assert (pair.heard.has_ended, pair.connections) == (1, set())


async def test_an_error_of_the_kernel_is_left_to_the_transport_and_loses_nothing(pair: Pair) -> None:
    pair.there.close()
    pair.line.push(SMALL)
    pair.line.answer("yours")
    assert pair.transport.waiting == frame_of("news") + frame_of("yours")


@pytest.mark.parametrize("extra", [{"sslcontext": object()}, {}])
async def test_without_a_socket_of_its_own_everything_goes_through_the_transport(
    extra: dict[str, object],
) -> None:
    pair = Pair(direct=bool(extra), **extra)
    pair.line.open(pair.heard)
    pair.line.push(SMALL)
    pair.line.push(SMALL)
    assert (pair.read(), pair.transport.waiting) == (b"", 2 * frame_of("news"))
    pair.transport.write(b"x" * pair.transport.high)
    pair.line.push(SMALL)
    pair.transport.drain()
    assert pair.heard.drains == [True]
    pair.patrol.leave(pair.line)
    pair.close()


async def test_what_waited_before_the_line_was_opened_leaves_first() -> None:
    pair = Pair()
    pair.transport.protocol = pair.line
    pair.transport.write(b"the end of the handshake")
    pair.line.open(pair.heard)
    pair.line.answer("yours")
    assert pair.read() == b""
    assert pair.transport.drain() == b"the end of the handshake" + frame_of("yours")
    pair.patrol.leave(pair.line)
    pair.close()


async def test_a_line_on_which_nothing_comes_is_asked_and_then_given_up(pair: Pair) -> None:
    pair.round(line.ASKED_AFTER - 1)
    assert pair.read() == b""
    pair.round()
    assert pair.read() == b"\x89\x00"
    pair.round(line.SILENT_AT_MOST - line.ASKED_AFTER)
    assert (pair.read(), pair.transport.is_cut) == (b"", False)
    pair.round()
    assert pair.transport.is_cut


async def test_a_line_that_answers_stays(pair: Pair) -> None:
    for _ in range(5):
        pair.round(line.ASKED_AFTER)
        pair.line.data_received(b"\x8a\x80\x00\x00\x00\x00")
    assert pair.read() == 5 * b"\x89\x00"
    assert not pair.transport.is_cut


async def test_a_reader_that_takes_nothing_for_a_while_is_cut(pair: Pair) -> None:
    pair.fill()
    for _ in range(line.STUCK_AFTER):
        pair.round()
        pair.line.data_received(b"\x8a\x80\x00\x00\x00\x00")
    assert not pair.transport.is_cut
    pair.round()
    assert pair.transport.is_cut


async def test_closing_says_so_waits_for_the_answer_and_then_goes(pair: Pair) -> None:
    pair.line.close(1012)
    pair.line.close(1013)
    assert pair.read() == b"\x88\x02\x03\xf4"
    pair.line.push(SMALL)
    pair.line.answer("yours")
    pair.line.data_received(b"\x81\x80\x00\x00\x00\x00")
    assert (pair.read(), pair.heard.said, pair.transport.is_closed) == (b"", [], False)
    pair.line.data_received(b"\x88\x82\x00\x00\x00\x00\x03\xf4")
    assert pair.transport.is_closed


async def test_who_does_not_answer_that_it_is_closed_is_cut(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "CLOSE_WITHIN", 0)
    pair.line.close(1012)
    await asyncio.sleep(0.01)
    assert pair.transport.is_cut


async def test_a_server_that_stops_waits_less_long_for_that_answer(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "SHUT_WITHIN", 0)
    pair.line.close(1012)
    pair.line.shutdown()
    assert (pair.read(), pair.transport.is_cut) == (b"\x88\x02\x03\xf4", False)
    await asyncio.sleep(0.01)
    assert pair.transport.is_cut


async def test_a_line_that_is_held_reads_on_where_it_stopped(pair: Pair) -> None:
    frames = b"".join(b"\x81\x81\x00\x00\x00\x00" + letter for letter in (b"a", b"b", b"c"))
    pair.line.hold()
    assert pair.transport.is_paused
    pair.line.data_received(frames[:10])
    pair.line.data_received(frames[10:])
    assert pair.heard.said == []
    pair.line.go_on()
    assert (pair.heard.said, pair.transport.is_paused) == (["a", "b", "c"], False)


FRAME = b"\x81\x80\x00\x00\x00\x00"


async def test_whoever_sends_too_much_is_read_slowly_at_the_pace_of_the_patrol(pair: Pair) -> None:
    pair.line.data_received(200 * FRAME)
    read = [len(pair.heard.said)]
    for _ in range(3):
        assert pair.transport.is_paused
        pair.round()
        read.append(len(pair.heard.said))
    assert read == [line.BURST + seconds * line.REFILL for seconds in range(4)]


async def test_a_listener_that_goes_on_gives_no_more_credit(pair: Pair) -> None:
    pair.line.data_received(200 * FRAME)
    for _ in range(10):
        pair.line.hold()
        pair.line.go_on()
    assert (len(pair.heard.said), pair.transport.is_paused) == (line.BURST, True)


async def test_credit_lets_nothing_through_while_the_listener_holds(pair: Pair) -> None:
    pair.line.hold()
    pair.line.data_received(200 * FRAME)
    pair.round(5)
    assert (pair.heard.said, pair.transport.is_paused) == ([], True)


async def test_a_line_that_is_closed_reads_on_for_the_answer(pair: Pair) -> None:
    pair.line.hold()
    pair.line.data_received(FRAME + b"\x88\x82\x00\x00\x00\x00\x03\xf4")
    pair.line.close(1012)
    assert (pair.heard.said, pair.transport.is_closed) == ([], True)
