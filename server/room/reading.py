"""What every view and command reads from the state in one way: a question's words, its supporters, names."""

from bisect import bisect_left
from typing import NamedTuple

import msgspec

from server.room.base import Refusal
from server.room.programme import Session
from server.room.records import Edition
from server.room.state import Question, State
from server.room.wording import LANGUAGES, Text, text_in


class Worded(NamedTuple):
    """A question as it is read now.

    `text` holds it in each language in which it exists: as asked or as the desk reworded it, and the
    translations made from exactly this wording. `original` is the language in which it was worded (empty for
    an unknown question), `machine` are the languages whose words nobody has confirmed yet, `missing` those of
    the hall in which it does not exist. `as_asked` is what its author wrote if the desk reworded it.
    """

    text: Text
    original: str
    machine: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    as_asked: str = ""


def version(state: State, question: str) -> int:
    """Which wording of a question is the present one; its author's edits and the desk's rewordings count."""
    asked = state.questions.get(question)
    return (asked.edits if asked else 0) + state.edition(question).rewordings


def changed_since(state: State, question: str, seen: int) -> Refusal | None:
    """Why what somebody read of an audience question, version `seen` (-1: any), is not what it says now."""
    if seen in {-1, version(state, question)}:
        return None
    by_its_author = state.questions[question].edits and not state.edition(question).text
    return Refusal.REWORDED if by_its_author else Refusal.CHANGED_SINCE


def worded(state: State, question: str) -> Worded:
    """How a question, prepared or asked, is read now; without words if it is not known."""
    asked = state.questions.get(question)
    # Most questions of a full hall are as they were asked, and the desk reads all of them at every tick.
    if asked and question not in state.editions:
        original = asked.language if asked.language in LANGUAGES else "en"
        missing = tuple(lang for lang in _of_the_hall(state) if lang != original)
        return Worded(text_in(original, asked.text), original, missing=missing)
    edition = state.edition(question)
    text, original = _asked(asked, edition) if asked else _planned(state, question)
    present = version(state, question)
    fresh = {
        one.language: one
        for one in edition.translations
        if one.of == present and one.language in LANGUAGES and not text.in_(one.language)
    }
    if fresh:
        text = msgspec.structs.replace(text, **{lang: one.text for lang, one in fresh.items()})
    return Worded(
        text=text,
        original=original,
        machine=tuple(lang for lang in LANGUAGES if lang in fresh and fresh[lang].machine),
        missing=tuple(lang for lang in _of_the_hall(state) if not text.in_(lang)),
        as_asked=asked.text if asked and edition.text else "",
    )


def _asked(question: Question, edition: Edition) -> tuple[Text, str]:
    """The words of an audience question and their language."""
    language = edition.language if edition.text else question.language
    return text_in(language, edition.text or question.text), language if language in LANGUAGES else "en"


def _planned(state: State, question: str) -> tuple[Text, str]:
    """The words of a prepared question; its original is what the hall reads first."""
    prepared = state.prepared(question)
    text = prepared[1].text if prepared else Text()
    return text, next((lang for lang in (*_of_the_hall(state), *LANGUAGES) if text.in_(lang)), "")


def _of_the_hall(state: State) -> tuple[str, ...]:
    """The two languages that the hall reads side by side."""
    return state.programme.languages if state.programme else ()


def session_of(state: State, question: str) -> Session | None:
    """The session, as planned, that a question belongs to, prepared or asked."""
    if prepared := state.prepared(question):
        return prepared[0]
    asked = state.questions.get(question)
    return state.planned_session(asked.session) if asked else None


def supporters(state: State, question: str) -> int:
    """How many people support a question or one that was merged with it, each counted once."""
    asked = state.questions.get(question)
    if asked is None:
        return 0
    merged = state.standings[question].merged
    if not merged:
        return len(asked.upvoters)
    return len(set(asked.upvoters).union(*(state.questions[one].upvoters for one in merged)))


def supports(state: State, question: str, person: str) -> bool:
    """Whether somebody supports a question, by themself or through one that was merged with it."""
    asked = state.questions.get(question)
    if asked is None:
        return False
    if person in asked.upvoters:
        return True
    return any(person in state.questions[one].upvoters for one in state.standings[question].merged)


def supported(state: State, person: str) -> tuple[str, ...]:
    """The questions that somebody supports, each as the hall knows it: by the one that it was merged with."""
    through = (state.standings[one].into or one for one in state.person(person).supports)
    return tuple(dict.fromkeys(through))


def is_muted(state: State, person: str) -> bool:
    """Whether what a participant asks waits apart, and reaches nobody else unless it is published."""
    return bool(state.conducts) and state.conduct(person).muted


def staff_name(state: State, actor: str) -> str:
    """What somebody on the staff is called: as they say, else as their link does; empty if neither."""
    person, link = state.people.get(actor), state.staff.get(actor)
    return (person.name if person else "") or (link.name if link else "")


def was_late(state: State, entry: int) -> bool:
    """Whether this entry of the staff changed nothing: somebody was faster, or it came twice."""
    place = bisect_left(state.late, entry)
    return place < len(state.late) and state.late[place] == entry
