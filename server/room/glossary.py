"""Which words and names of a text have an equivalent that the meeting has settled on; pure."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from moderation.characters import normalised
from server.room.programme import Programme, Session, Term

_LATIN_MARKS = regex.compile(r"(\p{Latin})\p{M}+")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
# Shorter words, such as `bus` or `eux`, are not plurals of anything.
_SHORTEST_PLURAL = 4

_Span = tuple[int, int]


class Offer(NamedTuple):
    """An equivalent to take over: the word as in the glossary, what it becomes, how that is read."""

    word: str
    equivalent: str
    reading: str = ""


class Glossary:
    """The terms that count in a session, the nearest first; made anew only when the programme is."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = tuple(terms)
        self._known: dict[tuple[str, str], dict[str, Term]] = {}

    @property
    def terms(self) -> tuple[Term, ...]:
        """All of them."""
        return self._terms

    def between(self, language: str, into: str) -> dict[str, Term]:
        """What is known in both languages, by its name in the first."""
        pair = (language, into)
        if pair not in self._known:
            both = [one for one in self._terms if one.term.in_(language) and one.term.in_(into)]
            self._known[pair] = {one.term.in_(language): one for one in reversed(both)}
        return self._known[pair]


@lru_cache(maxsize=64)
def glossary_of(programme: Programme, session: str) -> Glossary:
    """The glossary of a session, then of the meeting, then the names of speakers and delegations."""
    planned = programme.session(session)
    own = planned.glossary if planned else ()
    return Glossary((*own, *programme.glossary, *_names(programme, planned)))


def _names(programme: Programme, session: Session | None) -> Iterator[Term]:
    speakers = session.speakers if session else ()
    yield from (Term(one.name) for one in speakers)
    yield from (Term(one.name) for one in programme.delegations)


# A full session into two languages: whoever looks at all of it again must not work it out again.
@lru_cache(maxsize=20_000)
def offers(glossary: Glossary, words: str, language: str, into: str) -> tuple[Offer, ...]:
    """What to offer for a text in `language` that is put `into` another, in the order of the text.

    A word within a longer one of the glossary is not offered by itself: of `développement durable` only the
    whole.
    """
    known = glossary.between(language, into)
    places = {name: _places(name, words, language) for name in known}
    found = [
        (places[name][0], name)
        for name in known
        if any(not _within(here, name, places) for here in places[name])
    ]
    return tuple(_offer(known[name], language, into) for _, name in sorted(found))


def _offer(term: Term, language: str, into: str) -> Offer:
    reading = term.reading if "ja" in (language, into) else ""
    return Offer(term.term.in_(language), term.term.in_(into), reading)


def _within(span: _Span, name: str, places: dict[str, list[_Span]]) -> bool:
    """Whether something longer of the glossary stands in the same place."""
    start, end = span
    others = (other for longer, spans in places.items() if longer != name for other in spans)
    return any(first <= start and end <= last and last - first > end - start for first, last in others)


def _places(name: str, words: str, language: str) -> list[_Span]:
    """Where a name stands in a text: in Japanese anywhere, otherwise as whole words, counted in words."""
    if language == "ja":
        return list(_runs(_plain(name), _plain(words)))
    return list(_runs(_words(name), _words(words)))


def _runs(wanted: str | tuple[str, ...], where: str | tuple[str, ...]) -> Iterator[_Span]:
    length = len(wanted)
    if length and wanted[0] in where:
        starts = (at for at, first in enumerate(where) if first == wanted[0])
        yield from ((at, at + length) for at in starts if where[at : at + length] == wanted)


@lru_cache(maxsize=4_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_singular(found[0]) for found in _WORD.finditer(_plain(text)))


def _singular(word: str) -> str:
    return word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] in "sx" else word


@lru_cache(maxsize=4_000)
def _plain(text: str) -> str:
    """The text for comparing: without case and width and, on Latin letters, without accents."""
    folded = normalised(text, "NFKC").casefold().translate(_LIGATURES)
    return normalised(_LATIN_MARKS.sub(r"\1", unicodedata.normalize("NFD", folded)))
