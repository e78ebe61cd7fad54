"""What a question is about, read from a text: its words, numbers and places, and the answer it wants."""

from collections.abc import Iterable
from typing import NamedTuple

import regex

from moderation import segmenter
from moderation.similarity import english, french, japanese
from moderation.similarity.lexicon import bare
from moderation.text import fold_for_comparison

# How much a word that every other question has counts, beside a word that says what a question is about.
_LIGHT = 0.3
# An apostrophe ends a word: `l'eau` and `d'eau` are about the same.
_WORD = regex.compile(r"[^\W_]+")
_NUMBER = regex.compile(r"\d+")
_LEXICONS = {"fr": french.LEXICON, "ja": japanese.LEXICON, "en": english.LEXICON}


class Reading(NamedTuple):
    """A text as it is compared: as a whole by its key, or by its words, each with its weight."""

    key: str
    words: dict[str, float]
    numbers: frozenset[str]
    places: frozenset[str]
    asks: str
    negated: bool


def read(language: str, text: str) -> Reading:
    """The text as it is compared with others in its language."""
    lexicon = _LEXICONS[language]
    key = fold_for_comparison(text).rstrip("?")
    plain = lexicon.respell(key if language == "ja" else bare(key))
    words = _japanese_words(plain) if language == "ja" else _WORD.findall(plain)
    keys = dict.fromkeys(lexicon.key(word) for word in words if word not in lexicon.silent)
    return Reading(
        key=key,
        words={word: _LIGHT if word in lexicon.light else 1.0 for word in keys},
        numbers=frozenset(_NUMBER.findall(plain)),
        places=lexicon.places & keys.keys(),
        asks=lexicon.asked(plain),
        negated=lexicon.negated.search(plain) is not None,
    )


def _japanese_words(text: str) -> Iterable[str]:
    return (
        token.base.casefold() for token in segmenter.words(text) if token.is_content and token.base.isalnum()
    )
