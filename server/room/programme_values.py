"""The single values of a programme file: texts, choices, numbers; and how to say what is wrong with one."""

import datetime
import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from moderation.text import clean
from server.room.programme_paths import Finding, Path
from server.room.wording import LANGUAGES, Text

_IN_WORDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    (str, "a text in quotes"),
    (int, "a whole number"),
    (float, "a number with decimals"),
    (list, "a list in [ ]"),
    (dict, "a table"),
    ((datetime.date, datetime.time), "a date or a time"),
)


def typed(kind: type, raw: object, path: Path, found: list[Finding]) -> Any:
    """The raw value when it is of this kind, else None and a finding."""
    # To Python, true is the number 1; to an organiser, it is not.
    if isinstance(raw, kind) and (kind is bool or not isinstance(raw, bool)):
        return raw
    found.append(Finding(path, f"must be {_in_words(kind())}, not {_in_words(raw)}"))
    return None


def text(raw: object, path: Path, found: list[Finding]) -> Text:
    """A text per language; one in plain quotes, such as a proper name, is the same in all of them."""
    if isinstance(raw, str):
        words = _words(raw, path, found)
        return Text(fr=words, ja=words, en=words)
    if not isinstance(raw, dict):
        wanted = 'a text in quotes or { fr = "…", ja = "…", en = "…" }'
        found.append(Finding(path, f"must be {wanted}, not {_in_words(raw)}"))
        return Text()
    if not raw:
        found.append(Finding(path, "empty; write the text in at least one language"))
    unknown = f"unknown language; a text has {listed(LANGUAGES, 'and')}"
    found.extend(Finding((*path, key), unknown) for key in raw if key not in LANGUAGES)
    return Text(**{lang: _words(raw[lang], (*path, lang), found) for lang in LANGUAGES if lang in raw})


def choice(choices: Collection[str], raw: object, path: Path, found: list[Finding]) -> str:
    """The raw value when it is one of the choices, else a finding and the nearest of them."""
    if isinstance(raw, str) and raw in choices:
        return raw
    shown = f'"{raw}"' if isinstance(raw, str) else _in_words(raw)
    wanted = listed([f'"{one}"' for one in choices], "or")
    found.append(Finding(path, f"must be {wanted}, not {shown}"))
    return nearest(str(raw), choices) or next(iter(choices))


def nearest(word: str, words: Collection[str]) -> str:
    """The word that was probably meant, or an empty string."""
    return next(iter(get_close_matches(word, list(words), n=1)), "")


def listed(words: Collection[str], last: str) -> str:
    """The words as a list in a sentence: `a, b and c`."""
    *first, final = words or ("",)
    return f"{', '.join(first)} {last} {final}" if first else final


def _words(raw: object, path: Path, found: list[Finding]) -> str:
    words = typed(str, raw, path, found)
    if words is None:
        return ""
    words = clean(words)
    if not words:
        found.append(Finding(path, "empty; write the text, or leave this key out"))
    return _french_spaces(words) if path[-1] == "fr" else words


def _french_spaces(words: str) -> str:
    """Organisers type plain spaces; on a screen, no French line may begin with a question mark."""
    return re.sub(r" (?=[:»])|(?<=«) ", "\u00a0", re.sub(r" (?=[?!;])", "\u202f", words))


def _in_words(value: object) -> str:
    return next(words for kind, words in _IN_WORDS if isinstance(value, kind))
