"""Who may vote, and whether newcomers need a key beside the code: as planned, or as the desk set it."""

from typing import ClassVar

from moderation.polls import Electorate, Phase
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.state import State

# In place of a poll's id.
MEETING = ""


def electorate(state: State, poll: str = MEETING) -> Electorate:
    """Who may vote in a poll, or in polls of the meeting that have no rule of their own.

    A poll's own rule goes before the meeting's, and what was set at the desk before what was planned.
    """
    if found := state.electorates.get(poll):
        return found
    if poll:
        planned = state.planned_poll(poll)
        return (planned[1].may_vote if planned else "") or electorate(state)
    return state.programme.may_vote if state.programme else "everyone"


def is_for_earlier(state: State, poll: str, since: int) -> bool:
    """Whether an open poll is for those only who came before it opened, and `since` (Unix ms) is later."""
    return since > state.polls[poll].opened_at and electorate(state, poll) == "here-before"


def code_rotates(state: State) -> bool:
    """Whether newcomers need the key that the hall's screen shows beside the code."""
    planned = state.programme is not None and state.programme.rotating_code
    return state.rotating.get(MEETING, planned)


class ElectorateSet(Event, tag="electorate-set", frozen=True):
    """Who may vote in a poll until its close; without a poll, in all polls that have no rule of their own."""

    from_rules: ClassVar[int] = 2
    may_vote: Electorate
    poll: str = MEETING

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if state.programme is None or (self.poll and state.planned_poll(self.poll) is None):
            return Refusal.UNKNOWN_POLL
        if self.poll and state.polls[self.poll].phase is Phase.CLOSED:
            return Refusal.NOT_ANY_MORE
        return Refusal.NOTHING_CHANGED if electorate(state, self.poll) == self.may_vote else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("electorates", self.poll),)

    def apply(self, state: State, stamp: Stamp) -> None:
        state.electorates[self.poll] = self.may_vote


class SetElectorate(Command, tag="set-electorate", frozen=True):
    """Say who may vote in a poll or, without one, in all polls that have no rule of their own."""

    may_vote: Electorate
    poll: str = MEETING

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return ElectorateSet(self.may_vote, self.poll)


class RotatingCodeSet(Event, tag="rotating-code-set", frozen=True):
    """From now on newcomers need the key that changes beside the code, or no longer."""

    from_rules: ClassVar[int] = 2
    on: bool

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if state.programme is None:
            return Refusal.UNKNOWN_HALL
        return Refusal.NOTHING_CHANGED if code_rotates(state) == self.on else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("rotating", MEETING),)

    def apply(self, state: State, stamp: Stamp) -> None:
        state.rotating[MEETING] = self.on


class SetRotatingCode(Command, tag="set-rotating-code", frozen=True):
    """Let newcomers in only with the key that changes beside the code, or with the code alone."""

    on: bool

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return RotatingCodeSet(self.on)
