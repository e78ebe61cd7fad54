"""A meeting, running here: commands go in, every screen is kept in step with the state."""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable

from server.live import memory
from server.live.adoption import Adoption
from server.live.board import Page
from server.live.cleansing import cleansed
from server.live.drafting import Drafting, Machine
from server.live.earshot import concerned_by, concerns_everyone
from server.live.follower import Follower
from server.live.hub import Channel, Hub
from server.live.intake import Intake
from server.live.leaving import COME_BACK, send_away
from server.live.memory import Recalled
from server.live.neighbours import keep_in_touch
from server.live.outcomes import Outcomes, closes_polls
from server.live.pace import STAFF_EVERY
from server.live.screens import Screens
from server.live.sealers import Sealers
from server.live.seat import Seat
from server.live.snapshots import Snapshots
from server.live.voters import Voters
from server.live.writer import Answer, Answered, Handed, Writer, answer_of
from server.log.storage import Storage
from server.log.vault import KEY_BYTES
from server.room.base import NO_VISIT, SYSTEM, Actor, Command, Visit
from server.room.codec import Entry
from server.room.planning import PlanProgramme, for_first_rules
from server.room.programme import Programme
from server.room.registry import rules_known
from server.room.rules import AdoptRules, RulesAdopted
from server.views.me import Me, me

log_ = logging.getLogger("entaku.live")

# What workers think that the time is differs by less, in milliseconds.
CLOCKS_AGREE = 60_000


