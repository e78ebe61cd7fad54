"""Questions in other languages: written by people, drafted by a machine, and waited for by the hall."""

import msgspec

from moderation import text as wording
from moderation.status import VISIBLE, Status
from server.room.acceptance import acceptable
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.numbering import may_be_older, number_change
from server.room.reading import changed_since, session_of, version, worded
from server.room.records import Translation
from server.room.state import State
from server.room.wording import LANGUAGES

TRANSLATABLE = VISIBLE | {Status.PLANNED, Status.PENDING}


def own_languages(state: State, question: str) -> tuple[str, ...]:
    """The languages that the text of a question has without translation.

    Like all that the fold goes by it is told without looking at the words, which may have been erased.
    """
    asked = state.questions.get(question)
    if asked:
        language = state.edition(question).language or asked.language
        return (language if language in LANGUAGES else "en",)
    prepared = state.prepared(question)
    return tuple(prepared[1].text.languages()) if prepared else ()


def awaited(state: State, question: str) -> tuple[str, ...]:
    """The languages of the hall into which no person has translated the present wording of a question."""
    plan, present = state.programme, version(state, question)
    own, edition = own_languages(state, question), state.edition(question)
    done = {one.language for one in edition.translations if one.of == present and not one.machine}
    return tuple(lang for lang in (plan.languages if plan else ()) if lang not in own and lang not in done)


def held_back(state: State, question: str) -> bool:
    """Whether a question has to be translated before its hall may see it on the screen."""
    session = session_of(state, question)
    return session is not None and state.sessions[session.id].waits and bool(awaited(state, question))


class _Translating(Event, frozen=True):
    """Common to what happens to one translation of a question."""

    question: str
    language: str

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("editions", self.question),)

    def _put(self, state: State, change: int, translation: Translation | None) -> None:
        edition = state.edition(self.question)
        others = tuple(one for one in edition.translations if one.language != self.language)
        state.editions[self.question] = msgspec.structs.replace(
            edition,
            translations=(*others, translation) if translation else others,
            changes=change,
        )


class QuestionTranslated(_Translating, tag="question-translated", frozen=True):
    """Version `of` of a question was translated, by a person or, until one confirms it, by a machine.

    `seen` is how often the question's translations had changed when the person began.
    """

    text: str
    of: int
    seen: int = -1
    machine: bool = False

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        standing, own = state.standings.get(self.question), own_languages(state, self.question)
        if standing is None or not own:
            return Refusal.UNKNOWN_QUESTION
        if standing.status not in TRANSLATABLE:
            return Refusal.NOT_ANY_MORE
        if self.language not in LANGUAGES or self.language in own:
            return Refusal.OUT_OF_RANGE
        if self.of != version(state, self.question):
            return self._refusal_of_wording(state)
        return Refusal.CHANGED_SINCE if self._is_overtaken(state) else None

    def _refusal_of_wording(self, state: State) -> Refusal:
        """By whom it reads otherwise now; a prepared question is reworded by whoever wrote the programme."""
        asked = self.question in state.questions
        return (changed_since(state, self.question, self.of) if asked else None) or Refusal.REWORDED

    def _is_overtaken(self, state: State) -> bool:
        """Whether somebody wrote what this would replace, without having been read."""
        edition = state.edition(self.question)
        present = edition.translation(self.language)
        if self.machine:
            # A person's words are a person's to bring up to date.
            return present is not None and not present.machine
        if self.seen == -1:
            return False
        if self.seen > edition.changes or may_be_older(state, self.question, self.seen):
            return True
        return present is not None and present.change > self.seen

    def marks(self, state: State) -> tuple[Mark, ...]:
        # Nobody would undo what a machine drafted: whoever does not like it drops it.
        return () if self.machine else super().marks(state)

    def apply(self, state: State, stamp: Stamp) -> None:
        change = number_change(state, self.question)
        now = worded(state, self.question)
        source = now.text.in_(now.original)
        made = Translation(self.language, self.text, stamp.by, self.of, self.machine, change, source)
        self._put(state, change, made)


class Translate(Command, tag="translate", frozen=True):
    """Write a question in another language, or confirm what a machine wrote.

    `of` is the version of the question that was translated, `seen` how often its translations had changed
    when it was read; left out, both mean as it is now.
    """

    question: str
    language: str
    text: str
    seen: int = -1
    of: int = -1

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        words = wording.clean(self.text)
        if refused := acceptable(words):
            return refused
        of = version(state, self.question) if self.of == -1 else self.of
        present = state.edition(self.question).translation(self.language)
        if present and (present.text, present.of, present.machine) == (words, of, False):
            return Refusal.NOTHING_CHANGED
        return QuestionTranslated(self.question, self.language, words, of, self.seen)


class DraftTranslation(Command, tag="draft-translation", frozen=True):
    """Hand in what a machine made of version `of` of a question; only the server itself may."""

    question: str
    language: str
    text: str
    of: int

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        words = wording.clean(self.text)
        if refused := acceptable(words):
            return refused
        return QuestionTranslated(self.question, self.language, words, self.of, machine=True)


class TranslationDropped(_Translating, tag="translation-dropped", frozen=True):
    """A translation was taken away; the question lacks this language again."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if self.question not in state.standings:
            return Refusal.UNKNOWN_QUESTION
        present = state.edition(self.question).translation(self.language)
        return None if present else Refusal.NOTHING_CHANGED

    def apply(self, state: State, stamp: Stamp) -> None:
        self._put(state, number_change(state, self.question), None)


class DropTranslation(Command, tag="drop-translation", frozen=True):
    """Take away the translation of a question into a language."""

    question: str
    language: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return TranslationDropped(self.question, self.language)


class TranslationAwaited(Event, tag="translation-awaited", frozen=True):
    """From now on a hall waits for translations before a question comes on screen, or no longer does."""

    session: str
    on: bool

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.sessions.get(self.session)
        if record is None:
            return Refusal.UNKNOWN_SESSION
        return Refusal.NOTHING_CHANGED if record.waits is self.on else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("sessions", self.session),)

    def apply(self, state: State, stamp: Stamp) -> None:
        record = state.sessions[self.session]
        state.sessions[self.session] = msgspec.structs.replace(record, waits=self.on)


class WaitForTranslation(Command, tag="wait-for-translation", frozen=True):
    """Choose whether a session's questions are translated before they come on screen."""

    session: str
    on: bool

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return TranslationAwaited(self.session, self.on)
