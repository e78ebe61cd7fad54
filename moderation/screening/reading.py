"""A text read once, for any number of word lists: its words, in the forms in which a list may hold them."""

from functools import cached_property
from typing import NamedTuple

import regex

from moderation import segmenter
from moderation.screening.confusables import in_latin, spelled_out
from moderation.screening.folded import Folded, fold

UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_WORD = regex.compile(r"[[\p{L}\p{M}\p{N}@$]--[\p{Han}\p{Hiragana}\p{Katakana}ー]]+", regex.V1)
_LETTER = regex.compile(r"\p{L}")
# Most words are not: they need not be tried in any other form.
_DISGUISED = regex.compile(r"[0-9@$]|(\p{L})\1\1|[\p{L}--\p{Latin}]", regex.V1)
_STRETCHED = regex.compile(r"(\p{L})\1\1+")
# `A55` is a motorway and `5G` a network; from this length on, digits among letters may stand for letters.
_SPELLED_FROM = 4


class Word(NamedTuple):
    """What stands between spaces or punctuation, as it is and without its disguise."""

    forms: tuple[str, ...]
    start: int
    end: int


class Reading:
    """A text, its words found when they are first asked for."""

    def __init__(self, text: str) -> None:
        self.folded: Folded = fold(text)

    @cached_property
    def words(self) -> list[Word]:
        """The words of what has spaces between them; an apostrophe and a hyphen divide as a space does."""
        found = _WORD.finditer(self.folded.lower)
        return [Word(forms(one[0]), one.start(), one.end()) for one in found]

    def divided(self, start: int, end: int) -> bool:
        """Whether words of what has no spaces begin and end here, so that this is no piece of another."""
        return {start, end} <= self._breaks

    @cached_property
    def _breaks(self) -> frozenset[int]:
        return segmenter.breaks(self.folded.lower)


def forms(word: str) -> tuple[str, ...]:
    """A word in small letters, then in Latin ones, with letters for digits, and no longer stretched."""
    if not _DISGUISED.search(word):
        return (word,)
    plain = in_latin(word)
    if len(plain) >= _SPELLED_FROM and _LETTER.search(plain):
        plain = spelled_out(plain)
    shorter = (_STRETCHED.sub(r"\1\1", plain), _STRETCHED.sub(r"\1", plain))
    return tuple(dict.fromkeys((word, plain, *shorter)))
