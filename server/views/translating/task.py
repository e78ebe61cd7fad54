"""What a translator does: one question, to be put into one language."""

from typing import Literal, NamedTuple, TypeAlias

from server.room.glossary import Glossary, Offer, offers
from server.room.programme import Session
from server.room.reading import Worded, staff_name, supporters, version, worded
from server.room.records import Translation
from server.room.state import State
from server.room.translations import own_languages
from server.room.wording import LANGUAGES, Text
from server.views.changes import Piece, changes
from server.views.part import Part, Wording
from server.views.presence import Reader
from server.views.translating.urgency import Turn, Urgency

Kind: TypeAlias = Literal["missing", "stale", "draft", "done"]
People: TypeAlias = tuple[tuple[str, str], ...]


class Votes(Part, frozen=True):
    """How many people support a question; 0 for a prepared one."""

    n: int


class Writers(Part, frozen=True):
    """Who is translating a question at the moment: (id, name) of each, the name empty if they gave none."""

    people: People = ()


class Task(Part, frozen=True):
    """A question to be put into one language.

    `present` is its translation as it is: out of date, a machine's or done; `by` whose. `changed` shows what
    became of the text since. `of` and `seen` go back with a translation, to say what its writer had read.
    """

    question: str
    language: str
    kind: Kind
    urgency: Urgency
    place: int
    wording: Wording
    of: int
    seen: int
    offers: tuple[Offer, ...]
    votes: Votes
    writers: Writers
    present: str = ""
    by: str = ""
    changed: tuple[Piece, ...] = ()


class Around(NamedTuple):
    """What a task shows that is not about its question alone: its turn, and who translates it."""

    turn: Turn
    writers: tuple[Reader, ...]


def facts(state: State, session: Session, question: str, around: Around) -> tuple[object, ...]:
    """All that the tasks of a question are made of; none of it changes in place."""
    asked, edition = state.questions.get(question), state.editions.get(question)
    return (
        state.programme,
        session,
        around,
        edition,
        (asked.text, asked.language, asked.edits) if asked else (),
        supporters(state, question),
        tuple(staff_name(state, one.by) for one in edition.translations) if edition else (),
    )


def tasks_of(state: State, question: str, around: Around, glossary: Glossary) -> tuple[Task, ...]:
    """One for each language in which the question was not worded."""
    own = own_languages(state, question)
    return tuple(_task(state, question, lang, around, glossary) for lang in LANGUAGES if lang not in own)


def _task(state: State, question: str, language: str, around: Around, glossary: Glossary) -> Task:
    now, edition, present = worded(state, question), state.edition(question), version(state, question)
    made, id, words = edition.translation(language), f"{question}_{language}", now.text.in_(now.original)
    kind = _kind(made, present)
    return Task(
        f"task-{id}",
        question=question,
        language=language,
        kind=kind,
        urgency=around.turn.urgency,
        place=around.turn.place,
        wording=_as_worded(now),
        of=present,
        seen=edition.changes,
        offers=offers(glossary, words, now.original, language) if kind != "done" else (),
        votes=Votes(f"votes-{id}", supporters(state, question)),
        writers=Writers(f"writers-{id}", _into(language, around.writers)),
        present=made.text if made else "",
        by=staff_name(state, made.by) if made and not made.machine else "",
        changed=changes(made.source, words) if made and kind == "stale" and made.source else (),
    )


def _into(language: str, writers: tuple[Reader, ...]) -> People:
    return tuple((one.actor, one.name) for one in writers if one.language == language)


def _kind(made: Translation | None, present: int) -> Kind:
    if made is None:
        return "missing"
    if made.of != present:
        return "stale"
    return "draft" if made.machine else "done"


def _as_worded(now: Worded) -> Wording:
    """The text in the one language in which it was worded."""
    return (
        Wording(Text(**{now.original: now.text.in_(now.original)}), now.original)
        if now.original
        else Wording(Text())
    )
