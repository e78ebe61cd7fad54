"""Questions that ask the same: one takes others in, unites their supporters, and can give them back."""

import msgspec

from moderation.status import VISIBLE, Status, Verb, after
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.standing import put_standing
from server.room.state import Standing, State

_GONE = frozenset({Status.DISMISSED, Status.WITHDRAWN})


def part_from_all(state: State, question: str, by: str) -> None:
    """Before a question goes for good: what was merged with it goes back to what it was before."""
    going = state.standings[question]
    for one in going.merged:
        _go_back(state, one, by)
    if going.into:
        _let_go(state, going.into, question)


def _go_back(state: State, question: str, by: str) -> None:
    put_standing(state, question, Standing(state.standings[question].was or Status.PENDING, by=by))


def _let_go(state: State, into: str, question: str) -> None:
    standing = state.standings[into]
    rest = tuple(one for one in standing.merged if one != question)
    put_standing(state, into, msgspec.structs.replace(standing, merged=rest))


def in_the_way(state: State, question: str, into: str) -> tuple[str, ...]:
    """Which of two questions has moved on too far for them to be merged; both if it is how they stand."""
    standing, target = state.standings[question], state.standings[into]
    if target.status in _GONE:
        return (into,)
    if not after(Verb.MERGE, standing.status):
        return (question,)
    # What the hall reads and supports must not vanish behind what it cannot see.
    hidden = standing.status in VISIBLE and target.status not in VISIBLE
    return (question, into) if hidden else ()


class QuestionsMerged(Event, tag="questions-merged", frozen=True):
    """A question, and all that had been merged with it, went into another one of its session.

    Nobody loses anything: the words and the supporters of each stay with it, and count for the one that took
    it in. A question that was merged never takes others in, so there are no chains.
    """

    question: str
    into: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        question, into = state.questions.get(self.question), state.questions.get(self.into)
        if question is None or into is None:
            return Refusal.UNKNOWN_QUESTION
        if question.session != into.session:
            return Refusal.OUT_OF_RANGE
        if state.standings[self.question].into == self.into:
            return Refusal.NOTHING_CHANGED
        return self._refusal_of_status(state)

    def _refusal_of_status(self, state: State) -> Refusal | None:
        if self.question == self.into or state.standings[self.into].status is Status.MERGED:
            return Refusal.SAME_QUESTION
        return Refusal.NOT_ANY_MORE if in_the_way(state, self.question, self.into) else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        along = state.standings[self.question].merged
        return tuple(Mark("standings", one) for one in (self.question, self.into, *along))

    def apply(self, state: State, stamp: Stamp) -> None:
        standing, target = state.standings[self.question], state.standings[self.into]
        for one in standing.merged:
            moved = msgspec.structs.replace(state.standings[one], into=self.into, by=stamp.by)
            put_standing(state, one, moved)
        merged = Standing(Status.MERGED, by=stamp.by, into=self.into, was=standing.status)
        put_standing(state, self.question, merged)
        together = (*target.merged, self.question, *standing.merged)
        put_standing(state, self.into, msgspec.structs.replace(target, merged=together))


class Merge(Command, tag="merge", frozen=True):
    """Let a question go into another one that asks the same."""

    question: str
    into: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionsMerged(self.question, self.into)


class QuestionSplit(Event, tag="question-split", frozen=True):
    """A merged question stands by itself again, as it did before."""

    question: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        standing = state.standings.get(self.question)
        if standing is None:
            return Refusal.UNKNOWN_QUESTION
        return None if standing.status is Status.MERGED else Refusal.NOT_ANY_MORE

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("standings", self.question), Mark("standings", state.standings[self.question].into))

    def apply(self, state: State, stamp: Stamp) -> None:
        _let_go(state, state.standings[self.question].into, self.question)
        _go_back(state, self.question, stamp.by)


class Split(Command, tag="split", frozen=True):
    """Take a question out of the one that it was merged with."""

    question: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionSplit(self.question)
