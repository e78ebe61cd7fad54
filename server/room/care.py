"""What the desk keeps about a question, prepared or asked: labels, a note, a pin, a speaker, a reply."""

import msgspec

from moderation import text as wording
from moderation.status import VISIBLE, Status
from server.room.acceptance import acceptable
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.reading import session_of
from server.room.records import Reply
from server.room.state import State
from server.room.triage import standing_or_refusal
from server.room.wording import LANGUAGES

LABELS_PER_QUESTION = 8


class _Kept(Event, frozen=True):
    """Common to all that the desk keeps; of what its author took back it keeps nothing more."""

    question: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        standing = standing_or_refusal(state, self.question)
        if isinstance(standing, Refusal):
            return standing
        return Refusal.NOT_ANY_MORE if standing.status is Status.WITHDRAWN else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("cares", self.question),)

    def _keep(self, state: State, **fields: object) -> None:
        care = state.care(self.question)
        state.cares[self.question] = msgspec.structs.replace(care, changes=care.changes + 1, **fields)


def _others(labels: tuple[str, ...], label: str) -> tuple[str, ...]:
    """The labels that people would not call the same as this one."""
    same = wording.fold_for_comparison(label)
    return tuple(one for one in labels if wording.fold_for_comparison(one) != same)


class QuestionLabelled(_Kept, tag="question-labelled", frozen=True):
    """A question got a label, or lost it. One more than there is room for is not kept.

    Whether it makes sense is not judged by the label, which like all words can be erased from the log.
    """

    label: str
    on: bool

    def apply(self, state: State, stamp: Stamp) -> None:
        labels = state.care(self.question).labels
        others = _others(labels, self.label)
        if not self.on:
            labels = others
        elif others == labels and len(labels) < LABELS_PER_QUESTION:
            labels = (*labels, self.label)
        self._keep(state, labels=labels)


class Label(Command, tag="label", frozen=True):
    """Put a label on a question, or take it off; the first spelling of a label is kept."""

    question: str
    label: str
    on: bool = True

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        label = wording.line(self.label)
        if refused := acceptable(label, wording.LABEL_LIMIT):
            return refused
        labels = state.care(self.question).labels
        if (_others(labels, label) != labels) is self.on:
            return Refusal.NOTHING_CHANGED
        if self.on and len(labels) >= LABELS_PER_QUESTION:
            return Refusal.TOO_MANY_LABELS
        return QuestionLabelled(self.question, label, self.on)


class QuestionNoted(_Kept, tag="question-noted", frozen=True):
    """A note about a question was left among staff; an empty one takes it away."""

    text: str

    def apply(self, state: State, stamp: Stamp) -> None:
        self._keep(state, note=self.text)


class Note(Command, tag="note", frozen=True):
    """Leave a note about a question that only staff read, or without words take it away."""

    question: str
    text: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        text = wording.clean(self.text)
        if text and (refused := acceptable(text, wording.NOTE_LIMIT)):
            return refused
        same = text == state.care(self.question).note
        return Refusal.NOTHING_CHANGED if same else QuestionNoted(self.question, text)


class QuestionPinned(_Kept, tag="question-pinned", frozen=True):
    """A question was pinned, so that it stays in sight, or no longer is."""

    on: bool

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if refused := super().refusal(state, stamp):
            return refused
        return Refusal.NOTHING_CHANGED if state.care(self.question).pinned is self.on else None

    def apply(self, state: State, stamp: Stamp) -> None:
        self._keep(state, pinned=self.on)


class Pin(Command, tag="pin", frozen=True):
    """Pin a question, or take the pin off."""

    question: str
    on: bool = True

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionPinned(self.question, self.on)


class QuestionRouted(_Kept, tag="question-routed", frozen=True):
    """A question is for one speaker of its session to answer, or with an empty id for anybody."""

    speaker: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if refused := super().refusal(state, stamp):
            return refused
        session = session_of(state, self.question)
        speakers = session.speakers if session else ()
        if self.speaker and all(one.id != self.speaker for one in speakers):
            return Refusal.UNKNOWN_SPEAKER
        return Refusal.NOTHING_CHANGED if state.care(self.question).speaker == self.speaker else None

    def apply(self, state: State, stamp: Stamp) -> None:
        self._keep(state, speaker=self.speaker)


class Route(Command, tag="route", frozen=True):
    """Say which speaker should answer a question, or without one that anybody may."""

    question: str
    speaker: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionRouted(self.question, self.speaker)


class QuestionReplied(_Kept, tag="question-replied", frozen=True):
    """A question that the hall sees was answered in writing; an empty text takes the answer away."""

    text: str
    language: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if self.question not in state.questions:
            return Refusal.UNKNOWN_QUESTION
        return None if state.standings[self.question].status in VISIBLE else Refusal.NOT_ANY_MORE

    def apply(self, state: State, stamp: Stamp) -> None:
        self._keep(state, reply=Reply(self.text, self.language) if self.text else None)


class WriteReply(Command, tag="reply", frozen=True):
    """Answer a question of the audience in writing, for everybody to read, or without words take it away."""

    question: str
    text: str
    language: str = ""

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        text = wording.clean(self.text)
        if text and (refused := acceptable(text, wording.REPLY_LIMIT)):
            return refused
        if self.language and self.language not in LANGUAGES:
            return Refusal.OUT_OF_RANGE
        before = state.care(self.question).reply
        if text == (before.text if before else ""):
            return Refusal.NOTHING_CHANGED
        theirs = self.language or state.person(stamp.by).language or "en"
        language = wording.language_of(text, theirs) if text else ""
        return QuestionReplied(self.question, text, language)
