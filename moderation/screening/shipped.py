"""The word lists that Entaku brings: those carried in static/vendor/words, and our choices about them."""

import tomllib
from functools import lru_cache
from importlib.resources import files

import msgspec

from moderation.screening.words import WordList

LANGUAGES = ("fr", "ja", "en")


class Choices(msgspec.Struct, frozen=True):
    """What we leave out of a carried list and add to it, and the phrases in which its words are not rude."""

    left_out: frozenset[str] = frozenset()
    added: tuple[str, ...] = ()
    passed_over: frozenset[str] = frozenset()


# A meeting has one list for each language; a few more come from what its organiser changes.
@lru_cache(maxsize=64)
def word_list(language: str, listed: tuple[str, ...] = (), innocent: tuple[str, ...] = ()) -> WordList:
    """What to look for in a language, with the organiser's own words and without those that never are.

    What we pass over is found all the same if the organiser lists it.
    """
    passed = choices().get(language, Choices()).passed_over - {*listed}
    return WordList((*shipped(language), *listed), (*passed, *innocent))


def shipped(language: str) -> tuple[str, ...]:
    """The entries for a language before the organiser's own; none for one that we bring no list of."""
    if language not in LANGUAGES:
        return ()
    ours = choices()[language]
    return (*(entry for entry in carried(language) if entry not in ours.left_out), *ours.added)


@lru_cache(maxsize=1)
def choices() -> dict[str, Choices]:
    """Our choices by language."""
    text = files("moderation.screening").joinpath("choices.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Choices])


def carried(language: str) -> list[str]:
    """A list as it was published."""
    path = files("moderation").joinpath("..", "static", "vendor", "words", f"{language}.json")
    return msgspec.json.decode(path.read_bytes(), type=list[str])
