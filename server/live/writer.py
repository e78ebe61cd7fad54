"""The writer: commands in, answers out. All commands of a moment go to the log as one group."""

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from server.log.base import Log, LogFull, LogUnavailable
from server.room.base import Actor, Command, Event, Refusal, Stamp
from server.room.codec import Entry, decode, encode
from server.room.decide import decide
from server.room.fold import fold
from server.room.state import State


class Accepted(NamedTuple):
    """A command that is durable and counted, as entry `seq` of the log."""

    seq: int


Answer: TypeAlias = Accepted | Refusal


class _Waiting(NamedTuple):
    command: Command
    stamp: Stamp
    answer: "asyncio.Future[Answer]"


class Writer:
    """Decides, appends and folds for one meeting, one group after the other.

    `folded` is called with every entry that took effect, in order, before its answer is given.
    """

    def __init__(self, log: Log, meeting: str, state: State, folded: Callable[[Entry], None]) -> None:
        self._log, self._meeting, self._state, self._folded = log, meeting, state, folded
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
        """Carry a command out; when this returns `Accepted`, it is durable and folded."""
        if self._stopping:
            return Refusal.STORAGE_UNAVAILABLE
        stamp = Stamp(0, time.time_ns() // 1_000_000, actor.id, actor.role, command_id)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(command, stamp, answer))
        self._ready.set()
        return await answer

    async def _run(self) -> None:
        while self._queue or not self._stopping:
            await self._ready.wait()
            self._ready.clear()
            group, self._queue = self._queue, []
            try:
                await self._carry_out(group)
            except Exception as error:  # noqa: BLE001 - whoever asked is told, and the next group is not held up
                for waiting in group:
                    if not waiting.answer.done():
                        waiting.answer.set_exception(error)

    async def _carry_out(self, group: list[_Waiting]) -> None:
        decided = [(waiting, self._decide(waiting)) for waiting in group]
        events = [(waiting, event) for waiting, event in decided if isinstance(event, Event)]
        for waiting, answer in decided:
            if not isinstance(answer, Event):
                _answer(waiting, answer)
        if not events:
            return
        try:
            seqs = await self._log.append(
                self._meeting, [encode(event, waiting.stamp) for waiting, event in events]
            )
        except (LogFull, LogUnavailable) as error:
            full = isinstance(error, LogFull)
            for waiting, _ in events:
                _answer(waiting, Refusal.STORAGE_FULL if full else Refusal.STORAGE_UNAVAILABLE)
            return
        await self._fold_unseen(seqs.start)
        for (waiting, event), seq in zip(events, seqs, strict=True):
            _answer(waiting, self._fold(Entry(waiting.stamp._replace(seq=seq), event)))

    async def _fold_unseen(self, before: int) -> None:
        """Fold what stands before our own entries: writes whose outcome the storage could not tell."""
        while self._state.seq + 1 < before:
            for seq, body in await self._log.read(self._meeting, self._state.seq):
                if seq < before:
                    self._fold(decode(seq, body))

    def _decide(self, waiting: _Waiting) -> Event | Answer:
        stamp = waiting.stamp
        seen = self._state.recent.get(stamp.by, {}).get(stamp.command) if stamp.command else None
        return Accepted(seen) if seen else decide(self._state, waiting.command, stamp)

    def _fold(self, entry: Entry) -> Answer:
        refused = fold(self._state, entry)
        if refused is None:
            self._folded(entry)
            return Accepted(entry.stamp.seq)
        if refused is Refusal.REPEATED:
            return Accepted(self._state.recent[entry.stamp.by][entry.stamp.command])
        return refused


def _answer(waiting: _Waiting, answer: Answer) -> None:
    """Give the answer unless whoever asked has gone."""
    if not waiting.answer.done():
        waiting.answer.set_result(answer)
