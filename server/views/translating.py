"""What translators see of one hall: the questions that still lack a language, the most urgent first."""

from collections.abc import Iterator
from enum import IntEnum
from typing import Literal, TypeAlias

from moderation.status import Status
from server.room.glossary import Glossary, Offer, glossary_of, offers
from server.room.programme import Session
from server.room.reading import Worded, is_muted, staff_name, supporters, version, worded
from server.room.records import Translation
from server.room.state import State
from server.room.translations import own_languages
from server.room.wording import LANGUAGES, Text
from server.views.changes import Piece, changes
from server.views.common import current_session
from server.views.part import Listing, Part, Wording
from server.views.presence import Presence
from server.views.rehearsal import RehearsalMark, rehearsal_mark

Kind: TypeAlias = Literal["missing", "stale", "draft", "done"]
DONE_SHOWN = 60


class Urgency(IntEnum):
    """Who waits for a translation: the hall now, the hall soon, everybody, the record."""

    ON_STAGE = 0
    NEXT = 1
    PUBLISHED = 2
    ANSWERED = 3
    UNREVIEWED = 4


_URGENCY = {
    Status.ON_STAGE: Urgency.ON_STAGE,
    Status.PLANNED: Urgency.NEXT,
    Status.LIVE: Urgency.PUBLISHED,
    Status.ANSWERED: Urgency.ANSWERED,
    Status.PENDING: Urgency.UNREVIEWED,
}


class TranslateBar(Part, frozen=True):
    """Where I am; `waits`: nothing comes on screen before it is translated into the hall's `languages`."""

    languages: tuple[str, ...]
    hall_name: Text
    title: Text
    waits: bool


class Votes(Part, frozen=True):
    """How many people support a question; 0 for a prepared one."""

    n: int


class Writers(Part, frozen=True):
    """Who is translating a question at the moment: (id, name) of each, the name empty if they gave none."""

    people: tuple[tuple[str, str], ...] = ()


class Task(Part, frozen=True):
    """A question to be put into one language.

    `present` is its translation as it is: out of date, a machine's or done; `by` whose. `changed` shows what
    became of the text since. `of` and `seen` go back with a translation, to say what its writer had read.
    """

    question: str
    language: str
    kind: Kind
    urgency: Urgency
    at: int
    wording: Wording
    of: int
    seen: int
    offers: tuple[Offer, ...]
    votes: Votes
    writers: Writers
    present: str = ""
    by: str = ""
    changed: tuple[Piece, ...] = ()


class Tasks(Listing, frozen=True):
    """What is to be done, or was."""

    items: tuple[Task, ...] = ()


class Translate(Part, frozen=True):
    """The translators' page of one hall."""

    hall: str
    rehearsal: RehearsalMark
    bar: TranslateBar
    open: Tasks
    unreviewed: Tasks
    done: Tasks


def translate(state: State, hall: str, presence: Presence) -> Translate:
    """The translators' page of `hall`."""
    session = current_session(state, hall)
    tasks = list(_tasks(state, session, presence)) if session else []
    tasks.sort(key=lambda one: (one.urgency, one.at, one.question))
    to_do = [one for one in tasks if one.kind != "done"]
    done = sorted((one for one in tasks if one.kind == "done"), key=lambda one: -one.at)
    plan = state.programme.hall(hall) if state.programme else None
    return Translate(
        id="translate",
        hall=hall,
        rehearsal=rehearsal_mark(state),
        bar=TranslateBar(
            "translate-bar",
            state.programme.languages if state.programme else (),
            plan.name if plan else Text(),
            session.title if session else Text(),
            session is not None and state.sessions[session.id].waits,
        ),
        open=Tasks("open", tuple(one for one in to_do if one.urgency is not Urgency.UNREVIEWED)),
        unreviewed=Tasks("unreviewed", tuple(one for one in to_do if one.urgency is Urgency.UNREVIEWED)),
        done=Tasks("done", tuple(done[:DONE_SHOWN])),
    )


def _tasks(state: State, session: Session, presence: Presence) -> Iterator[Task]:
    glossary = glossary_of(state.programme, session.id) if state.programme else Glossary(())
    writers: dict[str, list[tuple[str, str]]] = {}
    for one in presence.readers:
        if one.view == "translate":
            writers.setdefault(one.question, []).append((one.actor, one.name))
    for question, at in _questions(state, session):
        urgency = _urgency(state, question)
        if urgency is not None:
            people = tuple(writers.get(question, ()))
            yield from _of_question(state, question, at, urgency, glossary, people)


def _questions(state: State, session: Session) -> Iterator[tuple[str, int]]:
    """The questions of a session, prepared and asked, each with its place in time."""
    yield from ((one.id, number) for number, one in enumerate(session.questions))
    for asked in state.questions.values():
        # What waits apart, from somebody who was muted, may never be published.
        apart = state.standings[asked.id].status is Status.PENDING and is_muted(state, asked.author)
        if asked.session == session.id and not apart:
            yield asked.id, asked.asked_at


def _urgency(state: State, question: str) -> Urgency | None:
    """How urgent a question is; None if nobody needs it in another language."""
    urgency = _URGENCY.get(state.standings[question].status)
    return Urgency.NEXT if urgency is Urgency.PUBLISHED and state.care(question).pinned else urgency


def _of_question(
    state: State,
    question: str,
    at: int,
    urgency: Urgency,
    glossary: Glossary,
    writers: tuple[tuple[str, str], ...],
) -> Iterator[Task]:
    now, edition, votes = worded(state, question), state.edition(question), supporters(state, question)
    words, present = now.text.in_(now.original), version(state, question)
    own = own_languages(state, question)
    for language in LANGUAGES:
        if language in own:
            continue
        made, id = edition.translation(language), f"{question}_{language}"
        kind = _kind(made, present)
        yield Task(
            f"task-{id}",
            question=question,
            language=language,
            kind=kind,
            urgency=urgency,
            at=at,
            wording=_as_worded(now),
            of=present,
            seen=edition.changes,
            offers=offers(glossary, words, now.original, language) if kind != "done" else (),
            votes=Votes(f"votes-{id}", votes),
            writers=Writers(f"writers-{id}", writers),
            present=made.text if made else "",
            by=staff_name(state, made.by) if made and not made.machine else "",
            changed=changes(made.source, words) if made and kind == "stale" and made.source else (),
        )


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
