"""What the moderator decides about a question: approve, dismiss, restore, answer, erase for good."""

from typing import ClassVar

import msgspec

from moderation import text as wording
from moderation.status import Status, Verb, after
from server.room.acceptance import acceptable
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.merging import part_from_all
from server.room.reading import changed_since
from server.room.records import Care, Edition
from server.room.standing import put_standing, remove_standing
from server.room.state import Scene, Standing, State


def hall_showing(state: State, question: str) -> str:
    """The hall in which this question is on stage, or an empty string."""
    return next((hall for hall, record in state.halls.items() if record.on_stage == question), "")


def clear_stage(state: State, hall: str) -> None:
    """Take the question off the stage of a hall; its screen falls back to waiting if it showed it."""
    record = state.halls[hall]
    scene = Scene() if record.scene.kind == "question" else record.scene
    state.halls[hall] = msgspec.structs.replace(record, on_stage="", scene=scene)


def standing_or_refusal(state: State, question: str) -> Standing | Refusal:
    """Where a question, prepared or asked, is in its life."""
    return state.standings.get(question) or Refusal.UNKNOWN_QUESTION


class _Moved(Event, frozen=True):
    """Common to all decisions: the table in `moderation.status` says from where to where."""

    verb: ClassVar[Verb]
    question: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        standing = standing_or_refusal(state, self.question)
        if isinstance(standing, Refusal):
            return standing
        return None if self._next(state, standing) else Refusal.NOT_ANY_MORE

    def marks(self, state: State) -> tuple[Mark, ...]:
        hall = hall_showing(state, self.question)
        stage = (Mark("halls", hall),) if hall else ()
        return (Mark("standings", self.question), *stage)

    def apply(self, state: State, stamp: Stamp) -> None:
        standing = state.standings[self.question]
        status = self._next(state, standing) or standing.status
        moved = msgspec.structs.replace(standing, status=status, reason=self._reason(), by=stamp.by)
        put_standing(state, self.question, moved)
        if hall := hall_showing(state, self.question):
            clear_stage(state, hall)

    def _next(self, state: State, standing: Standing) -> Status | None:
        return after(self.verb, standing.status, prepared=state.is_prepared(self.question))

    def _reason(self) -> str:
        return ""


class QuestionApproved(_Moved, tag="question-approved", frozen=True):
    """A waiting question was published, in its version `edits`, counting both kinds of edits; -1: any."""

    verb: ClassVar[Verb] = Verb.APPROVE
    edits: int = -1

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        # What was reworded while the moderator's finger came down has not been read.
        unread = self.question in state.questions and changed_since(state, self.question, self.edits)
        return unread or super().refusal(state, stamp)


class QuestionDismissed(_Moved, tag="question-dismissed", frozen=True):
    """A question was not retained while it was still `was` (empty: wherever it stood); its author sees the
    reason, if one was given.
    """

    verb: ClassVar[Verb] = Verb.DISMISS
    reason: str = ""
    was: str = ""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if refused := super().refusal(state, stamp):
            return refused
        # What a colleague has just published must not vanish because it was read among the new ones.
        moved = self.was and self.was != state.standings[self.question].status
        return Refusal.NOT_ANY_MORE if moved else None

    def _reason(self) -> str:
        return self.reason


class QuestionRestored(_Moved, tag="question-restored", frozen=True):
    """A dismissed or answered question was published again."""

    verb: ClassVar[Verb] = Verb.RESTORE


class QuestionAnswered(_Moved, tag="question-answered", frozen=True):
    """A question was answered; if it was on stage it left it."""

    verb: ClassVar[Verb] = Verb.ANSWER


class QuestionErased(Event, tag="question-erased", frozen=True):
    """A question was removed for good, from this moment in every state, view and export."""

    question: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return None if self.question in state.questions else Refusal.UNKNOWN_QUESTION

    def apply(self, state: State, stamp: Stamp) -> None:
        if hall := hall_showing(state, self.question):
            clear_stage(state, hall)
        part_from_all(state, self.question, stamp.by)
        remove_standing(state, self.question)
        gone = state.questions.pop(self.question)
        state.cares.pop(self.question, None)
        state.editions.pop(self.question, None)
        state.numberings.pop(self.question, None)
        state.people[gone.author].questions.remove(self.question)
        for supporter in gone.upvoters:
            state.people[supporter].supports.remove(self.question)
        state.erased[self.question] = None
        _forget_words(state, self.question)


def _forget_words(state: State, question: str) -> None:
    """Leave no word of or about the question where an undo keeps what was."""
    mementos = (memento for stack in state.undo.values() for memento in stack)
    for records in (kept for memento in mementos for kept in (memento.before, memento.after)):
        if standing := records.standings.get(question):
            records.standings[question] = Standing(standing.status)
        if question in records.cares:
            records.cares[question] = Care()
        if question in records.editions:
            records.editions[question] = Edition()


class Approve(Command, tag="approve", frozen=True):
    """Publish a waiting question; `edits` tells which wording was read, so that no other is published."""

    question: str
    edits: int = -1

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionApproved(self.question, self.edits)


class Dismiss(Command, tag="dismiss", frozen=True):
    """Do not retain a question, with an optional reason for its author; `was` is the status that was read."""

    question: str
    reason: str = ""
    was: str = ""

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        reason = wording.clean(self.reason)
        if reason and (refused := acceptable(reason, wording.REASON_LIMIT)):
            return refused
        return QuestionDismissed(self.question, reason, self.was)


class Restore(Command, tag="restore", frozen=True):
    """Publish a dismissed or answered question again."""

    question: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionRestored(self.question)


class Answer(Command, tag="answer", frozen=True):
    """Mark a question as answered."""

    question: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionAnswered(self.question)


class Erase(Command, tag="erase", frozen=True):
    """Remove a question for good, as privacy law may ask."""

    question: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionErased(self.question)
