"""The words in which the room is tested: given these events, when this command, then that event or refusal.

    given(LIVE, asked("Why?")).when(Approve(Q1)).then(QuestionApproved(Q1))

`then` gives the room in which the event has happened, so a test can look at its state or go on.
"""

from typing import NamedTuple, TypeAlias

from moderation.permissions import Role
from server.room.base import Actor, Command, Event, Refusal, Stamp
from server.room.codec import Entry, decode, encode
from server.room.decide import decide
from server.room.fold import fold
from server.room.people import LanguageSet, NameSet
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast
from server.room.questions import Ask, Edit, QuestionAsked, QuestionEdited, QuestionWithdrawn, Withdraw
from server.room.registry import rules_known
from server.room.sessions import SessionStarted
from server.room.state import State
from server.room.support import QuestionUpvoted, Retract, Upvote, UpvoteRetracted
from tests.room.plan import PLAN

ANNA, BEN, CHIE = (Actor(name, Role.AUDIENCE) for name in ("anna", "ben", "chie"))
MO, SAM = (Actor(name, Role.MODERATOR) for name in ("mo", "sam"))
BOOTH = Actor("booth", Role.INTERPRETER)
MONITOR = Actor("monitor", Role.STAGE)
SERVER = Actor("server", Role.SYSTEM)

Q1, Q2, Q3 = "question-number-1", "question-number-2", "question-number-3"
LIVE = SessionStarted("rt1")
START = 1_700_000_000_000
SECOND = 1_000

_FROM_THE_HALL = (
    *(QuestionAsked, QuestionEdited, QuestionWithdrawn, QuestionUpvoted, UpvoteRetracted),
    *(BallotCast, NameSet, LanguageSet),
)
_TO_THE_HALL = (Ask, Edit, Withdraw, Upvote, Retract)


class Fact(NamedTuple):
    """An event with who brought it about, and when if that matters."""

    event: Event
    by: Actor
    at: int = 0
    command: str = ""


Given: TypeAlias = Event | Fact


class Room:
    """A meeting in the middle of a test."""

    def __init__(self, state: State) -> None:
        self.state = state

    def and_given(self, *facts: Given) -> "Room":
        """The room after these events too, all of which must make sense."""
        for fact in facts:
            assert self.after(fact) is None, fact
        return self

    def after(self, given: Given) -> Refusal | None:
        """Fold one event, as it comes from the log; the refusal says why it has no effect."""
        fact = given if isinstance(given, Fact) else Fact(given, default_actor(given))
        seq = self.state.seq + 1
        stamp = Stamp(seq, fact.at or START + seq * SECOND, fact.by.id, fact.by.role, fact.command)
        return fold(self.state, through_the_log(Entry(stamp, fact.event)))

    def when(self, command: Command, by: Actor | None = None, at: int = 0) -> "Decision":
        """What the room makes of a command."""
        actor = by or (ANNA if isinstance(command, _TO_THE_HALL) else MO)
        stamp = Stamp(0, at or START + (self.state.seq + 1) * SECOND, actor.id, actor.role, "")
        return Decision(self, actor, stamp.at, decide(self.state, command, stamp))


class Decision(NamedTuple):
    """A command's outcome, before it is in the log."""

    room: Room
    by: Actor
    at: int
    outcome: Event | Refusal

    def then(self, expected: Event | Refusal) -> Room:
        """The outcome is this; the room in which it has happened."""
        assert self.outcome == expected
        return self.happens()

    def happens(self) -> Room:
        """The room after it; an event that was decided on the newest state is never refused by the fold."""
        if isinstance(self.outcome, Event):
            self.room.and_given(Fact(self.outcome, self.by, self.at))
        return self.room


def given(*facts: Given) -> Room:
    """The planned meeting after these events, by the newest rules."""
    return Room(State(rules=rules_known())).and_given(Fact(ProgrammePlanned(PLAN), SERVER), *facts)


def by(actor: Actor, event: Event, at: int = 0, command: str = "") -> Fact:
    """An event brought about by this person."""
    return Fact(event, actor, at, command)


def default_actor(event: Event) -> Actor:
    """Who brings about an event when a test does not say."""
    return ANNA if isinstance(event, _FROM_THE_HALL) else MO


def asked(text: str = "Why?", id: str = Q1, session: str = "rt1") -> QuestionAsked:
    """Somebody asked this in English."""
    return QuestionAsked(id, session, text, "en")


def through_the_log(entry: Entry) -> Entry:
    """The entry as it comes back from storage, which must be the same."""
    assert entry.event is not None
    again = decode(entry.stamp.seq, encode(entry.event, entry.stamp))
    assert again == entry
    return again
