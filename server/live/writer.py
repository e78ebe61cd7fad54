"""The writer: commands in, answers out. All commands of a moment go to the log as one group."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

from moderation.permissions import Role
from server.live.follower import Follower
from server.log.base import LogFull, LogUnavailable
from server.room.base import NO_VISIT, Command, Event, Refusal, Stamp, Visit
from server.room.decide import decide

# Far more than a hall hands in while one group is written: only storage that stands still lets it grow so.
MOST_WAITING = 20_000
# A group costs as much as a dozen commands: while several come at a time, groups begin so many seconds apart.
APART = 0.005

log_ = logging.getLogger("entaku.live")


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """A command that is durable and counted, as entry `seq` of the log."""

    seq: int


Answer: TypeAlias = Accepted | Refusal
Answered: TypeAlias = Callable[[Answer], None]


class Handed(msgspec.Struct, frozen=True, gc=False):
    """A command as it was handed in, who is told what became of it, and a participant's visit.

    Here and elsewhere: what thousands of ballots a second are made of, and is in no circle, is hidden from
    the garbage collector (`gc=False`), which would search it again and again.
    """

    command: Command
    by: str
    role: str
    id: str
    answered: Answered
    visit: Visit = NO_VISIT


class Writer:
    """Decides and appends for one meeting, one group after the other."""

    def __init__(self, follower: Follower) -> None:
        self._follower = follower
        self._queue: list[Handed] = []
        self._ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._began, self._crowded = 0.0, False

    def start(self) -> None:
        """Begin to take commands."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        """Finish what was handed in, then stop; whatever comes later is refused."""
        self._stopping = True
        self._ready.set()
        if self._task:
            await self._task

    def hand_in(self, handed: Handed) -> None:
        """Have a command carried out: answered with `Accepted`, it is durable and folded.

        While the log has been out of reach for long, it is refused at once: waiting in line for one that
        does not answer would keep a page from hearing so. The follower knows when it answers again.
        """
        if self._stopping or self._follower.out_of_reach:
            tell(handed.answered, Refusal.STORAGE_UNAVAILABLE)
        elif len(self._queue) >= MOST_WAITING and handed.role == Role.AUDIENCE:
            tell(handed.answered, Refusal.SLOW_DOWN)
        else:
            self._queue.append(handed)
            self._ready.set()

    def turn_away(self) -> None:
        """Refuse what is waiting: it was made for a state that is no more."""
        group, self._queue = self._queue, []
        for handed in group:
            tell(handed.answered, Refusal.STORAGE_UNAVAILABLE)

    async def _run(self) -> None:
        while self._queue or not self._stopping:
            await self._ready.wait()
            self._ready.clear()
            if self._crowded and (pause := self._began + APART - time.monotonic()) > 0:
                await asyncio.sleep(pause)
            async with self._follower.turn:
                await self._write()

    async def _write(self) -> None:
        """Carry out what waits, in one's turn; nothing of it is kept here until more is handed in."""
        # Only now: what waited for its turn while the log was read again has been turned away.
        group, self._queue = self._queue, []
        self._began, self._crowded = time.monotonic(), len(group) > 1
        for handed, answer in zip(group, await self._answers(group), strict=True):
            tell(handed.answered, answer)

    async def _answers(self, group: Sequence[Handed]) -> Sequence[Answer]:
        try:
            return await self._carry_out(group)
        except Exception:
            # Part of it may be written: sent again, it is answered by what the log says.
            log_.exception("a group of commands could not be carried out")
            return [Refusal.STORAGE_UNAVAILABLE] * len(group)

    async def _carry_out(self, group: Sequence[Handed]) -> Sequence[Answer]:
        at = self._follower.log.now()
        stamps = [Stamp(0, at, one.by, one.role, one.id) for one in group]
        decided = await self._decide_all(group, stamps)
        facts = [
            (each, stamp) for each, stamp in zip(decided, stamps, strict=True) if isinstance(each, Event)
        ]
        counted = iter(await self._append(facts) if facts else ())
        return [next(counted) if isinstance(each, Event) else each for each in decided]

    async def _append(self, facts: Sequence[tuple[Event, Stamp]]) -> list[Answer]:
        try:
            counted = await self._follower.append(facts)
        except LogFull:
            return [Refusal.STORAGE_FULL] * len(facts)
        except LogUnavailable:
            return [Refusal.STORAGE_UNAVAILABLE] * len(facts)
        return [one if isinstance(one, Refusal) else Accepted(one) for one in counted]

    async def _decide_all(self, group: Sequence[Handed], stamps: Sequence[Stamp]) -> list[Event | Answer]:
        decided = list(map(self._decide, group, stamps))
        if self._follower.shared and any(isinstance(each, Refusal) for each in decided):
            # What another worker has just written may be what makes it possible.
            if not await self._follower.read():
                return [Refusal.STORAGE_UNAVAILABLE] * len(group)
            decided = list(map(self._decide, group, stamps))
        return decided

    def _decide(self, handed: Handed, stamp: Stamp) -> Event | Answer:
        state = self._follower.state
        seen = state.recent.get(stamp.by, {}).get(stamp.command) if stamp.command else None
        if seen:
            return Accepted(seen)
        try:
            return decide(state, handed.command, stamp)
        except Exception:
            log_.exception("a command could not be decided: %s", type(handed.command).__name__)
            return Refusal.DEFECT


def tell(answered: Answered, answer: Answer) -> None:
    """Give an answer; what goes wrong with whoever hears it is no trouble of the next one."""
    try:
        answered(answer)
    except Exception:
        log_.exception("an answer could not be given")


async def answer_of(hand_in: Callable[[Answered], None]) -> Answer:
    """Wait for the answer to what is handed in."""
    answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def answered(given: Answer) -> None:
        if not answer.done():  # else whoever waited has gone
            answer.set_result(given)

    hand_in(answered)
    return await answer