class Runtime:
    """One meeting in this process. Make one with `Runtime.open`.

    `overheard` is called with every entry that another worker wrote and that took effect, `renewed` when the
    storage turns out to be another one, or to have lost something.
    """

    def __init__(
        self, storage: Storage, meeting: str, sealers: Sealers, recalled: Recalled, key: bytes
    ) -> None:
        self.meeting, self.state, self.hub = meeting, recalled.state, Hub()
        self.overheard: Callable[[Entry], None] = lambda entry: None
        self.renewed: Callable[[], None] = lambda: None
        self.draining = False
        self._storage, self._voters = storage, Voters(storage.vault, sealers)
        self._screens = Screens(self.state, self.hub, self.me)
        self._follower = Follower(
            storage.log, meeting, recalled, storage.shared, sealers, self._folded, self._begin_again
        )
        self._writer = Writer(self._follower)
        self._outcomes = Outcomes(self.state, sealers, key, self._order)
        self._intake = Intake(self._follower, self._voters, self._outcomes, self._writer, self._screens.touch)
        self._snapshots = Snapshots(storage.log, meeting, self._follower, sealers, recalled.kept)
        self._tasks: list[asyncio.Task[None]] = []
        self._drafting: Drafting | None = None
        self._programme: Programme | None = None

    @classmethod
    async def open(cls, storage: Storage, meeting: str) -> "Runtime":
        """Catch up with the log and start."""
        sealers = Sealers(meeting, storage.ballot_keys)
        key = await storage.vault.signing_key(secrets.token_bytes(KEY_BYTES))
        recalled = await memory.recall(storage.log, meeting, sealers)
        runtime = cls(storage, meeting, sealers, await cleansed(storage, meeting, sealers, recalled), key)
        if runtime.state.rules > rules_known():
            log_.warning(
                "a newer release has served %s: what it wrote by newer rules is ignored here", meeting
            )
        await runtime._voters.forget_closed(runtime.state)
        runtime._follower.start()
        runtime._writer.start()
        runtime._tasks.append(asyncio.create_task(runtime._tick_for_ever(), name="ticker"))
        if storage.shared:
            adoption = Adoption(runtime.state, runtime._order)
            touch = keep_in_touch(storage.wire, meeting, runtime._screens.attendance, adoption)
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
        if self._drafting:
            await self._drafting.stop()
        await self._intake.stop()
        self._outcomes.write_all(time.monotonic())
        await self._writer.stop()
        await self._follower.stop()
        for seat in self.hub.all():
            seat.outlet.close(COME_BACK)
        await self._snapshots.keep()
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

    def draft_with(self, machine: Machine) -> None:
        """Have a machine draft what is missing of the questions that are published here from now on."""
        self._drafting = Drafting(self.state, machine, lambda command: self.submit(command, SYSTEM, ""))

    async def adopt_rules(self) -> None:
        """Go by the rules of this release at once, if no other worker can be there; else they agree on it."""
        if not self._storage.shared:
            await self.submit(AdoptRules(rules_known()), SYSTEM, "")

    async def plan(self, programme: Programme) -> Answer:
        """Plan the meeting; refused as nothing changed when it is planned like this already.

        What a worker of an older release could not read of it is planned once no such worker is left.
        """
        self._programme = programme
        return await self.submit(PlanProgramme(programme), SYSTEM, "")

    def show_key(self, key: Callable[[], str]) -> None:
        """Show on the hall's screens what `key` gives, which newcomers need; an empty one is not shown."""
        self._screens.show_key(key)

    def hand_in(
        self, command: Command, actor: Actor, command_id: str, answered: Answered, visit: Visit = NO_VISIT
    ) -> None:
        """Have a command carried out: durable and folded when it is `answered` with `Accepted`, else why not.

        It never waits and never raises. `answered` is called once: at once if it can be refused at once, else
        in the order in which this actor handed commands in. A ballot is handed on under the voter's
        pseudonym; nothing that is stored names the participant. Of their `visit`, a ballot keeps whether they
        came after the poll opened, and whether they were never connected.
        """
        if visit.since:
            visit = visit._replace(since=self._here_since(visit.since))
        self._intake.hand_in(Handed(command, actor.id, actor.role, command_id, answered, visit))

    async def submit(self, command: Command, actor: Actor, command_id: str) -> Answer:
        """Hand a command in and wait for the answer."""
        return await answer_of(lambda answered: self.hand_in(command, actor, command_id, answered))

    def _order(self, command: Command) -> None:
        """Hand in a command of the server's own."""
        self.hand_in(command, SYSTEM, "", lambda answer: None)

    def page(self, view: str, hall: str, speaker: str = "", *, fresh: bool = False) -> Page:
        """The newest page of a view of a hall and its version; of a stage monitor also a speaker's own."""
        return self._screens.page(Channel(view, hall, speaker), fresh)

    def loosen(self, seat: Seat) -> None:
        """A screen cannot be written to straight away at the moment."""
        self.hub.loosen(seat)

    def settle(self, seat: Seat) -> None:
        """A screen can be written to again, and has missed nothing meanwhile."""
        self.hub.settle(seat)

    def bring_up_to_date(self, seat: Seat) -> None:
        """Send a screen the whole of its page: it has missed something."""
        self._screens.bring_up_to_date(seat)

    def people_elsewhere(self) -> int:
        """How many phones are connected to the other workers, as they told last."""
        return self._screens.attendance.elsewhere(time.monotonic())

    async def me(self, hall: str, person: str, since: int = 0) -> Me:
        """What is personal to one participant in a hall, who has been here `since` then (Unix ms)."""
        voter = await self._voters.all(self.state, hall, person)
        return me(self.state, hall, person, voter, self._here_since(since))

    async def knows(self, person: str) -> bool:
        """Whether this participant has done anything that the state tells of; an open ballot, too.

        Raises LogFull or LogUnavailable when that cannot be known.
        """
        state = self.state
        acted = person in state.recent or person in state.people
        return acted or await self._voters.has_voted(state, person)

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

    def _here_since(self, since: int) -> int:
        """Since when somebody has been here; always, if that is yet to come: the clock was set back then."""
        return since if since <= self.now() + CLOCKS_AGREE else 0

    def _folded(self, entry: Entry, own: bool) -> None:
        if not own:
            self.overheard(entry)
        elif self._drafting:
            self._drafting.look(entry.event)
        if own and closes_polls(entry.event):
            self._outcomes.write_all(time.monotonic())
        if isinstance(entry.event, RulesAdopted):
            self._plan_the_rest()
        if concerns_everyone(entry.event):
            self._screens.touch_everyone()
        for person in concerned_by(self.state, entry):
            self._screens.touch(person)

    def _plan_the_rest(self) -> None:
        """Plan what had to wait for these rules, unless the meeting has been planned otherwise meanwhile."""
        wanted, planned = self._programme, self.state.programme
        if wanted and planned and planned != wanted and planned == for_first_rules(wanted):
            self._order(PlanProgramme(wanted))

    def _begin_again(self) -> None:
        """The log is another one: what was made of the old one must not go on."""
        self._writer.turn_away()
        self._voters.begin_again()
        self._outcomes.begin_again()
        self._screens.renew()
        self._snapshots.begin_again()
        self.renewed()

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(STAFF_EVERY)
            try:
                await self._tick()
            except Exception:
                # One failing tick must not stop every screen: the next one tries again.
                log_.exception("a tick failed")

    async def _tick(self) -> None:
        self._outcomes.write_due(time.monotonic())
        self._screens.refresh_due()
        await self._screens.send_personal()
        await self._voters.forget_closed(self.state)
        await self._snapshots.keep_due()
