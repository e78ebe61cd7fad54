"""How much one person may ask in a session: how soon again, how often in all, how many at a time."""

import msgspec

from moderation.status import Status
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.state import Question, State

SLOWEST = 3600
MOST_EACH = 100
WAITING_PER_PERSON = 5
QUESTIONS_PER_SESSION = 5_000
WAITING = Status.PENDING


def waiting_of(state: State, person: str) -> list[Question]:
    """The questions of a person that wait for review."""
    mine = (state.questions[id] for id in state.person(person).questions)
    return [one for one in mine if state.standings[one.id].status is WAITING]


def enough_asked(state: State, session: str, stamp: Stamp) -> Refusal | None:
    """Why this person may not ask one more."""
    if state.conduct(stamp.by).blocked:
        return Refusal.BLOCKED
    if refused := _beyond_limits(state, session, stamp):
        return refused
    return Refusal.TOO_MANY_WAITING if len(waiting_of(state, stamp.by)) >= WAITING_PER_PERSON else None


def full(state: State, session: str) -> bool:
    """Whether so many questions of a session stand that nobody may ask one more."""
    return state.counted.get(session, 0) >= QUESTIONS_PER_SESSION


def ever_full(state: State, session: str) -> bool:
    """Whether a session was ever asked as much as it takes, which was judged before rules 2."""
    return state.asked.get(session, 0) >= QUESTIONS_PER_SESSION


def _beyond_limits(state: State, session: str, stamp: Stamp) -> Refusal | None:
    """Why a person may not ask another question in a session now; the log's time is the clock.

    What they withdrew does not count as asked, but is no way to ask sooner.
    """
    record = state.sessions[session]
    if not (record.pace or record.each):
        return None
    mine = [state.questions[id] for id in state.person(stamp.by).questions]
    here = [one for one in mine if one.session == session]
    # A clock that was set back makes nobody wait.
    if here and 0 <= stamp.at - here[-1].asked_at < record.pace * 1000:
        return Refusal.NOT_SO_SOON
    standing = [one for one in here if state.standings[one.id].status is not Status.WITHDRAWN]
    return Refusal.ENOUGH_ASKED if record.each and len(standing) >= record.each else None


class LimitsSet(Event, tag="limits-set", frozen=True):
    """A person may ask once in `pace` seconds from now on, and `each` times in all; 0 is no limit."""

    session: str
    pace: int
    each: int

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.sessions.get(self.session)
        if record is None:
            return Refusal.UNKNOWN_SESSION
        if not (0 <= self.pace <= SLOWEST and 0 <= self.each <= MOST_EACH):
            return Refusal.OUT_OF_RANGE
        same = (record.pace, record.each) == (self.pace, self.each)
        return Refusal.NOTHING_CHANGED if same else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("sessions", self.session),)

    def apply(self, state: State, stamp: Stamp) -> None:
        record = state.sessions[self.session]
        state.sessions[self.session] = msgspec.structs.replace(record, pace=self.pace, each=self.each)


class SetLimits(Command, tag="set-limits", frozen=True):
    """Say how soon one person may ask again in a session, and how often in all; 0 for no limit."""

    session: str
    pace: int
    each: int

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return LimitsSet(self.session, self.pace, self.each)
