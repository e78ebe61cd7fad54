"""Divides a text into words as Japanese has them, without spaces; other scripts pass through it as well."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sudachipy.sudachipy import Dictionary, MorphemeList, PosMatcher, SplitMode, Tokenizer

# Nouns, verbs, adjectives, adjectival nouns and adverbs, by the names that the dictionary gives them.
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞"})
# Sudachi refuses more than 49,149 bytes at once, and a code point may become 33 bytes when it normalises.
_PIECE = 1000


class Token(NamedTuple):
    """A word as it stands in the text, the form that its spellings share, and where it begins."""

    surface: str
    base: str
    start: int
    is_content: bool


def words(text: str) -> list[Token]:
    """The text from its first word to its last, by code points; spaces and punctuation are words too.

    Not for two threads at once: the tokenizer keeps its place between calls.
    """
    _, is_content = _loaded()
    # One ligature can become several words, of which all but one have nothing left in the text.
    return [
        Token(surface, word.normalized_form(), offset + word.begin(), is_content(word))
        for offset, morphemes in _analysed(text)
        for word in morphemes
        if (surface := word.surface())
    ]


def breaks(text: str) -> frozenset[int]:
    """Where the words of the text begin and end: the same as `words` says, in half the time."""
    starts = (offset + word.begin() for offset, morphemes in _analysed(text) for word in morphemes)
    return frozenset((*starts, len(text)))


def warm_up() -> None:
    """Load the dictionary now, so that the first text does not wait for it."""
    words("準備")


def _analysed(text: str) -> Iterator[tuple[int, MorphemeList]]:
    sudachi, _ = _loaded()
    # What is no character would be refused; replaced one for one, it moves nothing.
    encodable = text.encode("utf-8", "replace").decode("utf-8")
    for start in range(0, len(encodable), _PIECE):
        yield start, sudachi.tokenize(encodable[start : start + _PIECE])


@lru_cache(maxsize=1)
def _loaded() -> tuple[Tokenizer, PosMatcher]:
    dictionary = Dictionary(dict="small")
    # The shortest units, so that a word is found in a compound and two compounds can share one.
    tokenizer = dictionary.tokenizer(SplitMode.A, fields={"pos", "normalized_form"})
    return tokenizer, dictionary.pos_matcher(lambda pos: pos[0] in _CONTENT)
