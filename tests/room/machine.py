"""A meeting in whose log anything may stand: what people, other versions and accidents can put into it."""

from collections import Counter
from typing import Any, NamedTuple

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.strategies import SearchStrategy

from moderation.permissions import may
from moderation.polls import Phase
from moderation.status import VISIBLE, ReviewMode, Status
from server.room.base import SYSTEM, Actor, Command, Event, Stamp, Visit
from server.room.care import Label, Note, QuestionLabelled, QuestionNoted
from server.room.cleansing import BallotsSummed
from server.room.codec import decode, decode_state, encode, encode_state
from server.room.conduct import Block, Mute
from server.room.decide import decide
from server.room.electorate import electorate
from server.room.fold import fold
from server.room.handover import HandedOver, HandOver
from server.room.merging import QuestionsMerged
from server.room.people import NameSet
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, PollCounted, PollOpened, Vote, with_visit
from server.room.questions import Ask, QuestionAsked, QuestionEdited
from server.room.reading import version
from server.room.registry import COMMANDS, VERSIONS
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged
from server.room.sessions import SessionStarted, SetReviewMode
from server.room.state import State
from server.room.support import QuestionUpvoted, UpvoteRetracted
from server.room.translations import DraftTranslation, Translate, own_languages
from server.room.triage import QuestionApproved
from server.room.wording import LANGUAGES
from server.views.presence import Presence
from tests.room.given import asked
from tests.room.plan import PLAN
from tests.room.wild import QUESTIONS, likely
from tests.views.watcher import Watcher

PEOPLE = [Actor(f"person-{number}", "audience") for number in range(4)]
STAFF = [Actor("mo", "moderator"), Actor("sam", "organiser")]
LEA, KEI = Actor("lea", "lead"), Actor("kei", "translator")
OTHERS = [
    *(Actor("booth", "interpreter"), Actor("monitor", "stage"), Actor("kobe", "speaker")),
    *(Actor("server", "system"), Actor("nobody", ""), LEA, KEI),
]
BUSY: tuple[Event, ...] = (
    ProgrammePlanned(PLAN),
    SessionStarted("rt1"),
    *(asked(f"text<first {id}>", id) for id in QUESTIONS[:4]),
    *(QuestionApproved(id) for id in QUESTIONS[:3]),
    *(QuestionStaged(QUESTIONS[0]), QuestionReworded(QUESTIONS[1], "text<anew>", "en")),
    *(QuestionsMerged(QUESTIONS[2], QUESTIONS[1]), QuestionUpvoted(QUESTIONS[1])),
    PollOpened("rt1-p1"),
)


OF_THE_AUDIENCE = (QuestionAsked, QuestionEdited, QuestionUpvoted, UpvoteRetracted, NameSet)


class Way(NamedTuple):
    """The way a command takes: to which decider, with how much of the log, under a used id or not.

    Of the `visit`, a ballot says something.
    """

    decider: int
    up_to_date: bool
    repeated: bool
    visit: Visit


ABOUT_QUESTIONS = (
    *("approve", "stage", "undo", "dismiss", "answer", "restore", "erase"),
    *("merge", "merge", "split", "reword", "translate", "translate", "drop-translation", "mute"),
)
ON_QUESTIONS = st.one_of([likely(COMMANDS[name]) for name in ABOUT_QUESTIONS])


def voter(actor: Actor, poll: str) -> Actor:
    """The pseudonym under which somebody votes."""
    return actor._replace(id=f"{actor.id}:{poll}")


DECIDERS = st.integers(0, 1)
VISITS = st.builds(Visit, st.sampled_from([0, 2_000_000_000_000]), st.booleans())
WAYS = st.builds(
    Way, DECIDERS, st.sampled_from([True, True, False]), st.sampled_from([False, False, True]), VISITS
)
LIKELY_ON = st.sampled_from([True, True, False])
ACTORS = st.sampled_from([*PEOPLE, *STAFF, *OTHERS])


def wishes_of(role: str) -> SearchStrategy[Command]:
    """What somebody with this role may wish; undoing most often, because it can undo everything else."""
    kinds = [
        kind for name, kind in COMMANDS.items() for _ in range(6 if name == "undo" else 1) if may(role, name)
    ]
    return st.one_of([likely(kind) for kind in kinds])


