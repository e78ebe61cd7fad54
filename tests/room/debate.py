"""A debate under test: one log, the people of the desk with views of their own age, and who did what."""

from collections import Counter
from collections.abc import Iterable

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from moderation.status import Status
from server.room.base import Actor, Command, Event, Refusal, Stamp
from server.room.codec import decode, encode, encode_state
from server.room.decide import decide
from server.room.fold import fold
from server.room.merging import Merge
from server.room.people import SetName
from server.room.planning import ProgrammePlanned
from server.room.questions import Ask
from server.room.reading import supporters, supports
from server.room.sessions import StartSession
from server.room.state import State
from server.room.triage import Approve
from server.room.undo import Undo
from server.views.rival import LOST, Rival, rival
from server.web.orders import questions_of
from tests.room.deeds import (
    AIKO,
    LEA,
    READING,
    STAFF,
    STANDING,
    Cell,
    Deed,
    Facts,
    as_told,
    facts,
    given_back,
    kept_apart,
    same_record,
)
from tests.room.machine import PEOPLE
from tests.room.plan import PLAN
from tests.room.wild import QUESTIONS

HERE = QUESTIONS[:4]


class Debate(RuleBasedStateMachine):
    """One log, and the people of the desk, each with a view of their own age.

    `deeds` holds, for every fact, those who made it what it is, the latest one last; `support` is the model
    of who supports what: a set of people for each question, and nothing cleverer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.log: list[bytes] = []
        self.state, self.worker = State(), State()
        self.views = {actor: State() for actor in STAFF}
        self.deeds: dict[Cell, list[Deed]] = {}
        self.done: dict[Actor, list[Deed]] = {actor: [] for actor in STAFF}
        self.support: dict[str, set[str]] = {}
        self.promised: list[str] = []
        self.commands = 0

    @initialize()
    def open_the_doors(self) -> None:
        self.store(encode(ProgrammePlanned(PLAN), Stamp(0, 1, "server", "system", "")))
        self.wish(StartSession("rt1"), AIKO)
        for actor, name in STAFF.items():
            self.wish(SetName(name), actor)
        for id in HERE:
            self.somebody_asks(id)
        for id in HERE[:3]:
            self.wish(Approve(id), LEA)
        self.everybody_looks()

    def store(self, body: bytes) -> Refusal | None:
        self.log.append(body)
        return fold(self.state, decode(len(self.log), body))

    def wish(self, command: Command, actor: Actor, *, late: bool = False) -> Event | Refusal:
        """What comes of a wish; `late`: the worker that takes it has not yet read the end of the log."""
        if not late:
            self.worker = catch_up(self.worker, self.log)
        self.commands += 1
        id, before = f"command-{self.commands}", facts(self.state)
        stamp = Stamp(0, 1_000 * (len(self.log) + 1), actor.id, actor.role, id)
        outcome = decide(self.worker, command, stamp)
        if isinstance(outcome, Event):
            outcome = self.store(encode(outcome, stamp)) or outcome
        if isinstance(outcome, Event):
            self.promised.append(id)
            self.note(actor, outcome, before)
        elif not late and outcome in LOST and actor in STAFF:
            self.hear_who_won(self.state, command, actor, outcome)
        return outcome

    def note(self, actor: Actor, event: Event, before: Facts) -> None:
        """Remember who changed which fact; an undo gives facts back, and only one's own."""
        after, name = facts(self.state), str(type(event).__struct_config__.tag)
        changed = {cell: before.get(cell) for cell in before | after if before.get(cell) != after.get(cell)}
        if name == "action-undone":
            self.take_back(actor, changed, before, after)
            return
        deed = Deed(len(self.log), actor, name, changed)
        for cell in changed:
            self.deeds.setdefault(cell, []).append(deed)
        if actor in STAFF and [one.seq for one in self.state.undo.get(actor.id, [])[-1:]] == [deed.seq]:
            self.done[actor].append(deed)

    def take_back(self, actor: Actor, changed: Facts, before: Facts, after: Facts) -> None:
        mine = self.done[actor].pop()
        assert changed.keys() <= mine.before.keys()
        assert {cell: after.get(cell) for cell in mine.before} == mine.before
        for cell in given_back(mine):
            held = self.deeds.get(cell, [])
            since = [one for one in held if one.seq > mine.seq]
            # What others did since is no hindrance where it has become again what it was.
            assert not since or since[0].before[cell] == before.get(cell), f"{cell} was somebody else's"
            self.deeds[cell] = [one for one in held if one.seq < mine.seq]

    def hear_who_won(self, state: State, command: Command, actor: Actor, code: Refusal) -> None:
        """Whoever lost is told who made the question what it is, unless it was themself or nobody."""
        told = rival(state, code, questions_of(command), actor.id)
        if isinstance(command, Undo):
            self.hear_who_was_later(told, actor)
            return
        about = questions_of(command)
        if code is Refusal.NOT_ANY_MORE and any(self.is_withdrawn(id) for id in about):
            assert told == Rival("", "question-withdrawn")
            return
        if isinstance(command, Merge) and code is Refusal.NOT_ANY_MORE:
            about = kept_apart(state, command.question, command.into)
        kinds = STANDING if code is Refusal.NOT_ANY_MORE else (*STANDING, *READING)
        cells = [(id, kind) for id in about for kind in kinds]
        latest = max((self.deeds[cell][-1] for cell in cells if self.deeds.get(cell)), default=None)
        # What was erased is gone, and so is who did what to it.
        if latest and latest.by in STAFF and latest.event != "question-erased":
            assert told == (None if latest.by == actor else as_told(latest)), (command, code)

    def hear_who_was_later(self, told: Rival | None, actor: Actor) -> None:
        """An undo was refused: one of those who changed the same records since is named."""
        mine = self.done[actor][-1]
        if not mine.before:
            return  # the session that they began is no fact of a question
        same = {cell for id, kind in mine.before for cell in same_record(id, kind)}
        later = sorted(one for cell in same for one in self.deeds.get(cell, ()) if one.seq > mine.seq)
        assert told in {None, *(as_told(one) for one in later if one.by != actor)}
        gone = bool(later) and later[-1].event == "question-erased"
        assert told or not later or gone or later[-1].by in {actor, *PEOPLE}

    def is_withdrawn(self, id: str) -> bool:
        return id in self.state.questions and self.state.standings[id].status is Status.WITHDRAWN

    def somebody_asks(self, id: str) -> None:
        author = PEOPLE[HERE.index(id)]
        if isinstance(self.wish(Ask(id, "rt1", f"Why number {self.commands}?"), author), Event):
            self.support[id] = set()

    def together(self, id: str) -> list[str]:
        """A question with those that went into it, as the standings of those say."""
        return [id, *(one for one in self.state.questions if self.state.standings[one].into == id)]

    def supporting(self, id: str) -> set[str]:
        return set().union(*(self.support[one] for one in self.together(id) if one in self.state.questions))

    @rule(actor=st.sampled_from([*STAFF]))
    def somebody_looks(self, actor: Actor) -> None:
        self.views[actor] = catch_up(self.views[actor], self.log)

    @rule()
    def everybody_looks(self) -> None:
        for actor in STAFF:
            self.somebody_looks(actor)

    # What holds.

    @invariant()
    def everybody_who_supports_counts_once(self) -> None:
        assert self.support.keys() == self.state.questions.keys()
        for id in self.state.questions:
            assert supporters(self.state, id) == len(self.supporting(id))
            assert {one.id for one in PEOPLE if supports(self.state, id, one.id)} == self.supporting(id)

    @invariant()
    def what_was_promised_stands_in_the_log_once_and_counted(self) -> None:
        entries = [decode(seq, body) for seq, body in enumerate(self.log, 1)]
        times = Counter(one.stamp.command for one in entries if one.stamp.seq not in self.state.late)
        assert [id for id in self.promised if times[id] != 1] == []

    def teardown(self) -> None:
        if self.log:
            again = catch_up(State(), self.log)
            assert encode_state(again) == encode_state(self.state)
            self.everybody_looks()
            assert {encode_state(view) for view in self.views.values()} == {encode_state(again)}


def catch_up(state: State, log: Iterable[bytes]) -> State:
    """The state after the whole log."""
    for seq, body in enumerate(log, 1):
        if seq > state.seq:
            fold(state, decode(seq, body))
    return state
