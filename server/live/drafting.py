"""Drafts by a machine, asked for when a question is published and a language of the hall is missing."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol

from moderation.status import Status
from server.live.writer import Answer
from server.room.base import Command, Event
from server.room.merging import QuestionSplit
from server.room.questions import QuestionAsked
from server.room.reading import version, worded
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged
from server.room.state import State
from server.room.translations import DraftTranslation
from server.room.triage import QuestionApproved, QuestionRestored

TIMEOUT = 10.0  # seconds
REST = 60.0
MOST_WANTED = 200

_PUBLISHING = (
    *(QuestionAsked, QuestionApproved, QuestionRestored),
    *(QuestionReworded, QuestionSplit, QuestionStaged),
)
_READ_BY_THE_HALL = frozenset({Status.LIVE, Status.ON_STAGE})

log_ = logging.getLogger("entaku.drafting")


class MachineAway(Exception):
    """The machine does not answer, or wants nothing to do with us: there is no use in asking again soon."""


class MachineUnable(Exception):
    """The machine cannot translate this; it may well translate something else."""


class Machine(Protocol):
    """Something that translates; it is given public text, and told nothing of who wrote it."""

    async def translate(self, text: str, source: str, target: str) -> str:
        """The text in another language; raises `MachineAway` or `MachineUnable`."""


class _Wanted(NamedTuple):
    question: str
    language: str
    of: int


class Drafting:
    """Asks the machine for one draft after the other, while nobody waits for it."""

    def __init__(
        self, state: State, machine: Machine, submit: Callable[[Command], Awaitable[Answer]]
    ) -> None:
        self._state, self._machine, self._submit = state, machine, submit
        self._wanted: OrderedDict[_Wanted, None] = OrderedDict()
        # Whoever takes a draft away does not want it back when the question comes on stage.
        self._made: set[_Wanted] = set()
        self._task: asyncio.Task[None] | None = None
        self._away = False

    async def stop(self) -> None:
        """Ask for nothing more."""
        self._wanted.clear()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def look(self, event: Event | None) -> None:
        """Something took effect by way of this worker: perhaps a question can now be read, but not by all."""
        if not isinstance(event, _PUBLISHING):
            return
        question, of = event.question, version(self._state, event.question)
        for language in lacking(self._state, question):
            wanted = _Wanted(question, language, of)
            if wanted in self._wanted or (wanted not in self._made and len(self._wanted) < MOST_WANTED):
                self._wanted[wanted] = None
                self._wanted.move_to_end(wanted, last=not isinstance(event, QuestionStaged))
        if self._wanted and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._work(), name="drafting")

    async def _work(self) -> None:
        while self._wanted:
            wanted, _ = self._wanted.popitem(last=False)
            try:
                await self._draft(wanted)
            except MachineUnable as reason:
                log_.warning("the translator made no draft: %s", reason)
            except MachineAway as reason:
                if not self._away:
                    log_.warning("the translator does not answer, and is left alone for a while: %s", reason)
                self._away = True
                self._wanted[wanted] = None
                await asyncio.sleep(REST)
            except Exception:
                log_.exception("a draft could not be made")

    async def _draft(self, wanted: _Wanted) -> None:
        question, language, of = wanted
        if language not in lacking(self._state, question) or of != version(self._state, question):
            return
        now = worded(self._state, question)
        try:
            async with asyncio.timeout(TIMEOUT):
                text = await self._machine.translate(now.text.in_(now.original), now.original, language)
        except TimeoutError as error:
            raise MachineAway(f"no answer within {TIMEOUT:.0f} seconds") from error
        if self._away:
            self._away = False
            log_.info("the translator answers again")
        self._made.add(wanted)
        # Whatever became of the question meanwhile, or whoever was faster, the room refuses what is too late.
        await self._submit(DraftTranslation(question, language, text, of))


def lacking(state: State, question: str) -> tuple[str, ...]:
    """The languages of the hall in which a question that the hall may read does not exist yet.

    What a person translated before the text was changed is theirs to bring up to date.
    """
    standing = state.standings.get(question)
    if standing is None or standing.status not in _READ_BY_THE_HALL:
        return ()
    theirs = {one.language for one in state.edition(question).translations if not one.machine}
    return tuple(language for language in worded(state, question).missing if language not in theirs)
