"""Two moderators, a translator and a hall act on what they read a while ago: no promise is broken."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from moderation.status import Status
from server.room.base import Actor, Command, Event, Refusal, Stamp
from server.room.codec import decode, encode, encode_state
from server.room.decide import decide
from server.room.fold import fold
from server.room.merging import Merge, Split
from server.room.people import SetName
from server.room.planning import ProgrammePlanned
from server.room.questions import Ask, Edit, Withdraw
from server.room.reading import supporters, supports, version, worded
from server.room.rewording import Reword
from server.room.screen import Stage, Unstage
from server.room.sessions import StartSession
from server.room.state import State
from server.room.support import Retract, Upvote
from server.room.translations import DropTranslation, Translate
from server.room.triage import Answer, Approve, Dismiss, Erase, Restore
from server.room.undo import Undo
from server.views.rival import LOST, Rival, rival
from server.web.orders import questions_of
from tests.room.machine import KEI, PEOPLE
from tests.room.plan import PLAN
from tests.room.test_machine import WITHOUT_SHRINKING
from tests.room.wild import QUESTIONS

AIKO, LEA = Actor("aiko", "moderator"), Actor("lea", "moderator")
STAFF = {AIKO: "Aiko", LEA: "Léa", KEI: "Kei"}
HERE = QUESTIONS[:4]
# Of what a question's standing tells, and of how it is read.
STANDING, READING = ("status", "into", "merged"), ("text", "fr", "ja")

Cell = tuple[str, str]
Facts = dict[Cell, object]


class Deed(NamedTuple):
    """What somebody did, when, and what each fact was that it changed."""

    seq: int
    by: Actor
    event: str
    before: Facts


def facts(state: State) -> Facts:
    """All that staff decide about the questions, fact by fact; a question that was erased has none."""
    found: Facts = {("main", "on stage"): state.halls["main"].on_stage} if state.halls else {}
    for id in state.questions:
        standing, edition = state.standings[id], state.edition(id)
        read = worded(state, id)
        told = (standing.status, standing.into, standing.merged, read.text.in_(read.original))
        found |= zip(((id, name) for name in (*STANDING, "text")), told, strict=True)
        found |= {(id, lang): edition.translation(lang) for lang in ("fr", "ja")}
    return found


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
            self.take_back(actor, changed, after)
            return
        deed = Deed(len(self.log), actor, name, changed)
        for cell in changed:
            self.deeds.setdefault(cell, []).append(deed)
        if actor in STAFF and [one.seq for one in self.state.undo.get(actor.id, [])[-1:]] == [deed.seq]:
            self.done[actor].append(deed)

    def take_back(self, actor: Actor, changed: Facts, after: Facts) -> None:
        mine = self.done[actor].pop()
        assert changed.keys() <= mine.before.keys()
        for cell, was in mine.before.items():
            assert self.deeds[cell].pop() is mine, f"{cell} was somebody else's"
            assert after.get(cell) == was

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
        kinds = STANDING if code is Refusal.NOT_ANY_MORE else (*STANDING, *READING)
        cells = [(id, kind) for id in about for kind in kinds]
        latest = max((self.deeds[cell][-1] for cell in cells if self.deeds.get(cell)), default=None)
        if latest and latest.by in STAFF:
            assert told == (None if latest.by == actor else as_told(latest)), (command, code)

    def hear_who_was_later(self, told: Rival | None, actor: Actor) -> None:
        """An undo was refused: one of those who changed the same records since is named."""
        mine = self.done[actor][-1]
        same = [(id, one) for id, kind in mine.before for one in (STANDING if kind in STANDING else READING)]
        later = sorted(one for cell in same for one in self.deeds.get(cell, ()) if one.seq > mine.seq)
        assert told in {None, *(as_told(one) for one in later if one.by != actor)}
        # What was erased is gone, and so is who did what to it.
        gone = bool(later) and later[-1].event == "question-erased"
        assert told or not later or gone or later[-1].by in {actor, *PEOPLE}

    def is_withdrawn(self, id: str) -> bool:
        return id in self.state.questions and self.state.standings[id].status is Status.WITHDRAWN

    # Somebody in the hall.

    def somebody_asks(self, id: str) -> None:
        author = PEOPLE[HERE.index(id)]
        if isinstance(self.wish(Ask(id, "rt1", f"Why number {self.commands}?"), author), Event):
            self.support[id] = set()

    @rule(number=st.integers(0, 3))
    def its_author_edits(self, number: int) -> None:
        self.wish(Edit(HERE[number], f"How number {self.commands}?"), PEOPLE[number])

    @rule(number=st.integers(0, 3), sure=st.sampled_from([True, False, False]))
    def its_author_withdraws(self, number: int, sure: bool) -> None:
        if sure:
            self.wish(Withdraw(HERE[number]), PEOPLE[number])

    @rule(id=st.sampled_from(HERE), person=st.sampled_from(PEOPLE), on=st.booleans(), late=st.booleans())
    def somebody_supports(self, id: str, person: Actor, on: bool, late: bool) -> None:
        held = self.supporting(id)
        outcome = self.wish(Upvote(id) if on else Retract(id), person, late=late)
        if isinstance(outcome, Event):
            assert (person.id in held) is not on
            for one in [id] if on else self.together(id):
                (self.support[one].add if on else self.support[one].discard)(person.id)

    def together(self, id: str) -> list[str]:
        """A question with those that went into it, as the standings of those say."""
        return [id, *(one for one in self.state.questions if self.state.standings[one].into == id)]

    def supporting(self, id: str) -> set[str]:
        return set().union(*(self.support[one] for one in self.together(id) if one in self.state.questions))

    # Somebody at the desk.

    @rule(actor=st.sampled_from([*STAFF]))
    def somebody_looks(self, actor: Actor) -> None:
        self.views[actor] = catch_up(self.views[actor], self.log)

    @rule()
    def everybody_looks(self) -> None:
        for actor in STAFF:
            self.somebody_looks(actor)

    @rule(
        kind=st.sampled_from([Approve, Dismiss, Restore, Answer, Stage, Split]),
        id=st.sampled_from(HERE),
        actor=st.sampled_from([AIKO, LEA]),
        late=st.booleans(),
    )
    def a_moderator_decides(self, kind: type[Command], id: str, actor: Actor, late: bool) -> None:
        if kind is Approve and id in self.views[actor].questions:
            self.a_moderator_approves(id, actor, late)
        elif kind is not Approve:
            self.wish(kind(id), actor, late=late)

    def a_moderator_approves(self, id: str, actor: Actor, late: bool) -> None:
        """Nothing is published but what was read."""
        read, was = self.views[actor], facts(self.state)
        outcome = self.wish(Approve(id, version(read, id)), actor, late=late)
        if isinstance(outcome, Event):
            assert facts(read)[id, "text"] == was[id, "text"]

    @rule(actor=st.sampled_from([AIKO, LEA]))
    def a_moderator_clears_the_stage(self, actor: Actor) -> None:
        self.wish(Unstage("main"), actor)

    @rule(pair=st.permutations(HERE), actor=st.sampled_from([AIKO, LEA]), late=st.booleans())
    def a_moderator_merges(self, pair: list[str], actor: Actor, late: bool) -> None:
        self.wish(Merge(pair[0], pair[1]), actor, late=late)

    @rule(id=st.sampled_from(HERE), actor=st.sampled_from([AIKO, LEA]), sure=st.integers(0, 7))
    def a_moderator_erases(self, id: str, actor: Actor, sure: int) -> None:
        if not sure and isinstance(self.wish(Erase(id), actor), Event):
            del self.support[id]
            for cell in [cell for cell in self.deeds if cell[0] == id]:
                self.deeds[cell] = self.deeds[cell][-1:]

    @rule(id=st.sampled_from(HERE), actor=st.sampled_from([AIKO, LEA]), late=st.booleans(), yes=st.booleans())
    def a_moderator_rewords(self, id: str, actor: Actor, late: bool, yes: bool) -> None:
        read, was = self.views[actor], facts(self.state)
        if id not in read.questions:
            return
        words = f"What of number {self.commands}?"
        outcome = self.wish(Reword(id, words, version(read, id), yes), actor, late=late)
        if isinstance(outcome, Event):
            assert facts(read)[id, "text"] == was[id, "text"]
            assert facts(self.state)[id, "text"] == words
        elif not late and facts(read).get((id, "text")) == was.get((id, "text")):
            assert outcome is not Refusal.REWORDED or version(read, id) != version(self.state, id)

    @rule(id=st.sampled_from(HERE), lang=st.sampled_from(["fr", "ja"]), actor=st.sampled_from([*STAFF]))
    def somebody_translates(self, id: str, lang: str, actor: Actor) -> None:
        """Nobody's translation is replaced unread, and none is taken for one of words that were not read."""
        read, was = self.views[actor], facts(self.state)
        if id not in read.questions:
            return
        words, of = f"{lang} {self.commands}", version(read, id)
        outcome = self.wish(Translate(id, lang, words, read.edition(id).changes, of), actor)
        if isinstance(outcome, Event):
            known = facts(read)
            assert known[id, "text"] == was[id, "text"]
            assert was[id, lang] in {known[id, lang], None}
            assert worded(self.state, id).text.in_(lang) == words

    @rule(id=st.sampled_from(HERE), lang=st.sampled_from(["fr", "ja"]), actor=st.sampled_from([*STAFF]))
    def somebody_drops_a_translation(self, id: str, lang: str, actor: Actor) -> None:
        self.wish(DropTranslation(id, lang), actor)

    @rule(actor=st.sampled_from([*STAFF]), late=st.booleans())
    def somebody_undoes(self, actor: Actor, late: bool) -> None:
        self.wish(Undo(), actor, late=late)

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


def as_told(deed: Deed) -> Rival:
    """How whoever lost to this deed hears of it; an author has no name at the desk."""
    return Rival(STAFF.get(deed.by, ""), deed.event)


TestDebate = Debate.TestCase
TestDebate.settings = settings(
    max_examples=80, stateful_step_count=50, deadline=None, phases=WITHOUT_SHRINKING
)
