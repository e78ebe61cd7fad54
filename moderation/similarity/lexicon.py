"""What is known of a language beforehand: the words that say little, those that say the same, and places."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

import regex


class Lexicon(NamedTuple):
    """A language's words by their keys, and the patterns that tell what kind of answer is wanted."""

    stem: Callable[[str], str]
    silent: frozenset[str]
    light: frozenset[str]
    same: Mapping[str, str]
    places: frozenset[str]
    respelt: Mapping["regex.Pattern[str]", str]
    asks: Mapping[str, "regex.Pattern[str]"]
    negated: "regex.Pattern[str]"

    def key(self, word: str) -> str:
        """The one word that stands for all forms of this one, and for all others that say the same."""
        stem = self.stem(word)
        return self.same.get(stem, stem)

    def respell(self, text: str) -> str:
        """The text with each phrase that has a shorter name called by that name."""
        for phrase, name in self.respelt.items():
            text = phrase.sub(name, text)
        return text

    def asked(self, text: str) -> str:
        """The kind of answer wanted, by the first pattern that fits; empty when the wording is open."""
        return next((kind for kind, pattern in self.asks.items() if pattern.search(text)), "")


def lexicon(
    *,
    stem: Callable[[str], str],
    silent: str,
    light: str,
    same: str,
    places: str,
    respelt: Mapping[str, str],
    asks: Mapping[str, str],
    negated: str,
) -> Lexicon:
    """A lexicon from lists as people keep them: spaces between words, a line for those that say the same."""
    groups = [[stem(word) for word in line.split()] for line in same.strip().splitlines()]
    keys = {word: group[0] for group in groups for word in group}
    return Lexicon(
        stem=stem,
        silent=frozenset(silent.split()),
        light=_keyed(light, stem, keys),
        same=keys,
        places=_keyed(places, stem, keys),
        respelt={regex.compile(phrase): name for phrase, name in respelt.items()},
        asks={kind: regex.compile(pattern) for kind, pattern in asks.items()},
        negated=regex.compile(negated),
    )


def bare(text: str) -> str:
    """The text without accents and ligatures, as `cœur d'été` is `coeur d'ete`; not for Japanese marks."""
    apart = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("æ", "ae"))
    return "".join(character for character in apart if not unicodedata.combining(character))


def _keyed(words: str, stem: Callable[[str], str], keys: Mapping[str, str]) -> frozenset[str]:
    return frozenset(keys.get(stem(word), stem(word)) for word in words.split())
