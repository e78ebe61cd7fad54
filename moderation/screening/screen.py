"""Looks at a text on arrival, and says what a moderator should look at before the hall does."""

from collections.abc import Collection, Container, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from moderation import segmenter
from moderation.screening import confusables, imitation
from moderation.screening.contact import contacts
from moderation.screening.finding import Finding, Kind
from moderation.screening.reading import Reading
from moderation.screening.shipped import LANGUAGES, word_list
from moderation.screening.shouting import shouts
from moderation.screening.words import WordList
from moderation.text import fold_for_comparison

# From this many questions in the minute before, the next is part of a flood.
FLOOD = 3
# A text that is all findings needs no more of them to be looked at.
MOST_PIECES = 12


class Circumstances(NamedTuple):
    """What a text is looked at beside: none of it is found out here.

    `lists` by language; `texts` that were asked before in this session, as `fold_for_comparison` gives them;
    names of `staff` and speakers; and how many questions the same person asked in the minute before.
    """

    lists: Mapping[str, WordList]
    texts: Container[str] = frozenset()
    staff: Collection[str] = ()
    recent: int = 0


def screen(text: str, name: str, about: Circumstances) -> tuple[Finding, ...]:
    """What should be looked at: pieces of the text from its beginning, then what concerns text or name whole.

    A word, link, address or number without a length is in the name.
    """
    inside = sorted(_pieces(text, about.lists), key=lambda one: (one.start, -one.length))
    return (*islice(inside, MOST_PIECES), *_whole(text, name, about))


def warm_up() -> None:
    """Load dictionary, tables and lists now, so that the first question does not wait for them."""
    segmenter.warm_up()
    confusables.warm_up()
    imitation.warm_up()
    for language in LANGUAGES:
        word_list(language)


def _pieces(text: str, lists: Mapping[str, WordList]) -> Iterator[Finding]:
    reading = Reading(text)
    for kind, start, end in _places(reading, lists):
        yield Finding(kind, *reading.folded.span(start, end))
    for start, end in shouts(reading.folded.plain):
        yield Finding(Kind.SHOUTING, *reading.folded.span(start, end))


def _places(reading: Reading, lists: Mapping[str, WordList]) -> Iterator[tuple[Kind, int, int]]:
    words = dict.fromkeys(place for one in lists.values() for place in one.find(reading))
    yield from ((Kind.WORD, start, end) for start, end in words)
    yield from contacts(reading.folded.plain)


def _whole(text: str, name: str, about: Circumstances) -> Iterator[Finding]:
    in_name = {kind for kind, _, _ in _places(Reading(name), about.lists)}
    if imitation.imitates(name, about.staff):
        in_name.add(Kind.IMITATION)
    if fold_for_comparison(text) in about.texts:
        in_name.add(Kind.REPEATED)
    if about.recent >= FLOOD:
        in_name.add(Kind.FLOOD)
    yield from (Finding(kind) for kind in Kind if kind in in_name)
