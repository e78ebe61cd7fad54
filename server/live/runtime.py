"""A meeting, running here: commands go in, every screen is kept in step with the state."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from server.live import memory
from server.live.board import Page
from server.live.follower import Follower
from server.live.hub import Channel, Hub
from server.live.leaving import COME_BACK, send_away
from server.live.memory import Recalled
from server.live.neighbours import keep_in_touch
from server.live.screens import Screens
from server.live.seat import Seat
from server.live.voters import Voters
from server.live.writer import Answer, Writer
from server.log.base import LogChanged, LogFull, LogUnavailable
from server.log.storage import Storage
from server.room.base import SYSTEM, Actor, Command, Refusal
from server.room.codec import Entry
from server.room.planning import PlanProgramme, ProgrammePlanned
from server.room.polls import Vote
from server.room.programme import Programme
from server.room.sessions import SessionEnded, SessionStarted
from server.room.triage import QuestionErased
from server.room.undo import ActionUndone
from server.views.me import Me, me

TICK = 0.1
PHONES_EVERY = 5

_CHANGES_EVERYONE = (SessionStarted, SessionEnded, ProgrammePlanned, QuestionErased, ActionUndone)

log_ = logging.getLogger("entaku.live")


class Runtime:
    """One meeting in this process. Make one with `Runtime.open`.

    `overheard` is called with every entry that another worker wrote and that took effect.
    """

    def __init__(self, storage: Storage, meeting: str, recalled: Recalled) -> None:
        self.meeting, self.state, self.hub = meeting, recalled.state, Hub()
        self.overheard: Callable[[Entry], None] = lambda entry: None
        self.draining = False
        self._storage, self._voters = storage, Voters(storage.vault)
        self._screens = Screens(self.state, self.hub, self.me)
        self._follower = Follower(
            storage.log, meeting, recalled, storage.shared, self._folded, self._begin_again
        )
        self._writer = Writer(self._follower)
        self._kept = self.state.seq
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def open(cls, storage: Storage, meeting: str) -> "Runtime":
        """Catch up with the log and start."""
        runtime = cls(storage, meeting, await memory.recall(storage.log, meeting))
        await runtime._voters.forget_closed(runtime.state, everywhere=True)
        runtime._follower.start()
        runtime._writer.start()
        runtime._tasks.append(asyncio.create_task(runtime._tick_for_ever(), name="ticker"))
        if storage.shared:
            touch = keep_in_touch(storage.wire, meeting, runtime._screens.attendance)
            runtime._tasks.append(asyncio.create_task(touch, name="neighbours"))
        return runtime

    async def drain(self) -> None:
        """Tell every screen to come back, some at a time; whoever comes meanwhile is told at once."""
        self.draining = True
        await send_away(self.hub)

    async def close(self) -> None:
        """Finish what was handed in, keep a snapshot, tell every screen to come back."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._writer.stop()
        await self._follower.stop()
        for seat in self.hub.all():
            seat.outlet.close(COME_BACK)
        await self._keep()
        # A poll may have closed since the last tick.
        await self._voters.forget_closed(self.state)
        await self._voters.close()

    def now(self) -> int:
        """The time by which this meeting goes on every worker, in Unix milliseconds."""
        return self._storage.log.now()

    @property
    def behind(self) -> bool:
        """Whether the log could not be read for so long that screens may not be exact."""
        return self._follower.behind

    async def catch_up(self) -> None:
        """Fold what other workers have written by now; when the log does not answer soon, return without."""
        await self._follower.catch_up()

    async def plan(self, programme: Programme) -> Answer:
        """Plan the meeting; refused as nothing changed when it is planned like this already."""
        return await self.submit(PlanProgramme(programme), SYSTEM, "")

    async def submit(self, command: Command, actor: Actor, command_id: str) -> Answer:
        """Carry a command out: durable and folded when it returns `Accepted`, else why not.

        A ballot is handed on under the voter's pseudonym; nothing that is stored names the participant.
        """
        if not isinstance(command, Vote):
            return await self._writer.submit(command, actor, command_id)
        try:
            voter = await self._pseudonym(command.poll, actor.id)
        except LogFull:
            return Refusal.STORAGE_FULL
        except LogUnavailable:
            return Refusal.STORAGE_UNAVAILABLE
        if voter is None:
            known = command.poll in self.state.polls
            return Refusal.POLL_NOT_OPEN if known else Refusal.UNKNOWN_POLL
        answer = await self._writer.submit(command, actor._replace(id=voter), command_id)
        self._screens.touch(actor.id)
        return answer

    def page(self, view: str, hall: str, fresh: bool = False) -> Page:
        """The newest page of a view of a hall and its version."""
        return self._screens.page(Channel(view, hall), fresh)

    def whole(self, view: str, hall: str, lang: str) -> str:
        """The message that brings a screen to exact state."""
        return self._screens.whole(Channel(view, hall), lang)

    async def me(self, hall: str, person: str) -> Me:
        """What is personal to one participant in a hall."""
        return me(self.state, hall, person, await self._voters.all(self.state, hall, person))

    def sit(self, seat: Seat, version: str) -> None:
        """A screen connected showing `version` of its page."""
        if self.draining:
            seat.outlet.close(COME_BACK)
        else:
            self._screens.sit(seat, version)

    def stand(self, seat: Seat) -> None:
        """A screen went away; twice does no harm."""
        self._screens.stand(seat)

    def beat(self, seat: Seat, shows: str) -> None:
        """A screen's heartbeat; a projector's says what it shows."""
        self._screens.beat(seat, shows)

    async def _pseudonym(self, poll: str, person: str) -> str | None:
        voter = await self._voters.pseudonym(self.state, poll, person)
        if voter is None:
            # Another worker may just have opened the poll.
            if not await self._follower.catch_up():
                raise LogUnavailable("Whether the poll is open cannot be told now.")
            voter = await self._voters.pseudonym(self.state, poll, person)
        return voter

    def _folded(self, entry: Entry, own: bool) -> None:
        if isinstance(entry.event, _CHANGES_EVERYONE):
            self._screens.touch_everyone()
        self._screens.touch(entry.stamp.by)
        question = self.state.questions.get(getattr(entry.event, "question", ""))
        if question:
            self._screens.touch(question.author)
        if not own:
            self.overheard(entry)

    def _begin_again(self) -> None:
        """The log is another one: what was made of the old one must not go on."""
        self._writer.turn_away()
        self._voters.begin_again()
        self._screens.renew()
        # No snapshot of the old one is of use to whoever starts next.
        self._kept, self._follower.snapshot_due = 0, True

    async def _tick_for_ever(self) -> None:
        turn = 0
        while True:
            await asyncio.sleep(TICK)
            turn += 1
            try:
                await self._tick(slow=turn % PHONES_EVERY == 0)
            except Exception:
                # One failing tick must not stop every screen: the next one tries again.
                log_.exception("a tick failed")

    async def _tick(self, slow: bool) -> None:
        self._screens.refresh_read(slow)
        await self._screens.send_personal()
        await self._voters.forget_closed(self.state)
        if self._follower.snapshot_due:
            self._follower.snapshot_due = False
            await self._keep()

    async def _keep(self) -> None:
        if self.state.seq == self._kept:
            return
        self._kept = self.state.seq
        try:
            await memory.keep(self._storage.log, self.meeting, Recalled(self.state, self._follower.place))
        except (LogFull, LogUnavailable, LogChanged) as error:
            log_.warning("no snapshot was kept, the log itself is complete: %s", error)
