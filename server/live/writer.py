"""The writer: commands in, answers out. All commands of a moment go to the log as one group."""

import asyncio
from typing import NamedTuple, TypeAlias

from server.live.follower import Follower
from server.log.base import LogFull, LogUnavailable
from server.room.base import Actor, Command, Event, Refusal, Stamp
from server.room.decide import decide


class Accepted(NamedTuple):
    """A command that is durable and counted, as entry `seq` of the log."""

    seq: int


Answer: TypeAlias = Accepted | Refusal


class _Waiting(NamedTuple):
    command: Command
    stamp: Stamp
    answer: "asyncio.Future[Answer]"


class Writer:
    """Decides and appends for one meeting, one group after the other."""

    def __init__(self, follower: Follower) -> None:
        self._follower = follower
        self._queue: list[_Waiting] = []
        self._ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        """Begin to take commands."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        """Finish what was handed in, then stop; whatever comes later is refused."""
        self._stopping = True
        self._ready.set()
        if self._task:
            await self._task

    async def submit(self, command: Command, actor: Actor, command_id: str) -> Answer:
        """Carry a command out; when this returns `Accepted`, it is durable and folded.

        While the log has been out of reach for long, it is refused at once: waiting in line for one that
        does not answer would keep a page from hearing so. The follower knows when it answers again.
        """
        if self._stopping or self._follower.out_of_reach:
            return Refusal.STORAGE_UNAVAILABLE
        stamp = Stamp(0, self._follower.log.now(), actor.id, actor.role, command_id)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(command, stamp, answer))
        self._ready.set()
        return await answer

    def turn_away(self) -> None:
        """Refuse what is waiting: it was made for a state that is no more."""
        group, self._queue = self._queue, []
        for waiting in group:
            _answer(waiting, Refusal.STORAGE_UNAVAILABLE)

    async def _run(self) -> None:
        while self._queue or not self._stopping:
            await self._ready.wait()
            self._ready.clear()
            async with self._follower.turn:
                # Only now: what waited for its turn while the log was read again has been turned away.
                group, self._queue = self._queue, []
                try:
                    await self._carry_out(group)
                except Exception as error:  # noqa: BLE001 - whoever asked is told, and the next is not held up
                    for waiting in group:
                        if not waiting.answer.done():
                            waiting.answer.set_exception(error)

    async def _carry_out(self, group: list[_Waiting]) -> None:
        waiting_for: list[_Waiting] = []
        facts: list[tuple[Event, Stamp]] = []
        for waiting, decided in zip(group, await self._decide_all(group), strict=True):
            if isinstance(decided, Event):
                waiting_for.append(waiting)
                facts.append((decided, waiting.stamp))
            else:
                _answer(waiting, decided)
        if not facts:
            return
        try:
            counted = await self._follower.append(facts)
        except (LogFull, LogUnavailable) as error:
            full = isinstance(error, LogFull)
            for waiting in waiting_for:
                _answer(waiting, Refusal.STORAGE_FULL if full else Refusal.STORAGE_UNAVAILABLE)
            return
        for waiting, seq in zip(waiting_for, counted, strict=True):
            _answer(waiting, seq if isinstance(seq, Refusal) else Accepted(seq))

    async def _decide_all(self, group: list[_Waiting]) -> list[Event | Answer]:
        decided = [self._decide(waiting) for waiting in group]
        if self._follower.shared and any(isinstance(each, Refusal) for each in decided):
            # What another worker has just written may be what makes it possible.
            if not await self._follower.read():
                return [Refusal.STORAGE_UNAVAILABLE] * len(group)
            decided = [self._decide(waiting) for waiting in group]
        return decided

    def _decide(self, waiting: _Waiting) -> Event | Answer:
        stamp, state = waiting.stamp, self._follower.state
        seen = state.recent.get(stamp.by, {}).get(stamp.command) if stamp.command else None
        return Accepted(seen) if seen else decide(state, waiting.command, stamp)


def _answer(waiting: _Waiting, answer: Answer) -> None:
    """Give the answer unless whoever asked has gone."""
    if not waiting.answer.done():
        waiting.answer.set_result(answer)
