"""Lists of words to look for: as whole words, in Japanese as whole words of a segmenter."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

import regex

from moderation.characters import normalised
from moderation.screening.folded import fold
from moderation.screening.reading import UNSPACED, Reading

_WORD = regex.compile(r"[[\p{L}\p{M}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}ー]]+", regex.V1)
_MARKS = regex.compile(r"\p{M}+")


class WordList:
    """What to look for in a language, and what to pass over although a listed word is in it."""

    def __init__(self, listed: Iterable[str], innocent: Iterable[str] = ()) -> None:
        self._listed, self._innocent = _Entries(listed), _Entries(innocent)

    def find(self, reading: Reading) -> list[tuple[int, int]]:
        """Where listed words begin and end in the folded text, from left to right, none within another."""
        found = sorted(self._listed.find(reading), key=lambda one: (one[0], -one[1]))
        passed = sorted(self._innocent.find(reading), reverse=True) if found else []
        kept: list[tuple[int, int]] = []
        # How far what has begun so far reaches: innocent words, and listed ones that were kept.
        covered = 0
        for start, end in found:
            while passed and passed[-1][0] <= start:
                covered = max(covered, passed.pop()[1])
            if end > covered:
                kept.append((start, end))
                covered = end
        return kept


class _Entries:
    """Entries by how they begin: words and phrases by their first word, the rest by its first character."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._phrases: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._pieces: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            self._add(fold(normalised(entry)).lower)
        self._beginnings = regex.compile("|".join(map(regex.escape, self._pieces)))

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        if self._phrases:
            yield from self._find_phrases(reading)
        if self._pieces:
            yield from self._find_pieces(reading)

    def _add(self, entry: str) -> None:
        words = tuple(_WORD.findall(entry))
        if words and not UNSPACED.search(entry):
            # On a phone accents are often left out, and a plural is as rude as its singular.
            for spelling in {words, tuple(_unaccented(word) for word in words)}:
                plural = (*spelling[:-1], spelling[-1] + "s")
                self._phrases[spelling[0]].add(spelling)
                self._phrases[plural[0]].add(plural)
            return
        # Where Japanese has a space, it may as well have none.
        for piece in {entry.strip(), "".join(entry.split())} - {""}:
            self._pieces[piece[0]].add(piece)

    def _find_phrases(self, reading: Reading) -> Iterator[tuple[int, int]]:
        words = reading.words
        for at, word in enumerate(words):
            for form in word.forms:
                for phrase in self._phrases.get(form, ()):
                    here = words[at : at + len(phrase)]
                    if len(here) == len(phrase) and all(
                        wanted in one.forms for wanted, one in zip(phrase, here, strict=True)
                    ):
                        yield word.start, here[-1].end

    def _find_pieces(self, reading: Reading) -> Iterator[tuple[int, int]]:
        lower = reading.folded.lower
        for beginning in self._beginnings.finditer(lower):
            at = beginning.start()
            for piece in self._pieces[beginning[0]]:
                end = at + len(piece)
                if lower.startswith(piece, at) and (not UNSPACED.search(piece) or reading.divided(at, end)):
                    yield at, end


def _unaccented(word: str) -> str:
    return normalised(_MARKS.sub("", unicodedata.normalize("NFD", word)))
