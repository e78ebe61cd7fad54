"""The way out to one socket: what waits is bounded, and who is behind gets the newest state."""

import asyncio

import pytest

from server.web import outlet as module
from server.web.outlet import MOST_QUEUED, TRY_AGAIN, SocketOutlet, weight


class Reader:
    """A socket's other end, which takes messages only while it is awake."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.awake = asyncio.Event()
        self.awake.set()

    async def send(self, message: str) -> None:
        await self.awake.wait()
        self.got.append(message)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def waiting(outlet: SocketOutlet) -> int:
    return sum(weight(queued.message) for queued in outlet._queue)


async def test_messages_leave_in_order() -> None:
    reader, outlet = Reader(), SocketOutlet(lambda: "whole")
    writing = asyncio.create_task(outlet.write(reader.send))
    for n in range(5):
        outlet.push(f"part {n}")
        outlet.say(f"ack {n}")
        await settled()
    assert reader.got == [f"{what} {n}" for n in range(5) for what in ("part", "ack")]
    outlet.close(1000)
    assert await writing == 1000


async def test_a_reader_that_is_behind_gets_its_answers_and_then_the_newest_whole() -> None:
    state = "old"
    reader, outlet = Reader(), SocketOutlet(lambda: f"whole of {state}")
    writing = asyncio.create_task(outlet.write(reader.send))
    reader.awake.clear()
    outlet.push("part 0")
    await settled()
    for n in range(10):
        outlet.push(f"{n}" * (MOST_QUEUED // 8))
        outlet.say(f"ack {n}")
        assert waiting(outlet) <= MOST_QUEUED
    state = "new"
    reader.awake.set()
    await settled()
    assert reader.got == ["part 0", *(f"ack {n}" for n in range(10)), "whole of new"]
    outlet.push("part after")
    await settled()
    assert reader.got[-1] == "part after"
    outlet.close(1000)
    await writing


async def test_what_is_broadcast_while_the_whole_is_made_is_not_sent_twice() -> None:
    reader = Reader()

    def whole() -> str:
        outlet.push("part that the whole holds already")
        return "whole"

    outlet = SocketOutlet(whole)
    outlet.push("x" * MOST_QUEUED)
    outlet.push("x")
    writing = asyncio.create_task(outlet.write(reader.send))
    await settled()
    assert reader.got == ["whole"]
    outlet.close(1000)
    await writing


async def test_japanese_counts_by_the_bytes_it_takes() -> None:
    outlet = SocketOutlet(lambda: "whole")
    for _ in range(3):
        outlet.push("円" * (MOST_QUEUED // 8))
    assert waiting(outlet) <= MOST_QUEUED
    assert weight("円卓") >= len("円卓".encode())


async def test_answers_push_broadcasts_out_but_never_the_other_way_round() -> None:
    reader, outlet = Reader(), SocketOutlet(lambda: "whole")
    outlet.push("x" * (MOST_QUEUED - 10))
    outlet.say("an answer that is longer than ten characters")
    writing = asyncio.create_task(outlet.write(reader.send))
    await settled()
    assert reader.got == ["an answer that is longer than ten characters", "whole"]
    outlet.close(1000)
    await writing


async def test_a_socket_that_cannot_take_its_own_answers_is_closed() -> None:
    reader, outlet = Reader(), SocketOutlet(lambda: "whole")
    for _ in range(10):
        outlet.say("x" * (MOST_QUEUED // 8))
        assert waiting(outlet) <= MOST_QUEUED
    assert await outlet.write(reader.send) == TRY_AGAIN
    assert reader.got == []


async def test_what_was_answered_leaves_before_the_close_and_broadcasts_do_not() -> None:
    reader, outlet = Reader(), SocketOutlet(lambda: "whole")
    outlet.push("part")
    outlet.say("ack")
    outlet.close(4001)
    outlet.say("too late")
    outlet.push("too late")
    assert await outlet.write(reader.send) == 4001
    assert reader.got == ["ack"]


async def test_the_first_reason_to_close_counts() -> None:
    outlet = SocketOutlet(lambda: "whole")
    outlet.close(4001)
    outlet.close(1012)
    assert await outlet.write(Reader().send) == 4001


async def test_a_reader_that_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STUCK_AFTER", 0.01)
    reader, outlet = Reader(), SocketOutlet(lambda: "whole")
    reader.awake.clear()
    outlet.push("part")
    with pytest.raises(TimeoutError):
        await outlet.write(reader.send)
