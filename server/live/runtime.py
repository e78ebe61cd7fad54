"""A meeting, running here: commands go in, every screen is kept in step with the state."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine

from server.live import memory
from server.live.board import Page
from server.live.hub import Channel, Hub
from server.live.screens import Screens
from server.live.seat import Seat
from server.live.voters import Voters
from server.live.writer import Accepted, Answer, Writer
from server.log.base import Log, LogFull, LogUnavailable
from server.log.vault import Vault
from server.room.base import Actor, Command, Refusal
from server.room.codec import Entry
from server.room.planning import ProgrammePlanned
from server.room.polls import Vote
from server.room.sessions import SessionEnded, SessionStarted
from server.room.state import State
from server.room.triage import QuestionErased
from server.room.undo import ActionUndone
from server.views.me import Me, me

TICK = 0.1
PHONES_EVERY = 5
SNAPSHOT_EVERY = 5_000

_CHANGES_EVERYONE = (SessionStarted, SessionEnded, ProgrammePlanned, QuestionErased, ActionUndone)

log_ = logging.getLogger("entaku.live")


class Runtime:
    """One meeting in this process. Make one with `Runtime.open`."""

    def __init__(self, log: Log, vault: Vault, meeting: str, state: State) -> None:
        self.meeting, self.state, self.hub = meeting, state, Hub()
        self._log, self._voters = log, Voters(vault)
        self._screens = Screens(state, self.hub, self.me)
        self._writer = Writer(log, meeting, state, self._folded)
        self._kept = state.seq
        self._beat: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, log: Log, vault: Vault, meeting: str) -> "Runtime":
        """Catch up with the log and start."""
        runtime = cls(log, vault, meeting, await memory.recall(log, meeting))
        await runtime._voters.forget_closed(runtime.state, everywhere=True)
        runtime._writer.start()
        runtime._beat = asyncio.create_task(runtime._tick_for_ever(), name="ticker")
        return runtime

    async def close(self) -> None:
        """Finish what was handed in, keep a snapshot, tell every screen to come back."""
        if self._beat:
            self._beat.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._beat
        await self._writer.stop()
        for seat in self.hub.all():
            seat.outlet.close(1012)
        await self._keep()

    async def submit(self, command: Command, actor: Actor, command_id: str) -> Answer:
        """Carry a command out: durable and folded when it returns `Accepted`, else why not.

        A ballot is handed on under the voter's pseudonym; nothing that is stored names the participant.
        """
        if not isinstance(command, Vote):
            answer = await self._writer.submit(command, actor, command_id)
            if isinstance(answer, Accepted):
                await self._voters.forget_closed(self.state)
            return answer
        try:
            voter = await self._voters.pseudonym(self.state, command.poll, actor.id)
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
        self._screens.sit(seat, version)

    def stand(self, seat: Seat) -> None:
        """A screen went away; twice does no harm."""
        self._screens.stand(seat)

    def beat(self, seat: Seat, shows: str) -> None:
        """A screen's heartbeat; a projector's says what it shows."""
        self._screens.beat(seat, shows)

    def _folded(self, entry: Entry) -> None:
        if isinstance(entry.event, _CHANGES_EVERYONE):
            self._screens.touch_everyone()
        self._screens.touch(entry.stamp.by)
        question = self.state.questions.get(getattr(entry.event, "question", ""))
        if question:
            self._screens.touch(question.author)

    async def _tick_for_ever(self) -> None:
        turn = 0
        while True:
            await asyncio.sleep(TICK)
            turn += 1
            await _logged(self._tick(slow=turn % PHONES_EVERY == 0))

    async def _tick(self, slow: bool) -> None:
        self._screens.refresh_read(slow)
        await self._screens.send_personal()
        if self.state.seq - self._kept >= SNAPSHOT_EVERY:
            await self._keep()

    async def _keep(self) -> None:
        if self.state.seq == self._kept:
            return
        self._kept = self.state.seq
        try:
            await memory.keep(self._log, self.meeting, self.state)
        except LogFull:
            log_.warning("no room for a snapshot; the log itself is complete")


async def _logged(tick: Coroutine[None, None, None]) -> None:
    """One failing tick must not stop every screen: it is reported, and the next one tries again."""
    try:
        await tick
    except Exception:
        log_.exception("a tick failed")
