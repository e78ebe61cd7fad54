"""A text in the meeting's languages, and which of them to show to whom."""

from collections.abc import Iterator

import msgspec

LANGUAGES = ("fr", "ja", "en")


class Text(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One text in up to three languages; an empty string means that this language is missing."""

    fr: str = ""
    ja: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.fr or self.ja or self.en)

    def in_(self, lang: str) -> str:
        """The text in exactly this language, or an empty string."""
        return str(getattr(self, lang)) if lang in LANGUAGES else ""

    def best(self, lang: str) -> tuple[str, str]:
        """(language, text) for a reader of `lang`: theirs, else English, else whatever exists."""
        for choice in (lang, "en", *LANGUAGES):
            if words := self.in_(choice):
                return choice, words
        return lang, ""

    def languages(self) -> Iterator[str]:
        """The languages in which this text exists, in the house order."""
        return (lang for lang in LANGUAGES if self.in_(lang))


def text_in(lang: str, words: str) -> Text:
    """A text that so far exists in one language only."""
    match lang:
        case "fr":
            return Text(fr=words)
        case "ja":
            return Text(ja=words)
        case _:
            return Text(en=words)
