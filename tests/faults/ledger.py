"""The ledger: a log as storage has it, folded once from its first entry, with what became of each entry."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from moderation.polls import Phase
from server.live.hiding import is_uncounted
from server.live.memory import digest
from server.log.base import Log, Stored
from server.room.base import Event, Refusal
from server.room.codec import Entry, decode
from server.room.fold import fold
from server.room.polls import BallotCast, PollCounted
from server.room.state import State
from tests.faults.copies import sealers_with_copies
from tests.faults.history import Act
from tests.faults.waiting import LOOK_EVERY, PATIENCE


class Ledger:
    """`effects` has, by command id, the seqs at which a command with that id changed the state."""

    def __init__(self, stored: Sequence[Stored]) -> None:
        self.stored, self.state = list(stored), State()
        self.entries: list[Entry] = []
        self.refusals: list[Refusal | None] = []
        self.effects: defaultdict[str, list[int]] = defaultdict(list)
        self.opened: dict[str, int] = {}
        self.closed: dict[str, int] = {}
        self.outcomes: dict[str, int] = {}
        for one in stored:
            self._take(decode(*one))

    @classmethod
    async def read(cls, log: Log, meeting: str) -> "Ledger":
        """All that storage has of a meeting, sealed ballots with the copies of their polls' keys."""
        ledger, sealers = cls(()), sealers_with_copies(meeting)
        while page := await log.read(meeting, ledger.head):
            ledger.stored += page
            for one in page:
                ledger._take(await sealers.read(ledger.state, decode(*one)))
        sealers.forget_all()
        return ledger

    @classmethod
    async def read_counted(cls, log: Log, meeting: str) -> "Ledger":
        """The same, once the outcome of each closed poll is in it."""
        async with asyncio.timeout(PATIENCE):
            while not (ledger := await cls.read(log, meeting)).is_counted:  # noqa: ASYNC110 - by others
                await asyncio.sleep(LOOK_EVERY)
        return ledger

    @cached_property
    def digest(self) -> str:
        """The fingerprint of the state."""
        return digest(self.state)

    @property
    def is_counted(self) -> bool:
        """Whether each closed poll whose ballots are sealed has its outcome."""
        return not any(is_uncounted(self.state, poll) for poll in self.state.boxes)

    def place_of(self, act: Act) -> int:
        """Where an acknowledged act took effect; a ballot that is sent after the close is in the outcome."""
        effects = self.effects.get(act.id, [])
        told_late = len(effects) == 1 and act.seq == self.outcomes.get(act.poll)
        return effects[0] if told_late else act.seq

    @property
    def head(self) -> int:
        """The last entry's place."""
        return len(self.entries)

    def events(self, kind: type[Event]) -> list[Entry]:
        """The entries of one kind that had an effect."""
        taken = zip(self.entries, self.refusals, strict=True)
        return [entry for entry, refused in taken if refused is None and isinstance(entry.event, kind)]

    def kept_of(self, earlier: "Ledger") -> int:
        """How many entries, from the first on, are still what they were in an earlier reading."""
        pairs = enumerate(zip(earlier.stored, self.stored, strict=False))
        same = min(earlier.head, self.head)
        return next((at for at, (before, now) in pairs if before != now), same)

    def _take(self, entry: Entry) -> None:
        refused = fold(self.state, entry)
        self.entries.append(entry)
        self.refusals.append(refused)
        if refused is not None or entry.event is None:
            return
        if entry.stamp.command:
            self.effects[entry.stamp.command].append(entry.stamp.seq)
        if isinstance(entry.event, PollCounted):
            self.outcomes[entry.event.poll] = entry.stamp.seq
        if not isinstance(entry.event, BallotCast):
            self._note_phases(entry.stamp.seq)

    def _note_phases(self, seq: int) -> None:
        for poll, record in self.state.polls.items():
            if record.phase is not Phase.DRAFT:
                self.opened.setdefault(poll, seq)
            if record.phase is Phase.CLOSED:
                self.closed.setdefault(poll, seq)