class Meeting(RuleBasedStateMachine):
    """One log; a state that follows it; two deciders that may be behind; somebody who watches the screens."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[bytes] = []
        self.state = State()
        self.deciders = [State(), State()]
        self.watcher = Watcher()
        self.ballots: dict[str, dict[str, tuple[str, ...]]] = {}
        self.strangers: dict[str, list[dict[str, bool]]] = {}
        self.outcomes: dict[str, PollCounted] = {}
        self.commands = 0

    @initialize(so_far=st.sampled_from([1, 2, *[len(BUSY)] * 6]))
    def open_the_doors(self, so_far: int) -> None:
        for event in BUSY[:so_far]:
            self.append(event, PEOPLE[0] if isinstance(event, QuestionAsked | QuestionUpvoted) else STAFF[0])
        for decider in range(len(self.deciders)):
            self.catch_up(decider)
        self.look_at_the_screens(Presence())

    def append(self, event: Event, actor: Actor, command: str = "") -> None:
        stamp = Stamp(0, 1_700_000_000_000 + 1_000 * len(self.log), actor.id, actor.role, command)
        self.store(encode(event, stamp))

    def store(self, body: bytes) -> None:
        self.log.append(body)
        entry = decode(len(self.log), body)
        phases = {poll: record.phase for poll, record in self.state.polls.items()}
        conduct = self.state.conduct(entry.stamp.by)
        refused = fold(self.state, entry)
        if not refused and isinstance(entry.event, OF_THE_AUDIENCE):
            assert not conduct.blocked
        if not refused and isinstance(entry.event, QuestionAsked) and (conduct.muted or entry.event.findings):
            assert self.state.standings[entry.event.question].status is Status.PENDING
        if refused or not isinstance(entry.event, BallotCast | PollOpened | PollCounted):
            return
        if isinstance(entry.event, PollOpened):
            assert phases[entry.event.poll] is Phase.DRAFT
            self.ballots[entry.event.poll] = {}
            self.strangers[entry.event.poll] = [{}, {}]
        elif isinstance(entry.event, PollCounted):
            assert phases[entry.event.poll] is Phase.CLOSED
            assert entry.event.poll not in self.outcomes, "the first one stands"
            self.outcomes[entry.event.poll] = entry.event
        else:
            assert phases[entry.event.poll] is Phase.OPEN
            self.note_ballot(entry.event, entry.stamp.by)

    def note_ballot(self, ballot: BallotCast, voter: str) -> None:
        """Count by hand: a voter is a stranger as long as each of their ballots says so."""
        first = voter not in self.ballots[ballot.poll]
        told = (ballot.late, ballot.unseen) if ballot.version > 1 else (False, False)
        assert not (told[0] and first) or electorate(self.state, ballot.poll) == "everyone"
        for strangers, is_one in zip(self.strangers[ballot.poll], told, strict=True):
            strangers[voter] = is_one and strangers.get(voter, True)
        self.ballots[ballot.poll][voter] = ballot.choice

    def with_words_of_its_own(self, wish: Any) -> Any:
        """What is written must be recognised wherever it turns up; the tests of length are elsewhere."""
        marks = {name: f"{name}<{len(self.log)}.{self.commands}>" for name in ("text", "reason")}
        if isinstance(wish, Note | QuestionNoted):
            marks["text"] = marks["text"].replace("text", "note")
        if isinstance(wish, HandOver | HandedOver) and wish.text:
            marks["text"] = marks["text"].replace("text", "left")
        if isinstance(wish, Label | QuestionLabelled) and wish.label:
            marks["label"] = f"label<{wish.label}>"
        said = {name: mark for name, mark in marks.items() if isinstance(getattr(wish, name, None), str)}
        return msgspec.structs.replace(wish, **said)

    @rule(wish=wishes_of("audience"), actor=st.sampled_from(PEOPLE), way=WAYS)
    def a_participant_wishes(self, wish: Command, actor: Actor, way: Way) -> None:
        self.decide(wish, actor, way)

    @rule(wish=wishes_of("moderator"), actor=st.sampled_from(STAFF), way=WAYS)
    def a_moderator_wishes(self, wish: Command, actor: Actor, way: Way) -> None:
        self.decide(wish, actor, way)

    @rule(wish=ON_QUESTIONS, actor=st.sampled_from(STAFF), way=WAYS)
    def a_moderator_leads_the_debate(self, wish: Command, actor: Actor, way: Way) -> None:
        self.decide(wish, actor, way)

    @rule(wish=st.one_of([likely(kind) for kind in COMMANDS.values()]), actor=ACTORS, way=WAYS)
    def somebody_wishes_what_may_not_be_theirs(self, wish: Command, actor: Actor, way: Way) -> None:
        self.decide(wish, actor, way)

    @rule(kind=st.sampled_from([Block, Mute]), on=LIKELY_ON, way=WAYS)
    def whoever_is_held_back_asks_nonetheless(self, kind: type[Block | Mute], on: bool, way: Way) -> None:
        self.decide(SetReviewMode("rt1", ReviewMode.PUBLISH), LEA, way)
        for asked_before in list(self.state.questions.values())[:1]:
            self.decide(kind(asked_before.id, on), LEA, way)
            somebody = Actor(asked_before.author, "audience")
            self.decide(Ask(f"question-asked-anew-{len(self.log)}", "rt1", ""), somebody, way)

    @rule(wish=wishes_of("lead"), way=WAYS)
    def a_lead_wishes(self, wish: Command, way: Way) -> None:
        self.decide(wish, LEA, way)

    @rule(wish=likely(Translate) | wishes_of("translator"), way=WAYS)
    def a_translator_wishes(self, wish: Command, way: Way) -> None:
        self.decide(wish, KEI, way)

    @rule(wish=likely(DraftTranslation), way=WAYS)
    def a_machine_translates(self, wish: Command, way: Way) -> None:
        self.decide(wish, SYSTEM, way)

    def decide(self, wish: Command, actor: Actor, way: Way) -> None:
        """Somebody wishes something, and a decider says what comes of it."""
        if way.up_to_date:
            self.catch_up(way.decider)
        self.commands += not way.repeated
        command = f"command-{self.commands}"
        wish = self.with_words_of_its_own(wish)
        if isinstance(wish, Vote):
            actor = voter(actor, wish.poll)
            if wish.poll in self.state.polls:
                wish = with_visit(wish, self.state, way.visit)
        at = 1_700_000_000_000 + 1_000 * len(self.log)
        event = decide(self.deciders[way.decider], wish, Stamp(0, at, actor.id, actor.role, command))
        if isinstance(event, Event):
            self.append(event, actor, command)

    @rule(
        # Only a rewritten log holds sums, which say what ballots came to that nobody can count again.
        event=st.one_of([likely(kind) for kind in VERSIONS.values() if kind is not BallotsSummed]),
        actor=ACTORS,
        command=st.sampled_from(["", "command-1", "command-2"]),
    )
    def the_log_says_something_odd(self, event: Event, actor: Actor, command: str) -> None:
        who = voter(actor, event.poll) if isinstance(event, BallotCast) else actor
        self.append(self.with_words_of_its_own(event), who, command)

    @rule(data=st.data())
    def an_entry_comes_again(self, data: st.DataObject) -> None:
        self.store(data.draw(st.sampled_from(self.log[-20:])))

    @rule(body=st.binary(max_size=8) | st.just(b'{"v":2,"at":1,"by":"x","event":{"event":"question-sung"}}'))
    def the_log_holds_what_nobody_can_read(self, body: bytes) -> None:
        before = msgspec.structs.replace(self.state)
        self.store(body)
        before.seq += 1
        assert self.state == before

    @rule(decider=DECIDERS)
    def catch_up(self, decider: int) -> None:
        state = self.deciders[decider]
        for seq in range(state.seq + 1, len(self.log) + 1):
            fold(state, decode(seq, self.log[seq - 1]))

    @rule(decider=DECIDERS)
    def start_again_from_a_snapshot(self, decider: int) -> None:
        self.deciders[decider] = decode_state(encode_state(self.deciders[decider]))

    @rule(presence=st.builds(Presence, st.integers(0, 3), st.integers(0, 2)))
    def look_at_the_screens(self, presence: Presence) -> None:
        self.watcher.look(self.state, presence)

    @invariant()
    def a_question_is_on_stage_where_its_standing_says_so(self) -> None:
        staged = [hall.on_stage for hall in self.state.halls.values() if hall.on_stage]
        standing = [id for id, one in self.state.standings.items() if one.status is Status.ON_STAGE]
        assert sorted(staged) == sorted(standing)

    @invariant()
    def a_session_is_live_in_exactly_one_hall(self) -> None:
        shown = [hall.session for hall in self.state.halls.values() if hall.session]
        live = [id for id, record in self.state.sessions.items() if record.phase == "live"]
        assert sorted(shown) == sorted(live)

    @invariant()
    def the_tally_is_what_distinct_voters_chose(self) -> None:
        for poll, ballots in self.ballots.items():
            box, outcome = self.state.boxes[poll], self.outcomes.get(poll)
            if outcome:
                assert (box.voters, box.tally, box.known) == (outcome.voters, outcome.tally, outcome.known)
                continue
            assert box.voters == len(ballots)
            assert +Counter(box.tally) == Counter(option for choice in ballots.values() for option in choice)

    @invariant()
    def strangers_are_counted_once_as_long_as_they_are_strangers(self) -> None:
        for poll, (late, unseen) in self.strangers.items():
            box, outcome = self.state.boxes[poll], self.outcomes.get(poll)
            counted = (outcome.late_voters, outcome.unseen_voters) if outcome else None
            expected = counted or (sum(late.values()), sum(unseen.values()))
            assert (box.late_voters, box.unseen_voters) == expected

    @invariant()
    def only_an_open_poll_knows_its_voters(self) -> None:
        for poll, box in self.state.boxes.items():
            still_open = self.state.polls[poll].phase is Phase.OPEN
            assert box.ballots == (self.ballots[poll] if still_open else {})
            assert still_open or not (box.late or box.unseen)
            assert not box.commands or (box.sealed and not still_open and not box.counted)
            assert still_open or not self.state.recent.keys() & self.ballots[poll].keys()

    @invariant()
    def authors_and_supporters_are_known_to_their_questions_and_back(self) -> None:
        people, questions = self.state.people.items(), self.state.questions.values()
        assert {(id, one) for id, person in people for one in person.questions} == {
            (one.author, one.id) for one in questions
        }
        assert sorted((id, one) for id, person in people for one in person.supports) == sorted(
            (id, one.id) for one in questions for id in one.upvoters
        )

    @invariant()
    def a_session_counts_the_questions_that_stand(self) -> None:
        gone = {Status.DISMISSED, Status.WITHDRAWN}
        standings, questions = self.state.standings, self.state.questions.values()
        standing = [one.session for one in questions if standings[one.id].status not in gone]
        assert +Counter(self.state.counted) == Counter(standing)
        assert all(self.state.asked[session] >= count for session, count in self.state.counted.items())

    @invariant()
    def what_was_merged_knows_with_which_question_and_back(self) -> None:
        standings = self.state.standings.items()
        assert {(one.into, id) for id, one in standings if one.status is Status.MERGED} == {
            (id, merged) for id, one in standings for merged in one.merged
        }
        assert not [id for id, one in standings if bool(one.into) is not (one.status is Status.MERGED)]

    @invariant()
    def what_the_hall_saw_is_merged_only_with_what_it_sees_or_saw(self) -> None:
        for standing in self.state.standings.values():
            if standing.was in VISIBLE:
                assert self.state.standings[standing.into].status not in {Status.PENDING, Status.WITHDRAWN}

    @invariant()
    def the_desk_keeps_nothing_about_what_is_not_there(self) -> None:
        kept = self.state.cares.keys() | self.state.editions.keys() | self.state.numberings.keys()
        assert kept <= self.state.standings.keys()
        assert not self.state.standings.keys() & self.state.erased.keys()

    @invariant()
    def a_translation_is_in_another_language_than_what_it_translates(self) -> None:
        for question, edition in self.state.editions.items():
            languages = [one.language for one in edition.translations]
            assert len(set(languages)) == len(languages)
            fresh = {one.language for one in edition.translations if one.of == version(self.state, question)}
            assert fresh <= set(LANGUAGES) - set(own_languages(self.state, question))

    def teardown(self) -> None:
        if not self.log:
            return
        self.look_at_the_screens(Presence())
        again, expected = State(), encode_state(self.state)
        for seq, body in enumerate(self.log, 1):
            fold(again, decode(seq, body))
        assert encode_state(again) == expected
        for decider in range(len(self.deciders)):
            self.catch_up(decider)
            assert encode_state(self.deciders[decider]) == expected
