"""A hall to broadcast to: the real server on a free port of this process, and the phones in it."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from moderation.status import ReviewMode
from server.log.storage import in_folder
from server.room.base import Actor
from server.room.questions import Ask
from server.room.sessions import SetReviewMode
from server.room.support import Upvote
from server.web.house import Address
from server.web.limits import Limits
from tests.fanout.phone import Phone
from tests.faults.checker import Violation
from tests.faults.sight import check_sight
from tests.faults.waiting import left_when_quiet
from tests.web.serving import served
from tests.web.venue import Venue

LONG = "and why is it that nobody has ever asked this in so many words? " * 3


class Hall:
    """A meeting with phones in it, to which much is told."""

    def __init__(self, venue: Venue) -> None:
        self.venue, self.origin = venue, venue.origin
        self.port = int(venue.origin.rpartition(":")[2])
        self.came: list[Phone] = []
        self._numbers, self._supports = itertools.count(1), Counter[str]()

    def phone(self, question: str = "lang=en") -> Phone:
        """A phone that wants to come in."""
        return Phone.to(self.origin, self.venue.cookie(), question=question)

    async def phones(self, number: int, *, narrow: bool = False) -> list[Phone]:
        """So many come in, and each has been greeted."""
        phones = [self.phone() for _ in range(number)]
        self.came += phones
        await asyncio.gather(*(phone.come(self.port, narrow=narrow) for phone in phones))
        for phone in phones:
            await phone.greeted()
        return phones

    async def ask(self) -> str:
        """Somebody asks a long question, and it is broadcast at once; gives words that only it has."""
        number = next(self._numbers)
        words = f"Question {number:04}."
        question = f"question-{number:012}"
        self._supports[question] = 0
        asked = Ask(question, "talk", f"{words} {LONG}")
        answer = await self.venue.runtime.submit(asked, Actor(f"somebody-{number}", "audience"), "")
        assert not isinstance(answer, str), answer
        self.tell()
        return words

    async def stir(self, times: int) -> None:
        """So often somebody supports one of the questions: much is told, and the page does not grow."""
        asked = list(self._supports)
        for turn in range(times):
            await self.support(asked[turn % len(asked)])
            self.tell()

    def tell(self) -> None:
        """Broadcast what has changed, without waiting for the next tick."""
        self.venue.runtime.page("audience", "main", fresh=True)

    async def support(self, question: str) -> None:
        """Somebody who has not done so supports a question; it is not told yet."""
        self._supports[question] += 1
        voter = Actor(f"voter-{self._supports[question]}", "audience")
        assert not isinstance(await self.venue.runtime.submit(Upvote(question), voter, ""), str)

    async def misled(self, phones: Sequence[Phone]) -> list[Violation]:
        """I4: how the screens of these phones differ, once all is quiet, from that of one that comes now."""
        # Where notes stand in a list is told with the order of the list only: the newest comes to lead it.
        *_, newest = self._supports
        for _ in range(max(self._supports.values()) + 1 - self._supports[newest]):
            await self.support(newest)
        self.tell()

        async def look() -> list[Violation]:
            fresh = await self.phone().come(self.port)
            try:
                await fresh.greeted()
                return [found for phone in phones for found in check_sight(phone.sight, fresh.sight)]
            finally:
                fresh.cut()

        return await left_when_quiet(look)


@asynccontextmanager
async def opened(
    folder: Path, address: Address | None = None, clock: Callable[[], float] | None = None
) -> AsyncIterator[Hall]:
    """A hall in which nobody is too fast, and questions are shown as they are asked."""
    unhurried = clock or itertools.count(step=60).__next__
    async with (
        in_folder(folder) as storage,
        served(storage, address or Address(), Limits(unhurried)) as venue,
    ):
        await venue.do(SetReviewMode("talk", ReviewMode.PUBLISH))
        hall = Hall(venue)
        yield hall
        for phone in hall.came:
            phone.cut()
        if hall.came:
            await asyncio.wait([phone.ended for phone in hall.came], timeout=5)
