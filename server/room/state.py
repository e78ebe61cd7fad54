"""The state of one meeting: everything that its log says, folded."""

from typing import Literal

import msgspec

from moderation.polls import Electorate, Phase
from moderation.screening.finding import Finding
from moderation.status import ReviewMode, Status
from server.room.programme import Poll, PreparedQuestion, Programme, Session
from server.room.records import Care, Conduct, Edition, Handover, Numbering, StaffLink, Words
from server.room.wording import Text

SceneKind = Literal["waiting", "question", "poll", "timer", "announcement"]
SessionPhase = Literal["planned", "live", "ended"]


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a question, prepared or asked, is in its life, and which member of the staff moved it there.

    `into` is the question with which this one was merged, when it was in status `was`; `merged` are those
    that were merged with this one.
    """

    status: Status
    reason: str = ""
    by: str = ""
    into: str = ""
    was: Status | None = None
    merged: tuple[str, ...] = ()


class Question(msgspec.Struct):
    """A question from the audience, the `number`-th of its session; `language` is the one of its `text`."""

    id: str
    session: str
    author: str
    text: str
    language: str
    asked_at: int
    number: int
    name: str = ""
    edits: int = 0
    findings: tuple[Finding, ...] = ()
    upvoters: dict[str, None] = msgspec.field(default_factory=dict)


class Scene(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the projector of a hall shows; `poll` names the poll of a poll scene."""

    kind: SceneKind = "waiting"
    poll: str = ""


class Timer(msgspec.Struct, frozen=True):
    """A countdown: running, it reaches zero at `ends_at` (Unix ms); paused, `left` ms remain."""

    total: int
    ends_at: int
    left: int
    running: bool


class Cue(msgspec.Struct, frozen=True):
    """A short message to the stage; `preset` names a known one, else `text` holds its words."""

    id: str
    sent_at: int
    preset: str = ""
    text: Text = Text()
    speaker: str = ""
    seen_at: int = 0


class Announcement(msgspec.Struct, frozen=True):
    """A message to everyone in a hall."""

    id: str
    text: Text


