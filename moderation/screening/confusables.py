"""Characters that are taken for one another: a Cyrillic letter for a Latin one, a zero for an O."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import msgspec
import regex

from moderation.characters import normalised

# The marks of Latin, Greek and Cyrillic letters; か is not taken for が.
_MARKS = regex.compile("[\u0300-\u036f]+")
_FOREIGN = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
# What people write for letters although it looks only somewhat like them, as in `m3rd3` and `$hit`.
_SPELLED = str.maketrans("013457$@", "oieastsa")
# Unicode takes `I`, `1` and `|` for `l` and keeps `i` apart, which no longer works without case.
_LAST = _SPELLED | str.maketrans("1i|", "lll")


class _Homoglyph(msgspec.Struct):
    c: str


def skeleton(text: str) -> str:
    """A key that two names share when one can be taken for the other; never shown.

    Case hides some likenesses and makes others: `Η` looks like `H` and its small form `η` like nothing Latin.
    So letters are replaced before and after it.
    """
    once = _replaced(_bare(normalised(text, "NFKC")))
    return _replaced(_bare(once.casefold())).casefold().translate(_LAST)


def in_latin(word: str) -> str:
    """The word with each letter of another script replaced by the Latin one that it looks like, if any."""
    table = _table()
    return _FOREIGN.sub(lambda found: table.get(found[0], found[0]), word)


def spelled_out(word: str) -> str:
    """The word with letters where it has digits and signs in their place."""
    return word.translate(_SPELLED)


def warm_up() -> None:
    """Load the table now, so that the first name does not wait for it."""
    _table()


def _bare(text: str) -> str:
    return normalised(_MARKS.sub("", unicodedata.normalize("NFD", text)))


def _replaced(text: str) -> str:
    table = _table()
    return "".join(table.get(one, one) for one in text)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, str]:
    """Unicode's table of confusable characters, each with the one that stands for all that look like it.

    The package lists for every character all that it is connected with: many if it stands for them, and only
    one if it is stood for. Of two that have nobody but each other, the first stands for both.
    """
    data = files("confusable_homoglyphs").joinpath("confusables.json").read_bytes()
    alike = msgspec.json.decode(data, type=dict[str, list[_Homoglyph]])
    table: dict[str, str] = {}
    for one, others in alike.items():
        other = others[0].c
        mutual = len(alike[other]) == 1 and one < other
        if len(one) == 1 and len(others) == 1 and not mutual:
            table[one] = other
    return table
