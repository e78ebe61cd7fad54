"""Whose own part of their screen an entry may change, which is not broadcast: they are told by themselves."""

from collections.abc import Iterator

from server.room.base import Event
from server.room.codec import Entry
from server.room.electorate import ElectorateSet
from server.room.merging import QuestionsMerged, QuestionSplit
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast
from server.room.questions import QuestionWithdrawn
from server.room.sessions import SessionEnded, SessionStarted
from server.room.state import State
from server.room.triage import QuestionErased
from server.room.undo import ActionUndone
from server.views.me import concerned

_EVERYONE = (
    *(SessionStarted, SessionEnded, ProgrammePlanned, QuestionErased, ActionUndone),
    *(QuestionsMerged, QuestionSplit, QuestionWithdrawn, ElectorateSet),
)


def concerns_everyone(event: Event | None) -> bool:
    """Whether it may change what is personal to anybody in the audience."""
    return isinstance(event, _EVERYONE)


def concerned_by(state: State, entry: Entry) -> Iterator[str]:
    """Those to whom an entry that has just been folded may matter, more than once if for several reasons."""
    if isinstance(entry.event, BallotCast):
        return  # nobody can tell whose it is
    yield entry.stamp.by
    for question in {getattr(entry.event, "question", ""), *_moved(state, entry)}:
        yield from concerned(state, question)


def _moved(state: State, entry: Entry) -> Iterator[str]:
    """The questions that it moved, named by it or not: what comes on stage sends another one back."""
    stack = state.undo.get(entry.stamp.by)
    if stack and stack[-1].seq == entry.stamp.seq:
        yield from stack[-1].after.standings
