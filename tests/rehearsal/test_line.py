"""The line reads whatever a server may send, and says what it may not."""

import asyncio

import pytest

from server.rehearsal.line import GONE, ODD, Line, handshake
from server.rehearsal.surroundings import Surroundings
from tests.rehearsal.raw import PATIENCE, Caller, RawServer, deflated, frame, text

TEXT, PACKED, PING, PONG, CLOSE = 0x81, 0xC1, 0x89, 0x8A, 0x88
LONG = b"0123456789" * 7_000


class Listener:
    """Remembers everything."""

    def __init__(self) -> None:
        self.messages: list[tuple[bytes, bool]] = []
        self.is_open = asyncio.Event()
        self.is_over = asyncio.Event()
        self.end = (0, "")

    def opened(self) -> None:
        self.is_open.set()

    def heard(self, payload: bytes, packed: bool) -> None:
        self.messages.append((payload, packed))

    def ended(self, code: int, why: str) -> None:
        self.end = (code, why)
        self.is_over.set()


async def soon(event: asyncio.Event) -> None:
    """A test must fail rather than wait for ever."""
    async with asyncio.timeout(PATIENCE):
        await event.wait()


async def connect(raw: RawServer, around: Surroundings) -> tuple[Line, Listener]:
    listener = Listener()
    line = Line(
        handshake(around.target, "/ws/audience/main?lang=fr", "entaku=x"), listener, around.figures.read
    )
    target = around.target
    await asyncio.get_running_loop().create_connection(lambda: line, target.address, target.port)
    return line, listener


async def called(raw: RawServer, around: Surroundings) -> tuple[Line, Listener, Caller]:
    line, listener = await connect(raw, around)
    return line, listener, await raw.caller()


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        (text(b"one") + text(b"two"), [(b"one", False), (b"two", False)]),
        (text(b""), [(b"", False)]),
        (text(b"x" * 126), [(b"x" * 126, False)]),
        (frame(TEXT, LONG, b"\x7f" + len(LONG).to_bytes(8)), [(LONG, False)]),
        (frame(PACKED, deflated(b"packed")), [(deflated(b"packed"), True)]),
        (
            frame(0x01, b"in ") + frame(0x00, b"three ") + frame(0x80, b"pieces"),
            [(b"in three pieces", False)],
        ),
        (frame(0x41, b"packed ") + frame(0x80, b"pieces"), [(b"packed pieces", True)]),
        (frame(0x01, b"a ping ") + frame(PING, b"!") + frame(0x80, b"between"), [(b"a ping between", False)]),
        (frame(PONG, b"unasked") + text(b"one"), [(b"one", False)]),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 1_000_000])
async def test_messages_are_heard_however_they_are_cut(
    raw: RawServer, around: Surroundings, sent: bytes, heard: list[tuple[bytes, bool]], step: int
) -> None:
    line, listener, _caller = await called(raw, around)
    await soon(listener.is_open)
    step = max(step, len(sent) // 100)
    for at in range(0, len(sent), step):
        line.data_received(sent[at : at + step])
    assert listener.messages == heard
    line.cut()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (frame(TEXT, b"", b"\x80" + bytes(4)), "a server's frame had a mask"),
        (frame(0xA1, b"x"), "a frame had reserved bits"),
        (frame(0xC9, b"x"), "a frame had reserved bits"),
        (frame(0x83, b"x"), "a frame was of no known kind, or enormous"),
        (frame(TEXT, b"", b"\x7f" + (1 << 40).to_bytes(8)), "a frame was of no known kind, or enormous"),
        (frame(0x82, b"x"), "a message was not text"),
        (frame(0x09, b"x"), "a control frame was too long or in pieces"),
        (frame(PING, b"x" * 126), "a control frame was too long or in pieces"),
        (frame(0x80, b"x"), "the pieces of a message were not in order"),
        (frame(0x01, b"x") + text(b"y"), "a message began within another"),
        (frame(0x01, b"x") + frame(0x01, b"y"), "the pieces of a message were not in order"),
    ],
)
async def test_what_no_server_may_send_ends_the_line_and_is_named(
    raw: RawServer, around: Surroundings, sent: bytes, why: str
) -> None:
    _line, listener, caller = await called(raw, around)
    caller.say(sent)
    await soon(listener.is_over)
    assert listener.end == (ODD, why)
    assert listener.messages == []


async def test_a_ping_is_answered_with_the_same_words(raw: RawServer, around: Surroundings) -> None:
    line, _listener, caller = await called(raw, around)
    caller.say(frame(PING, b"are you there"))
    answer = await caller.read()
    assert (answer.kind, answer.payload) == (0xA, b"are you there")
    line.cut()


async def test_the_servers_close_code_is_told(raw: RawServer, around: Surroundings) -> None:
    _line, listener, caller = await called(raw, around)
    caller.say(frame(CLOSE, (1012).to_bytes(2) + b"back soon"))
    await soon(listener.is_over)
    assert listener.end == (1012, "")
    assert (await caller.read()).payload == (1012).to_bytes(2)


async def test_a_line_that_is_just_gone_has_the_code_for_it(raw: RawServer, around: Surroundings) -> None:
    _line, listener, caller = await called(raw, around)
    caller.hang_up()
    await soon(listener.is_over)
    assert listener.end == (GONE, "")


async def test_nothing_is_told_of_a_line_that_its_owner_cut(raw: RawServer, around: Surroundings) -> None:
    line, listener, caller = await called(raw, around)
    line.cut()
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await caller.read()
    assert not listener.is_over.is_set()


@pytest.mark.parametrize("size", [0, 1, 3, 4, 125, 126, 5_000])
async def test_what_a_phone_says_is_masked_each_time_anew(
    raw: RawServer, around: Surroundings, size: int
) -> None:
    line, listener, caller = await called(raw, around)
    await soon(listener.is_open)
    line.send(b"v" * size)
    line.send(b"v" * size)
    first, second = await caller.read(), await caller.read()
    assert first.payload == second.payload == b"v" * size
    assert first.mask != second.mask
    line.cut()


async def test_the_handshake_asks_for_messages_compressed_by_themselves(
    raw: RawServer, around: Surroundings
) -> None:
    line, _listener, caller = await called(raw, around)
    assert "permessage-deflate; server_no_context_takeover; client_no_context_takeover" in caller.head
    assert f"Origin: {raw.url}\r\n" in caller.head
    line.cut()


async def test_a_server_that_compresses_for_each_phone_is_not_one_for_a_hall(
    raw: RawServer, around: Surroundings
) -> None:
    raw.extension = "permessage-deflate"
    _line, listener = await connect(raw, around)
    await soon(listener.is_over)
    assert listener.end == (ODD, "the server compresses each phone's messages by themselves")


async def test_a_server_without_compression_will_do(raw: RawServer, around: Surroundings) -> None:
    raw.extension = ""
    line, listener, caller = await called(raw, around)
    caller.say(text(b"plain"))
    await soon(listener.is_open)
    async with asyncio.timeout(PATIENCE):
        while not listener.messages:  # noqa: ASYNC110 - the line has no event for it
            await asyncio.sleep(0.01)
    assert listener.messages == [(b"plain", False)]
    line.cut()


async def test_a_refused_handshake_says_with_what_it_was_refused(
    raw: RawServer, around: Surroundings
) -> None:
    raw.status = "403 Forbidden"
    _line, listener = await connect(raw, around)
    await soon(listener.is_over)
    assert listener.end == (GONE, "the handshake was answered with 403")
    assert not listener.is_open.is_set()
