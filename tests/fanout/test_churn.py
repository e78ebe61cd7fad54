"""A quarter of an hour in which people come, vote, ask and drop off: the server's memory stays as it was."""

import asyncio
import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.entaku import CODE, Browser, Server
from tests.fanout.phone import Phone
from tests.visits import visited

MINUTES, WARM_UP = 15, 3
CROWD, STAY = 150, 4.0  # so many phones at a time, and seconds for which one stays on average
LOOK_EVERY = 5.0
# Kilobytes in a minute: far less than a thousandth of a byte for each message sent, far more than noise.
MOST_GROWTH = 400.0


def resident(pid: int) -> int:
    """The kilobytes of memory that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def slope(looks: list[tuple[float, int]]) -> float:
    """Kilobytes by which it grows in a minute, as a straight line through what was seen tells it."""
    times, sizes = [at / 60 for at, _ in looks], [size for _, size in looks]
    mean_time, mean_size = sum(times) / len(times), sum(sizes) / len(sizes)
    spread = sum((at - mean_time) ** 2 for at in times)
    return sum((at - mean_time) * (size - mean_size) for at, size in zip(times, sizes, strict=True)) / spread


class Churn:
    """A crowd whose people never stay long."""

    def __init__(self, server: Server, origin: str) -> None:
        self._origin, self._port = origin, server.port
        self._chance, self._numbers = random.Random(4), itertools.count(1)
        # The same people come again and again: what the meeting knows of each of them is not a leak.
        self._people: list[str] = []
        self.visits = self.answers = 0

    async def come(self) -> None:
        """See the page, everybody once."""
        self._people = [await visited(self._origin, CODE) for _ in range(2 * CROWD)]

    async def visit_for_ever(self) -> None:
        """One phone after the other."""
        while True:
            phone = Phone.to(self._origin, cookie=self._chance.choice(self._people))
            try:
                with suppress(OSError, TimeoutError):  # it comes again
                    await phone.come(self._port)
                    await self._act(phone)
                    self._chance.choice((phone.cut, phone.say_goodbye, phone.hang_up))()
                    await asyncio.wait([phone.ended], timeout=5)
            finally:
                phone.cut()
            self.visits += 1
            self.answers += len(phone.answers)

    async def _act(self, phone: Phone) -> None:
        until = time.monotonic() + self._chance.expovariate(1 / STAY)
        if self._chance.random() < 0.05:
            phone.stop_reading()
        while time.monotonic() < until and not phone.ended.done():
            phone.send(self._words())
            await asyncio.sleep(self._chance.uniform(0.2, 1.5))

    def _words(self) -> bytes:
        number, what = next(self._numbers), self._chance.random()
        if what < 0.4:
            return json.dumps({"beat": number}).encode()
        command: dict[str, object] = {"do": "vote", "poll": "p1", "choice": ["a"]}
        if what < 0.5:
            command = {"do": "set-name", "name": f"Anna {number % 50}"}
        return json.dumps({"id": f"churn-{number:014}", "command": command}).encode()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server in a process of its own, its poll open."""
    server = Server(tmp_path).start()
    try:
        with Browser(server.url) as desk:
            desk.get(server.links["moderator"])
            desk.done("start-session", "desk", session="rt1")
            desk.done("open-poll", "desk", poll="p1")
        yield server
    finally:
        server.clear_away()


@pytest.mark.soak
@pytest.mark.asyncio(loop_factories=["uvloop"])
async def test_memory_stays_flat_while_people_come_and_go(server: Server) -> None:
    churn = Churn(server, server.url)
    await churn.come()
    crowd = [asyncio.create_task(churn.visit_for_ever()) for _ in range(CROWD)]
    begun, looks = time.monotonic(), list[tuple[float, int]]()
    try:
        while (at := time.monotonic() - begun) < MINUTES * 60:
            await asyncio.sleep(LOOK_EVERY)
            looks.append((at, resident(server.pid)))
            assert not any(task.done() for task in crowd)
    finally:
        for task in crowd:
            task.cancel()
        await asyncio.gather(*crowd, return_exceptions=True)
        await asyncio.sleep(1)  # until the loop has closed what they held
    warm = [look for look in looks if look[0] > WARM_UP * 60]
    growth = slope(warm)
    sys.stderr.write(
        f"\n{churn.visits} visits, {churn.answers} answers; {looks[0][1]} kB at first, {warm[0][1]} kB warm, "
        f"{warm[-1][1]} kB at the end, {growth:+.0f} kB a minute\n"
    )
    assert churn.visits > MINUTES * 200
    assert growth < MOST_GROWTH
