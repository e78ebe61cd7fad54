"""What the audience does with the questions of others: support them, and take that back."""

from typing import ClassVar

from moderation.status import Status
from server.room.base import Command, Event, Refusal, Stamp
from server.room.reading import supports
from server.room.state import Person, State

VOTABLE = frozenset({Status.LIVE, Status.ON_STAGE})


class _Support(Event, frozen=True):
    """Common to upvotes and their retraction; `supporting` is what the actor must be before."""

    supporting: ClassVar[bool]
    question: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        question = state.questions.get(self.question)
        if question is None:
            return Refusal.UNKNOWN_QUESTION
        if state.conducts and state.conduct(stamp.by).blocked:
            return Refusal.BLOCKED
        standing = state.standings[self.question]
        if standing.status not in VOTABLE:
            return Refusal.NOT_ANY_MORE
        supporting = stamp.by in question.upvoters
        if standing.merged and not supporting:
            supporting = supports(state, self.question, stamp.by)
        return None if supporting is self.supporting else Refusal.NOTHING_CHANGED


class QuestionUpvoted(_Support, tag="question-upvoted", frozen=True):
    """A participant supports a question; once each."""

    supporting: ClassVar[bool] = False

    def apply(self, state: State, stamp: Stamp) -> None:
        state.questions[self.question].upvoters[stamp.by] = None
        state.people.setdefault(stamp.by, Person()).supports.append(self.question)


class Upvote(Command, tag="upvote", frozen=True):
    """Support a question."""

    question: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionUpvoted(self.question)


class UpvoteRetracted(_Support, tag="upvote-retracted", frozen=True):
    """A participant no longer supports a question, nor any that was merged with it."""

    supporting: ClassVar[bool] = True

    def apply(self, state: State, stamp: Stamp) -> None:
        for one in (self.question, *state.standings[self.question].merged):
            upvoters = state.questions[one].upvoters
            if stamp.by in upvoters:
                del upvoters[stamp.by]
                state.people[stamp.by].supports.remove(one)


class Retract(Command, tag="retract", frozen=True):
    """Take one's upvote back."""

    question: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return UpvoteRetracted(self.question)
