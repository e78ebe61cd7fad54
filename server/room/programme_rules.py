"""What must hold in a programme beyond its shape: ids, references, numbers that make sense."""

import re
from collections.abc import Iterator

from moderation.text import graphemes
from server.room.programme import Option, Poll, Programme, Session, Speaker, Term
from server.room.programme_paths import Finding, Path, parts, written
from server.room.programme_shape import noun
from server.room.programme_values import listed, nearest
from server.room.wording import LANGUAGES

MOST_OPTIONS = 26
MOST_MINUTES = 24 * 60
LONGEST_READING = 80


def broken_rules(programme: Programme) -> Iterator[Finding]:
    """Everything that keeps the programme from being run."""
    yield from _meeting(programme)
    yield from _ids(programme)
    for number, session in enumerate(programme.sessions):
        yield from _references(programme, session, ("sessions", number))
    for path, part in parts(programme):
        yield from _sdgs(getattr(part, "sdgs", ()), (*path, "sdgs"))
        if isinstance(part, Poll):
            yield from _poll(part, path)
        if isinstance(part, Session) and not 0 <= part.minutes <= MOST_MINUTES:
            yield Finding((*path, "minutes"), f"must be from 1 to {MOST_MINUTES}, or left out")
        if isinstance(part, Term):
            yield from _term(part, path)
        if isinstance(part, Speaker) and part.language not in LANGUAGES:
            yield Finding((*path, "language"), f"must be {listed(LANGUAGES, 'or')}")


def _meeting(programme: Programme) -> Iterator[Finding]:
    if not re.fullmatch(r"[A-Z2-9]{4,8}", programme.code):
        # 0 and 1 are left out because, read from a screen, they are taken for O and I.
        yield Finding(("code",), "must be 4 to 8 capital letters or digits from 2 to 9, such as AIX7")
    two = programme.languages
    if len(two) != 2 or len(set(two)) != 2 or not set(two) <= set(LANGUAGES):
        yield Finding(("languages",), f"must be two different ones of {listed(LANGUAGES, 'and')}")
    for key in ("halls", "sessions"):
        if not getattr(programme, key):
            yield Finding((key,), f"there must be at least one: [[{key}]]")


def _ids(programme: Programme) -> Iterator[Finding]:
    first: dict[tuple[str, Path, str], Path] = {}
    for path, part in parts(programme):
        if not isinstance(id := getattr(part, "id", None), str):
            continue
        here = (*path, "id")
        if not re.fullmatch(r"[a-z0-9-]{1,15}", id):
            yield Finding(here, f'"{id}" must be 1 to 15 of a–z, 0–9 and -')
        # Ids are unique in the whole file, except that every poll may have its option a.
        scope = path[:-1] if isinstance(part, Option) else ()
        before = first.setdefault((noun(type(part)), scope, id), path)
        if before != path:
            yield Finding(here, f'"{id}" is already the id of {written(before)}')


def _references(programme: Programme, session: Session, path: Path) -> Iterator[Finding]:
    halls = [hall.id for hall in programme.halls]
    delegations = [delegation.id for delegation in programme.delegations]
    themes = [theme.id for theme in session.themes]
    if halls:
        yield from _known("hall", session.hall, halls, (*path, "hall"))
    for number, speaker in enumerate(session.speakers):
        if speaker.delegation:
            here = (*path, "speakers", number, "delegation")
            yield from _known("delegation", speaker.delegation, delegations, here)
    for key in ("questions", "polls"):
        for number, one in enumerate(getattr(session, key)):
            if one.theme:
                yield from _known("theme", one.theme, themes, (*path, key, number, "theme"))


def _known(thing: str, id: str, ids: list[str], path: Path) -> Iterator[Finding]:
    if id not in ids:
        meant = nearest(id, ids)
        hint = f'did you mean "{meant}"?' if meant else f"there is {listed(ids, 'and') or 'none'}"
        yield Finding(path, f'no {thing} has the id "{id}"; {hint}')


def _sdgs(sdgs: tuple[int, ...], path: Path) -> Iterator[Finding]:
    for number, sdg in enumerate(sdgs):
        if not 1 <= sdg <= 17:
            yield Finding((*path, number), f"there is no goal {sdg}; they are numbered from 1 to 17")
        elif sdg in sdgs[:number]:
            yield Finding((*path, number), f"goal {sdg} is named twice")


def _poll(poll: Poll, path: Path) -> Iterator[Finding]:
    many = len(poll.options)
    if not 2 <= many <= MOST_OPTIONS:
        yield Finding((*path, "options"), f"a poll needs from 2 to {MOST_OPTIONS} options, not {many}")
    elif not 0 <= poll.at_most <= many:
        yield Finding((*path, "at_most"), f"{poll.at_most} choices out of {many} options are not possible")
    if poll.at_most and poll.kind == "single":
        yield Finding((*path, "at_most"), 'only a poll of kind = "multiple" has a limit')


def _term(term: Term, path: Path) -> Iterator[Finding]:
    if len(list(term.term.languages())) == 1:
        yield Finding((*path, "term"), "must be in two languages at least: a glossary says what it is called")
    if graphemes(term.reading) > LONGEST_READING or "\n" in term.reading:
        yield Finding((*path, "reading"), f"must be on one line of at most {LONGEST_READING} characters")
