"""The follower: keeps the state in step with the log, whoever appends to it."""

import asyncio
import logging
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress

from server.live.memory import Recalled
from server.live.reload import begin_again
from server.live.sealers import Sealers
from server.log.base import Log, LogChanged, LogFull, LogUnavailable, Place, Stored
from server.log.bell import Bell
from server.room.base import Event, Refusal, Stamp
from server.room.codec import Entry, decode
from server.room.fold import fold
from server.room.polls import BallotSealed
from server.room.state import State

# Seconds: between two looks at the log when no bell rings, after one that failed, and however often it rings.
LOOK_EVERY, LOOK_AGAIN_AFTER, REST = 2.0, 0.25, 0.005
BEHIND_AFTER = 4.0
PATIENCE = 2.0
PAGE = 1_000
TRAIL = 10_000
SNAPSHOT_EVERY, SNAPSHOTS_APART = 5_000, 5.0

log_ = logging.getLogger("entaku.live")


class Follower:
    """A meeting's state and its place in the log. Whoever appends or reads holds `turn`.

    `folded` is called with every entry that took effect, in order, and with whether it was appended here;
    `renewed` when the state is another one, because the log is.
    """

    def __init__(
        self,
        log: Log,
        meeting: str,
        recalled: Recalled,
        shared: bool,
        sealers: Sealers,
        folded: Callable[[Entry, bool], None],
        renewed: Callable[[], None],
    ) -> None:
        self.log, self.state, self.shared, self.turn = log, recalled.state, shared, asyncio.Lock()
        self.snapshot_due, self._snapshot_at = False, -math.inf
        self._meeting, self._folded, self._renewed = meeting, folded, renewed
        self._sealers = sealers
        self._stand_at(recalled.place)
        self._exact_at, self._in_touch = time.monotonic(), True
        self._next_look: asyncio.Task[bool] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def place(self) -> Place:
        """The last entry that was folded."""
        return Place(self._epoch, *self._trail[-1])

    @property
    def behind(self) -> bool:
        """Whether the log could not be read for so long that screens may not be exact."""
        return time.monotonic() - self._exact_at > BEHIND_AFTER

    @property
    def out_of_reach(self) -> bool:
        """Whether it is the log that does not answer, and not only this worker that had no time to ask."""
        return not self._in_touch and self.behind

    def start(self) -> None:
        """Begin to follow."""
        self._task = asyncio.create_task(self._follow_for_ever(), name="follower")

    async def stop(self) -> None:
        """Stop following."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._next_look:
            await self._next_look
        async with self.turn:
            return

    async def catch_up(self) -> bool:
        """Fold what others have written by now; False as with `read`, or if the log does not answer soon."""
        if not self.shared:
            return True
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._look()
        except TimeoutError:
            return False

    async def append(self, facts: Sequence[tuple[Event, Stamp]]) -> list[int | Refusal]:
        """In one's turn: write, and fold it after whatever stands before it.

        Gives for each the seq under which its command counts, or why it has no effect. Raises LogFull, or
        LogUnavailable when it is not known to be written; if the log has changed, it has been read again.
        """
        began = time.monotonic()
        bodies = [self._sealers.written(self.state, event, stamp) for event, stamp in facts]
        try:
            seqs = await self.log.append(self._meeting, bodies, self.place)
            await self._read_up_to(seqs.start - 1)
        except LogChanged as changed:
            await self._begin_again()
            raise LogUnavailable("The log had changed and has been read again.") from changed
        self._mind_snapshots(seqs, began)
        self._exact_at = began
        return [
            self._fold(
                Stored(seq, body),
                Entry(Stamp(seq, stamp.at, stamp.by, stamp.role, stamp.command), event),
                own=True,
            )
            for seq, body, (event, stamp) in zip(seqs, bodies, facts, strict=True)
        ]

    def _mind_snapshots(self, seqs: range, now: float) -> None:
        # Of all workers only the one that passes the mark keeps one, which takes as long as many ballots.
        passed = seqs[-1] // SNAPSHOT_EVERY > (seqs[0] - 1) // SNAPSHOT_EVERY
        if passed and now - self._snapshot_at >= SNAPSHOTS_APART:
            self.snapshot_due, self._snapshot_at = True, now

    async def read(self) -> bool:
        """In one's turn: fold what others have written by now, as far as the log can be read.

        False if what was made for the state as it was cannot be judged: it may be out of date, or is another.
        """
        began, changed = time.monotonic(), False
        try:
            try:
                await self._read_up_to(None)
            except LogChanged:
                changed = True
                await self._begin_again()
        except (LogFull, LogUnavailable) as error:
            if self._in_touch:
                log_.warning("the log of %s cannot be read: %s", self._meeting, error)
            self._in_touch = False
        else:
            if not self._in_touch:
                log_.info("the log of %s can be read again", self._meeting)
            self._exact_at, self._in_touch = began, True
        return self._in_touch and not changed

    async def _read_up_to(self, last: int | None) -> None:
        """Fold up to `last`, which the log has, or up to its end. Raises LogChanged."""
        while last is None or self.state.seq < last:
            limit = PAGE if last is None else min(PAGE, last - self.state.seq)
            stored = await self.log.read(self._meeting, self.state.seq, limit, self.place)
            for one in stored:
                entry = decode(*one)
                if isinstance(entry.event, BallotSealed):
                    entry = await self._sealers.read(self.state, entry)
                self._fold(one, entry, own=False)
            if len(stored) < limit:
                break
        if last is not None and self.state.seq < last:
            raise LogChanged(f"The log of {self._meeting} is shorter than it was.")

    def _fold(self, stored: Stored, entry: Entry, own: bool) -> int | Refusal:
        self._trail.append(stored)
        self._made_at = entry.stamp.at
        refused = fold(self.state, entry)
        if refused is None:
            self._folded(entry, own)
            return stored.seq
        stamp = entry.stamp
        return self.state.recent[stamp.by][stamp.command] if refused is Refusal.REPEATED else refused

    async def _begin_again(self) -> None:
        self._sealers.forget_all()
        try:
            recalled = await begin_again(
                self.log, self._meeting, self.state, self._trail, self._made_at, self._epoch, self._sealers
            )
        except LogChanged as changed:
            raise LogUnavailable("The log goes on changing.") from changed
        for field in State.__struct_fields__:
            setattr(self.state, field, getattr(recalled.state, field))
        self._stand_at(recalled.place)
        self._renewed()

    def _stand_at(self, place: Place) -> None:
        self._epoch = place.epoch
        self._trail = deque([Stored(place.seq, place.body)], maxlen=TRAIL)
        self._made_at = decode(*self._trail[-1]).stamp.at

    async def _look(self) -> bool:
        """Read, once for all who ask before the reading begins."""
        if self._next_look is None:
            self._next_look = asyncio.create_task(self._read_in_turn())
        return await asyncio.shield(self._next_look)

    async def _read_in_turn(self) -> bool:
        async with self.turn:
            self._next_look = None
            return await self.read()

    async def _follow_for_ever(self) -> None:
        while True:
            try:
                async with self.log.bell(self._meeting) if self.shared else nullcontext(Bell()) as bell:
                    await self._follow(bell)
            except LogUnavailable as error:
                log_.warning("there is no bell for %s: %s", self._meeting, error)
            except Exception:
                log_.exception("following the log failed")
            await asyncio.sleep(LOOK_AGAIN_AFTER)

    async def _follow(self, bell: Bell) -> None:
        await self._look()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY if self._in_touch else LOOK_AGAIN_AFTER):
                    await bell.wait()
            rung_at = time.monotonic()
            await asyncio.sleep(max(0.0, self._exact_at + REST - rung_at))
            # Our own appends ring as well, and whatever is appended later has brought the rest with it.
            if self._exact_at < rung_at:
                await self._look()
