"""A note on the wire reaches the other workers of its meeting, and nobody keeps it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from server.log.redis.log import RedisLog
from server.log.redis.wire import RedisWire
from tests.log.workers import worker
from tests.proxy import Proxy


class Ear:
    """What one worker hears."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, bytes]] = []
        self._more = asyncio.Event()

    def hear(self, worker: str, note: bytes) -> None:
        self.notes.append((worker, note))
        self._more.set()

    async def heard(self, count: int) -> list[tuple[str, bytes]]:
        async with asyncio.timeout(20):
            while len(self.notes) < count:
                self._more.clear()
                await self._more.wait()
        return self.notes


@pytest.fixture
async def logs(redis_url: str) -> AsyncIterator[list[RedisLog]]:
    """Three workers."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(worker(redis_url)) for _ in range(3)]


def wire(log: RedisLog) -> RedisWire:
    return RedisWire(log.link, log.subscription)


async def test_every_other_worker_hears_a_note_and_who_told_it(logs: list[RedisLog]) -> None:
    teller, *others = logs
    ears = [Ear(), Ear()]
    async with AsyncExitStack() as stack:
        for other, ear in zip(others, ears, strict=True):
            await stack.enter_async_context(wire(other).listen("aix", ear.hear))
        await wire(teller).tell("aix", b"a note\x00with any bytes")
        for ear in ears:
            assert await ear.heard(1) == [(teller.link.name, b"a note\x00with any bytes")]


async def test_a_worker_does_not_hear_itself(logs: list[RedisLog]) -> None:
    ear = Ear()
    async with wire(logs[0]).listen("aix", ear.hear):
        await wire(logs[0]).tell("aix", b"mine")
        await wire(logs[1]).tell("aix", b"yours")
        assert await ear.heard(1) == [(logs[1].link.name, b"yours")]


async def test_a_meeting_does_not_hear_another(logs: list[RedisLog]) -> None:
    ear = Ear()
    async with wire(logs[0]).listen("aix", ear.hear):
        await wire(logs[1]).tell("kyoto", b"there")
        await wire(logs[1]).tell("aix", b"here")
        assert await ear.heard(1) == [(logs[1].link.name, b"here")]


async def test_nothing_is_heard_after_the_end(logs: list[RedisLog]) -> None:
    ear, still = Ear(), Ear()
    async with wire(logs[0]).listen("aix", still.hear):
        async with wire(logs[0]).listen("aix", ear.hear):
            await wire(logs[1]).tell("aix", b"one")
            await ear.heard(1)
        await wire(logs[1]).tell("aix", b"two")
        await still.heard(2)
    assert len(ear.notes) == 1


async def test_a_listener_that_stumbles_costs_the_others_nothing(logs: list[RedisLog]) -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context["exception"]))

    def stumble(worker: str, note: bytes) -> None:
        raise ValueError(note)

    ear = Ear()
    async with wire(logs[0]).listen("aix", stumble), wire(logs[0]).listen("aix", ear.hear):
        await wire(logs[1]).tell("aix", b"one")
        await wire(logs[1]).tell("aix", b"two")
        assert len(await ear.heard(2)) == 2
    assert [str(error) for error in told] == ["b'one'", "b'two'"]


async def test_a_note_that_cannot_be_sent_is_lost_in_silence(redis_url: str) -> None:
    with Proxy.before(redis_url) as (proxy, url):
        async with worker(url) as log:
            proxy.drop_replies(cut=True)
            await wire(log).tell("aix", b"lost")


async def told_until_heard(teller: RedisLog, ear: Ear) -> None:
    async def tell() -> None:
        while True:
            await wire(teller).tell("aix", b"again")
            await asyncio.sleep(0.05)

    telling = asyncio.create_task(tell())
    await ear.heard(len(ear.notes) + 1)
    telling.cancel()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("trouble", [Proxy.cut, lambda proxy: proxy.black_hole(b"SUBSCRIBE")])
async def test_the_wire_is_taken_up_again_when_its_connection_is_gone(
    redis_url: str, logs: list[RedisLog], trouble: Callable[[Proxy], None]
) -> None:
    ear = Ear()
    with Proxy.before(redis_url) as (proxy, url):
        async with worker(url) as log, wire(log).listen("aix", ear.hear):
            await told_until_heard(logs[0], ear)
            trouble(proxy)
            await told_until_heard(logs[0], ear)
