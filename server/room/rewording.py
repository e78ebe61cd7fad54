"""The desk rewords a question: it is read as reworded from then on, and its author's own words are kept."""

import msgspec

from moderation import text as wording
from moderation.status import VISIBLE, Status, Verb, after
from server.room.acceptance import acceptable
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.numbering import number_wording
from server.room.reading import changed_since, version
from server.room.standing import put_standing
from server.room.state import State
from server.room.triage import QuestionApproved

_REWORDABLE = VISIBLE | {Status.PENDING}


class QuestionReworded(Event, tag="question-reworded", frozen=True):
    """The desk reworded version `seen` of a question (-1: any), or with no text took its rewording back.

    With `approve`, a question that waited was published in the same moment.
    """

    question: str
    text: str
    language: str
    seen: int = -1
    approve: bool = False

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if self.question not in state.questions:
            return Refusal.UNKNOWN_QUESTION
        if state.standings[self.question].status not in _REWORDABLE:
            return Refusal.NOT_ANY_MORE
        return changed_since(state, self.question, self.seen)

    def marks(self, state: State) -> tuple[Mark, ...]:
        standing = (Mark("standings", self.question),) if self._published(state) else ()
        return (Mark("editions", self.question), *standing)

    def apply(self, state: State, stamp: Stamp) -> None:
        edition, edits = state.edition(self.question), state.questions[self.question].edits
        rewordings = number_wording(state, self.question) - edits
        state.editions[self.question] = msgspec.structs.replace(
            edition, text=self.text, language=self.language, rewordings=rewordings
        )
        if status := self._published(state):
            standing = state.standings[self.question]
            put_standing(state, self.question, msgspec.structs.replace(standing, status=status, by=stamp.by))

    def _published(self, state: State) -> Status | None:
        """The status to which this approves the question, if it does."""
        return after(Verb.APPROVE, state.standings[self.question].status) if self.approve else None


class Reword(Command, tag="reword", frozen=True):
    """Reword a question of the audience, and if it waits publish it at once; its author's words are kept."""

    question: str
    text: str
    seen: int = -1
    approve: bool = False

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        words = wording.clean(self.text)
        if refused := acceptable(words):
            return refused
        asked, edition = state.questions.get(self.question), state.edition(self.question)
        if asked is None:
            return Refusal.UNKNOWN_QUESTION
        if words == (edition.text or asked.text):
            return (
                QuestionApproved(asked.id, version(state, asked.id))
                if self.approve
                else Refusal.NOTHING_CHANGED
            )
        if words == asked.text:
            return QuestionReworded(asked.id, "", "", self.seen, self.approve)
        language = wording.language_of(words, edition.language or asked.language)
        return QuestionReworded(asked.id, words, language, self.seen, self.approve)
