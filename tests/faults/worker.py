"""Workers in this very process, each with a storage of its own, and the people who act through them."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from moderation.permissions import Role
from moderation.status import ReviewMode
from server.live.hiding import is_uncounted
from server.live.message import Message
from server.live.runtime import Runtime
from server.live.seat import NOWHERE, Seat
from server.live.writer import Accepted
from server.log.storage import Storage, in_redis
from server.render.patches import render_whole
from server.room.base import SYSTEM, Actor, Command, Refusal
from server.room.polls import OpenPoll, Vote
from server.room.programme import Programme
from server.room.registry import rules_known
from server.room.rules import AdoptRules
from server.room.sessions import SetReviewMode, StartSession
from tests.faults.agreement import check_workers, seen
from tests.faults.checker import Violation, check_commands, check_polls, require_none
from tests.faults.copies import SHARED, Copying
from tests.faults.history import Act, History
from tests.faults.ledger import Ledger
from tests.faults.sight import Sight, check_sight
from tests.faults.waiting import until
from tests.room.given import MO
from tests.room.plan import PLAN

MEETING = "PORT24"
POLL, OPTIONS = "rt1-p1", ("a", "b", "c")


def new_id() -> str:
    """An id as a phone mints it."""
    return secrets.token_urlsafe(15)


class Onlooker:
    """An outlet that shows what is sent to it, as a browser would."""

    descriptor, deflates = NOWHERE, False

    def __init__(self, name: str, view: str) -> None:
        self.sight = Sight(name, view)

    def push(self, message: Message) -> None:
        self.sight.take(message.text)

    def push_rest(self, rest: bytes) -> None:
        raise AssertionError("there is no descriptor to write to")

    def say(self, message: Message) -> None:
        self.sight.take(message.text)

    def close(self, code: int) -> None:
        """A screen of these tests stays where it is."""


class Worker:
    """One worker, by name."""

    def __init__(self, name: str, storage: Storage, runtime: Runtime) -> None:
        self.name, self.storage, self.runtime = name, storage, runtime
        self.sights: list[Sight] = []

    def screen(self, view: str, hall: str = "main") -> Sight:
        """A screen that comes to this worker and stays."""
        onlooker = Onlooker(f"{view} of {self.name}", view)
        actor = Actor(new_id(), Role.AUDIENCE if view == "audience" else Role.MODERATOR)
        self.runtime.sit(Seat(view, hall, "en", actor, onlooker), "")
        self.sights.append(onlooker.sight)
        return onlooker.sight

    def screens(self, *views: str) -> None:
        """Several of them, in the main hall."""
        for view in views:
            self.screen(view)

    def misled(self) -> list[Violation]:
        """I4, for the screens of the first hall: they are compared with one that would come now."""
        found: list[Violation] = []
        for sight in self.sights:
            fresh = Sight("fresh", sight.view)
            fresh.take(render_whole(self.runtime.page(sight.view, "main").root, "en"))
            found += check_sight(sight, fresh)
        return found

    async def done(self, *commands: Command, by: Actor = MO) -> None:
        """Carry out commands that must be accepted."""
        for command in commands:
            answer = await self.runtime.submit(command, by, new_id())
            assert isinstance(answer, Accepted), (command, answer)

    async def adopt_rules(self) -> None:
        """Go by the newest rules at once, as workers do that have listened for long enough."""
        answer = await self.runtime.submit(AdoptRules(rules_known()), SYSTEM, "")
        assert isinstance(answer, Accepted) or answer is Refusal.NOTHING_CHANGED

    async def opened(self, programme: Programme = PLAN) -> "Worker":
        """Begin the first session, which publishes questions at once, and open its first poll."""
        await self.adopt_rules()
        assert isinstance(await self.runtime.plan(programme), Accepted)
        await self.done(StartSession("rt1"), SetReviewMode("rt1", ReviewMode.PUBLISH), OpenPoll(POLL))
        return self

    async def ledger(self) -> Ledger:
        """What storage has."""
        return await Ledger.read(self.storage.log, MEETING)


@asynccontextmanager
async def working(address: str, name: str) -> AsyncIterator[Worker]:
    """A worker on this Redis until the block ends; all of them are on one machine."""
    async with in_redis(address, MEETING, SHARED) as storage:
        storage = replace(storage, ballot_keys=Copying(storage.ballot_keys))
        runtime = await Runtime.open(storage, MEETING)
        try:
            yield Worker(name, storage, runtime)
        finally:
            await runtime.close()


async def tell(act: Act, command: Command, actor: Actor, workers: Sequence[Worker]) -> Act:
    """Send a command until it is answered, each time to the next worker, always under the same id."""
    while act.is_open:
        worker = workers[act.sendings % len(workers)]
        act.was_sent()
        answer = await worker.runtime.submit(command, actor, act.id)
        told = {"seq": answer.seq} if isinstance(answer, Accepted) else {"refused": answer}
        if not act.was_answered(told):
            await asyncio.sleep(0.1)
    return act


async def vote(history: History, who: str, choice: str, workers: Sequence[Worker], poll: str = POLL) -> Act:
    """Somebody votes."""
    act = history.begin(who, "vote", new_id(), poll)
    return await tell(act, Vote(poll, (choice,)), Actor(who, Role.AUDIENCE), workers)


def check(history: History, ledger: Ledger, workers: Sequence[Worker]) -> None:
    """I1 to I5, all at once."""
    found = check_commands(history.acts, ledger) + check_polls(history.acts, ledger)
    found += check_workers([seen(worker.name, worker.runtime) for worker in workers], ledger)
    found += [violation for worker in workers for violation in worker.misled()]
    require_none(found)


async def in_step(workers: Sequence[Worker]) -> Ledger:
    """Wait until workers have folded what storage has, outcomes included, and told their screens.

    Gives what storage has.
    """
    states = [worker.runtime.state for worker in workers]
    await until(lambda: not any(is_uncounted(state, poll) for state in states for poll in state.boxes))
    head = await workers[0].storage.log.head(MEETING)
    await until(lambda: all(worker.runtime.state.seq >= head for worker in workers))
    await ticked()
    return await workers[0].ledger()


async def ticked() -> None:
    """Long enough for every screen, the phones' slow beat included, to be sent what changed."""
    await asyncio.sleep(0.7)
