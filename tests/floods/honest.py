"""Honest people: phones that open the page, come by socket, ask, vote and support; and a moderator."""

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.faults.desk import Desk
from tests.faults.history import Act, History
from tests.faults.line import Line
from tests.faults.phone import Phone
from tests.faults.waiting import until
from tests.floods.plain import PAGE, plain

SESSION, POLL, OPTIONS = "rt1", "p1", ("a", "b")
ACTS_EVERY = 8.0  # seconds, of one phone


class Honest:
    """All who came; what they did is in `history`, how long pages and the desk took, in seconds."""

    def __init__(self, origin: str, desk: Desk) -> None:
        self.origin, self.desk, self.history = origin, desk, History()
        self.pages: list[float] = []
        self.desk_times: list[float] = []
        self.phones: list[Phone] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def here(self) -> AsyncIterator["Honest"]:
        """Nobody is left at the end."""
        try:
            yield self
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def come(self) -> Phone:
        """Somebody scans the code: the page, its cookies, and a socket on which something came."""
        began = time.monotonic()
        async with plain(self.origin) as line:
            page = await line.get(PAGE)
        assert page.status == 200
        self.pages.append(time.monotonic() - began)
        name = f"phone-{len(self.phones)}"
        line_ = Line([self.origin], "/ws/audience/main?lang=en", random.Random(name), page.cookies)
        phone = Phone(name, line_)
        self.phones.append(phone)
        self._start(phone)
        await until(lambda: phone.line.is_live)
        return phone

    async def settle(self, number: int) -> None:
        """So many are here before anything happens."""
        await asyncio.gather(*(self.come() for _ in range(number)))

    def ask(self, phone: Phone) -> Act:
        """Ask a question; it bears the id of its command."""
        act = self.history.begin(phone.name, "ask", secrets.token_urlsafe(15))
        phone.act(act, question=act.id, session=SESSION, text=f"Why, asks {act.id}?")
        return act

    def vote(self, phone: Phone) -> Act:
        """Vote, or change one's mind."""
        act = self.history.begin(phone.name, "vote", secrets.token_urlsafe(15), POLL)
        phone.act(act, poll=POLL, choice=[secrets.choice(OPTIONS)])
        return act

    def support(self, phone: Phone, question: Act) -> Act:
        """Support a question."""
        act = self.history.begin(phone.name, "upvote", secrets.token_urlsafe(15))
        phone.act(act, question=question.id)
        return act

    async def take_part(self, seconds: float, arrivals: float, asks: float) -> None:
        """For so long: who is here votes now and then, and so many a second come and take part at once.

        `asks`: the share of those who come that ask a question.
        """
        ends, chance = time.monotonic() + seconds, random.Random(1)
        async with asyncio.TaskGroup() as going_on:
            going_on.create_task(self._moderate(ends))
            for phone in list(self.phones):
                going_on.create_task(self._now_and_then(phone, ends, chance))
            while time.monotonic() < ends:
                going_on.create_task(self._arrive(chance.random() < asks))
                await asyncio.sleep(1 / arrivals)
        await self.answered()

    async def answered(self) -> None:
        """Wait until everything has its answer."""
        await until(lambda: not self.history.open())

    def refusals(self) -> list[str]:
        """Why honest people were refused."""
        return [act.refused for act in self.history.acts if act.refused]

    def figures(self) -> str:
        """What it was like for them, in one line; on a machine that attacker and attacked share."""
        waits = [act.acked - act.sent for act in self.history.acknowledged()]
        said = {"pages": self.pages, "answers": waits, "desk": self.desk_times}
        told = "; ".join(f"{len(times)} {name} in {_spread(times)}" for name, times in said.items() if times)
        return f"{len(self.phones)} honest phones: {told}; refused {len(self.refusals())}"

    async def _arrive(self, asks: bool) -> None:
        phone = await self.come()
        self.vote(phone)
        if asks:
            self.ask(phone)
        known = self.history.acknowledged("ask")
        if known:
            self.support(phone, known[-1])

    async def _now_and_then(self, phone: Phone, ends: float, chance: random.Random) -> None:
        await asyncio.sleep(chance.uniform(0, min(ACTS_EVERY, ends - time.monotonic())))
        self.ask(phone)
        while (left := ends - time.monotonic()) > 0:
            self.vote(phone)
            await asyncio.sleep(min(ACTS_EVERY, left))

    async def _moderate(self, ends: float) -> None:
        turn = 0
        while time.monotonic() < ends:
            began = time.monotonic()
            await self.desk.done("unblank" if turn % 2 else "blank", secrets.token_urlsafe(15), hall="main")
            self.desk_times.append(time.monotonic() - began)
            turn += 1
            await asyncio.sleep(0.5)

    def _start(self, phone: Phone) -> None:
        self._tasks.add(asyncio.create_task(phone.stay(1.0)))


def _spread(times: Sequence[float]) -> str:
    ordered = sorted(times)
    median, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return f"{median * 1000:.0f} ms, p99 {late * 1000:.0f}, at most {ordered[-1] * 1000:.0f}"
