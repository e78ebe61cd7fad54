"""The index of a hall's questions by likeness: which are near a question, as it arrives or as it changes."""

from typing import NamedTuple

from moderation.similarity.reading import read
from moderation.similarity.shelf import Shelf

LANGUAGES = ("fr", "ja", "en")


class Texts(NamedTuple):
    """A question's text in each language that it has so far, its original among them."""

    fr: str = ""
    ja: str = ""
    en: str = ""


class Near(NamedTuple):
    """A question that may ask the same, and how likely that is, up to 1."""

    question: str
    score: float


class Likeness:
    """The questions of a hall, compared in every language in which two of them have a text."""

    def __init__(self) -> None:
        self._texts: dict[str, Texts] = {}
        self._shelves = {language: Shelf() for language in LANGUAGES}

    def put(self, question: str, texts: Texts) -> None:
        """Take in a question that is new, or has been edited or translated."""
        before = self._texts.get(question, Texts())
        for language, was, now in zip(LANGUAGES, before, texts, strict=True):
            if was != now:
                shelf = self._shelves[language]
                if was:
                    shelf.drop(question)
                if now:
                    shelf.put(question, read(language, now))
        self._texts[question] = texts

    def drop(self, question: str) -> None:
        """Let go of a question; one that is not here has been let go of already."""
        self.put(question, Texts())
        del self._texts[question]

    def near(self, question: str, limit: int | None = None) -> tuple[Near, ...]:
        """The questions that may ask the same as this one, the likeliest first; all, or so many of them."""
        best: dict[str, float] = {}
        for language, text in zip(LANGUAGES, self._texts.get(question, Texts()), strict=True):
            if text:
                for other, score in self._shelves[language].near(question).items():
                    best[other] = max(score, best.get(other, 0.0))
        return tuple(sorted((Near(*found) for found in best.items()), key=closest)[:limit])


def closest(near: Near) -> tuple[float, str]:
    """The key by which the likeliest comes first, and of those equally likely the first by its id."""
    return -near.score, near.question
