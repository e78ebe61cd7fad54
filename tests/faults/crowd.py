"""A crowd: hundreds of phones in one process that ask, support, vote and change their mind."""

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.faults.history import Act, History
from tests.faults.line import Line
from tests.faults.phone import Phone
from tests.faults.waiting import until

MOST_ON_THEIR_WAY, MOST_ASKED = 4, 50
PACE = 0.02
BEAT = 0.4


class Crowd:
    """Phones that act `rate` times a second altogether; what they do is in their history.

    A seed gives the same people with the same wishes; when they get their way depends on the machine.
    """

    def __init__(self, origins: Sequence[str], size: int, rate: float, spread: float = 0.5) -> None:
        self.history = History()
        self._rate, self._spread = rate, spread
        self._chance = random.Random(size)
        self._poll, self._session = "", ""
        self._options: tuple[str, ...] = ()
        self._asked: list[Act] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.phones = [self._phone(number, origins) for number in range(size)]
        self.is_acting = False

    @asynccontextmanager
    async def here(self) -> AsyncIterator[None]:
        """Everybody is connected at the start; nobody is left at the end."""
        try:
            for phone in self.phones:
                self._start(phone)
            await self.all_live()
            for work in (self._act_for_ever(), self._beat_for_ever()):
                self._tasks.add(asyncio.create_task(work))
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def vote_in(self, poll: str, options: Sequence[str], session: str) -> None:
        """From now on they vote in this poll and ask in this session."""
        self._poll, self._options, self._session = poll, tuple(options), session
        self.is_acting = True

    async def acknowledged(self, more: int) -> None:
        """Wait until that many more commands have been acknowledged."""
        wanted = len(self.history.acknowledged()) + more
        await until(lambda: len(self.history.acknowledged()) >= wanted, every=0.1)

    async def all_live(self) -> None:
        """Wait until every phone has a line on which something came."""
        await until(lambda: all(phone.line.is_live for phone in self.phones))

    async def quiet(self) -> None:
        """Begin nothing more, and wait until everything has its answer."""
        self.is_acting = False
        await until(lambda: not self.history.open(), every=0.1)

    def returns(self) -> list[float]:
        """The seconds that phones whose line was cut were away, the first arrival left out."""
        return sorted(away for phone in self.phones for away in phone.line.returns[1:])

    def _phone(self, number: int, origins: Sequence[str]) -> Phone:
        chance = random.Random(f"{number}")
        return Phone(f"phone-{number}", Line(origins, "/ws/audience/main?lang=en", chance))

    def _start(self, phone: Phone) -> None:
        self._tasks.add(asyncio.create_task(phone.stay(self._spread)))

    async def _beat_for_ever(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            for phone in self.phones:
                phone.beat()

    async def _act_for_ever(self) -> None:
        due, before = 0.0, time.monotonic()
        while True:
            await asyncio.sleep(PACE)
            now = time.monotonic()
            due, before = min(due + (now - before) * self._rate, self._rate), now
            while due >= 1 and self.is_acting:
                due -= 1
                self._wish(self._chance.choice(self.phones))

    def _wish(self, phone: Phone) -> None:
        if len(phone.outbox) >= MOST_ON_THEIR_WAY:
            return
        what = self._chance.random()
        known = [act.id for act in self._asked if act.seq]
        if what < 0.02 and len(self._asked) < MOST_ASKED:
            self._ask(phone)
        elif what < 0.12 and known:
            act = self.history.begin(phone.name, "upvote", _id())
            phone.act(act, question=self._chance.choice(known))
        else:
            act = self.history.begin(phone.name, "vote", _id(), self._poll)
            phone.act(act, poll=self._poll, choice=[self._chance.choice(self._options)])

    def _ask(self, phone: Phone) -> None:
        # The question bears the id of its command: both are ids that the phone mints.
        act = self.history.begin(phone.name, "ask", _id())
        self._asked.append(act)
        phone.act(act, question=act.id, session=self._session, text=f"Why, asks {act.id}?")


def _id() -> str:
    return secrets.token_urlsafe(15)
