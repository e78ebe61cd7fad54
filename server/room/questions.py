"""What the audience does with its own questions: ask, edit and withdraw."""

import re
from typing import ClassVar

import msgspec

from moderation import text as wording
from moderation.screening.finding import Finding
from moderation.status import Status, Verb, after, first_status
from server.room.acceptance import acceptable
from server.room.arrival import findings
from server.room.base import Command, Event, Refusal, Stamp
from server.room.limits import WAITING, enough_asked, ever_full, full, waiting_of
from server.room.merging import part_from_all
from server.room.numbering import number_change, number_wording
from server.room.reading import is_muted
from server.room.standing import put_standing
from server.room.state import Person, Question, Standing, State

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{16,40}")


def author_or_refusal(state: State, question: str, by: str) -> Question | Refusal:
    """The question, if it exists and is the actor's own."""
    found = state.questions.get(question)
    if found is None:
        return Refusal.UNKNOWN_QUESTION
    return found if found.author == by else Refusal.NOT_YOURS


class QuestionAsked(Event, tag="question-asked", frozen=True):
    """A participant asked; the session's review mode says where the question's life begins.

    If something was found in it, or its author is muted, it waits in every mode. Here as elsewhere the fold
    never judges by a question's words: they can be erased from the log.
    """

    version: ClassVar[int] = 2
    from_rules: ClassVar[int] = 2
    question: str
    session: str
    text: str
    language: str
    name: str = ""
    findings: tuple[Finding, ...] = ()

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if not _CLIENT_ID.fullmatch(self.question):
            return Refusal.MALFORMED
        record = state.sessions.get(self.session)
        if record is None:
            return Refusal.UNKNOWN_SESSION
        if self.question in state.standings or self.question in state.erased:
            return Refusal.ID_TAKEN
        if record.phase != "live":
            return Refusal.SESSION_NOT_LIVE
        if first_status(record.mode) is None:
            return Refusal.QUESTIONS_CLOSED
        if refused := enough_asked(state, self.session, stamp):
            return refused
        return Refusal.SESSION_FULL if self._finds_no_room(state) else None

    def apply(self, state: State, stamp: Stamp) -> None:
        state.questions[self.question] = Question(
            id=self.question,
            session=self.session,
            author=stamp.by,
            text=self.text,
            language=self.language,
            asked_at=stamp.at,
            number=state.asked.get(self.session, 0) + 1,
            name=self.name,
            findings=self.findings,
        )
        held = self.findings or is_muted(state, stamp.by)
        status = first_status(state.sessions[self.session].mode) or WAITING
        put_standing(state, self.question, Standing(WAITING if held else status))
        state.people.setdefault(stamp.by, Person()).questions.append(self.question)
        state.asked[self.session] = state.asked.get(self.session, 0) + 1

    def _finds_no_room(self, state: State) -> bool:
        return full(state, self.session)


class QuestionAskedV1(QuestionAsked, tag="question-asked", frozen=True):
    """A participant asked, as release 0.1.0 judges it: what was dismissed or erased takes room for good."""

    version: ClassVar[int] = 1
    from_rules: ClassVar[int] = 1

    def _finds_no_room(self, state: State) -> bool:
        return ever_full(state, self.session)


class Ask(Command, tag="ask", frozen=True):
    """Ask a question in a live session; `question` is an id minted by the client."""

    question: str
    session: str
    text: str
    language: str = ""
    named: bool = False

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        words = wording.clean(self.text)
        if refused := acceptable(words):
            return refused
        same = wording.fold_for_comparison(words)
        if any(wording.fold_for_comparison(one.text) == same for one in waiting_of(state, stamp.by)):
            return Refusal.ALREADY_ASKED
        person = state.person(stamp.by)
        language = wording.language_of(words, self.language or person.language or "en")
        name = person.name if self.named else ""
        kind = QuestionAsked if state.rules >= QuestionAsked.from_rules else QuestionAskedV1
        asked = kind(self.question, self.session, words, language, name)
        # What is refused anyway is not worth the time that the screening takes.
        if refused := asked.refusal(state, stamp):
            return refused
        found = findings(state, stamp, self.session, words, name)
        return msgspec.structs.replace(asked, findings=found)


class QuestionEdited(Event, tag="question-edited", frozen=True):
    """Its author reworded a question that was still waiting."""

    question: str
    text: str
    language: str
    findings: tuple[Finding, ...] = ()

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        found = author_or_refusal(state, self.question, stamp.by)
        if isinstance(found, Refusal):
            return found
        if state.conduct(stamp.by).blocked:
            return Refusal.BLOCKED
        return None if state.standings[self.question].status is WAITING else Refusal.NOT_ANY_MORE

    def apply(self, state: State, stamp: Stamp) -> None:
        question = state.questions[self.question]
        question.text, question.language, question.findings = self.text, self.language, self.findings
        rewordings = number_wording(state, self.question) - question.edits - 1
        question.edits += 1
        # What its author writes now nobody has read yet: the desk's words must not stand before it.
        if rewordings or self.question in state.editions:
            state.editions[self.question] = msgspec.structs.replace(
                state.edition(self.question),
                text="",
                language="",
                rewordings=rewordings,
                changes=number_change(state, self.question),
            )


class Edit(Command, tag="edit", frozen=True):
    """Reword one's own question while it waits for review."""

    question: str
    text: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        words = wording.clean(self.text)
        if refused := acceptable(words):
            return refused
        before = author_or_refusal(state, self.question, stamp.by)
        if isinstance(before, Refusal):
            return before
        if before.text == words:
            return Refusal.NOTHING_CHANGED
        edited = QuestionEdited(self.question, words, wording.language_of(words, before.language))
        if refused := edited.refusal(state, stamp):
            return refused
        found = findings(state, stamp, before.session, words, before.name, edited=before.id)
        return msgspec.structs.replace(edited, findings=found)


class QuestionWithdrawn(Event, tag="question-withdrawn", frozen=True):
    """Its author took a question back before it reached the stage."""

    question: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        found = author_or_refusal(state, self.question, stamp.by)
        if isinstance(found, Refusal):
            return found
        moved = after(Verb.WITHDRAW, state.standings[self.question].status)
        return None if moved else Refusal.NOT_ANY_MORE

    def apply(self, state: State, stamp: Stamp) -> None:
        part_from_all(state, self.question, by="")
        put_standing(state, self.question, Standing(Status.WITHDRAWN))


class Withdraw(Command, tag="withdraw", frozen=True):
    """Take one's own question back."""

    question: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return QuestionWithdrawn(self.question)