class Hall(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is going on in one hall; every staff action replaces it as a whole, so undo can compare."""

    session: str = ""
    on_stage: str = ""
    scene: Scene = Scene()
    blank: bool = False
    timer: Timer | None = None
    announcement: Announcement | None = None
    cue: Cue | None = None


class SessionRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a planned session; times in Unix milliseconds, 0 for not yet.

    A person may ask one question in each `pace` seconds and `each` in all, 0 for no limit. If the hall
    `waits`, nothing comes on screen before it is translated.
    """

    phase: SessionPhase = "planned"
    mode: ReviewMode = ReviewMode.REVIEW
    started_at: int = 0
    ended_at: int = 0
    pace: int = 0
    each: int = 0
    waits: bool = False


class PollRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a poll is in its life, whether the hall may see its results, and when it opened (Unix ms)."""

    phase: Phase = Phase.DRAFT
    revealed: bool = False
    opened_at: int = 0


class BallotBox(msgspec.Struct):
    """The ballots of one poll, by voter's pseudonym, until the close; afterwards only the tally.

    Of the voters, the `late` ones came after the poll opened, and the `unseen` ones were never connected.

    The ballots of a `sealed` poll are in the log as ciphertexts of `size` bytes; without the poll's key none
    of them counts. Between its close and the outcome, entry `counted` of the log, `commands` are the ids by
    which its ballots were cast, in an order that tells nothing; afterwards `known` holds keyed hashes of
    them, 8 bytes each, sorted.

    Those of a poll that release 0.1.0 opened are in the log one by one, until it is `cleansed` of them.
    """

    tally: dict[str, int] = msgspec.field(default_factory=dict)
    voters: int = 0
    ballots: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    late: dict[str, None] = msgspec.field(default_factory=dict)
    unseen: dict[str, None] = msgspec.field(default_factory=dict)
    late_voters: int = 0
    unseen_voters: int = 0
    size: int = 0
    commands: tuple[str, ...] = ()
    counted: int = 0
    known: bytes = b""
    cleansed: bool = False

    @property
    def sealed(self) -> bool:
        """Whether ballots are sealed before they are written down."""
        return self.size > 0


class Person(msgspec.Struct):
    """What a participant told us, and the questions that they asked and support, oldest first."""

    name: str = ""
    language: str = ""
    questions: list[str] = msgspec.field(default_factory=list)
    supports: list[str] = msgspec.field(default_factory=list)


class Records(msgspec.Struct, omit_defaults=True):
    """Copies of some of the records that staff actions replace, by table and key."""

    halls: dict[str, Hall] = msgspec.field(default_factory=dict)
    sessions: dict[str, SessionRecord] = msgspec.field(default_factory=dict)
    standings: dict[str, Standing] = msgspec.field(default_factory=dict)
    polls: dict[str, PollRecord] = msgspec.field(default_factory=dict)
    cares: dict[str, Care] = msgspec.field(default_factory=dict)
    editions: dict[str, Edition] = msgspec.field(default_factory=dict)
    conducts: dict[str, Conduct] = msgspec.field(default_factory=dict)
    electorates: dict[str, Electorate] = msgspec.field(default_factory=dict)
    rotating: dict[str, bool] = msgspec.field(default_factory=dict)


class Loss(msgspec.Struct, frozen=True):
    """So many entries that the storage lost, 0 if unknown, the latest made at `since`; noticed `at`."""

    lost: int
    since: int
    at: int


class Memento(msgspec.Struct):
    """One action that can be undone: its entry, the event's name, the records before and after it."""

    seq: int
    event: str
    before: Records
    after: Records


_NO_CARE, _AS_ASKED, _FREE = Care(), Edition(), Conduct()


class State(msgspec.Struct):
    """One meeting. Only `fold` changes it, in place; everybody else reads.

    It holds no sets: a dict keeps its order, so that equal logs give equal bytes in every process. `late` are
    the entries of the staff that changed nothing, in their order; `colleagues` those of them who gave a name.
    `asked` is how many questions each session was ever asked, by which they are numbered, `counted` how many
    of them stand. `rules` are those that every worker knows: they say which versions may be written.
    `electorates` and `rotating` are what the desk set, by poll, and under "" for the meeting: who may vote,
    and whether newcomers need a key beside the code.
    """

    seq: int = 0
    programme: Programme | None = None
    halls: dict[str, Hall] = msgspec.field(default_factory=dict)
    sessions: dict[str, SessionRecord] = msgspec.field(default_factory=dict)
    standings: dict[str, Standing] = msgspec.field(default_factory=dict)
    questions: dict[str, Question] = msgspec.field(default_factory=dict)
    polls: dict[str, PollRecord] = msgspec.field(default_factory=dict)
    boxes: dict[str, BallotBox] = msgspec.field(default_factory=dict)
    people: dict[str, Person] = msgspec.field(default_factory=dict)
    cares: dict[str, Care] = msgspec.field(default_factory=dict)
    editions: dict[str, Edition] = msgspec.field(default_factory=dict)
    numberings: dict[str, Numbering] = msgspec.field(default_factory=dict)
    conducts: dict[str, Conduct] = msgspec.field(default_factory=dict)
    handovers: dict[str, Handover] = msgspec.field(default_factory=dict)
    words: dict[str, Words] = msgspec.field(default_factory=dict)
    staff: dict[str, StaffLink] = msgspec.field(default_factory=dict)
    colleagues: dict[str, None] = msgspec.field(default_factory=dict)
    asked: dict[str, int] = msgspec.field(default_factory=dict)
    recent: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    undo: dict[str, list[Memento]] = msgspec.field(default_factory=dict)
    erased: dict[str, None] = msgspec.field(default_factory=dict)
    late: list[int] = msgspec.field(default_factory=list)
    loss: Loss | None = None
    rules: int = 1
    counted: dict[str, int] = msgspec.field(default_factory=dict)
    electorates: dict[str, Electorate] = msgspec.field(default_factory=dict)
    rotating: dict[str, bool] = msgspec.field(default_factory=dict)

    def person(self, id: str) -> Person:
        """The participant of that id, a blank one if they have not said anything yet."""
        return self.people.get(id) or Person()

    def care(self, question: str) -> Care:
        """What the desk keeps about a question."""
        return self.cares.get(question, _NO_CARE)

    def edition(self, question: str) -> Edition:
        """How a question is read."""
        return self.editions.get(question, _AS_ASKED)

    def conduct(self, person: str) -> Conduct:
        """How a participant is held back."""
        return self.conducts.get(person, _FREE)

    def planned_session(self, session: str) -> Session | None:
        """A session as planned."""
        return self.programme.session(session) if self.programme else None

    def planned_poll(self, poll: str) -> tuple[Session, Poll] | None:
        """A poll as planned, with its session."""
        return self.programme.poll(poll) if self.programme else None

    def is_prepared(self, question: str) -> bool:
        """Whether a question was prepared; it stays so when it leaves the programme."""
        return question not in self.questions

    def prepared(self, question: str) -> tuple[Session, PreparedQuestion] | None:
        """A prepared question, with its session."""
        return self.programme.question(question) if self.programme else None
