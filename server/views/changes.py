"""What became of a text: the pieces of the old and the new one, so that a page can show what was changed."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

import msgspec
import regex

# Words in Latin script; Japanese, which has no spaces, is compared by single characters.
_JAPANESE = r"\p{Hiragana}\p{Katakana}\p{Han}"
_WORD = regex.compile(
    rf"[{_JAPANESE}]|\s+|[\p{{L}}\p{{M}}\p{{N}}--[{_JAPANESE}]]+|.", regex.V1 | regex.DOTALL
)


class Piece(msgspec.Struct, frozen=True):
    """A run of words that stayed, went or came."""

    fate: Literal["kept", "gone", "new"]
    words: str


@lru_cache(maxsize=1_000)
def changes(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in which both texts can be read: without the new ones the old text, and the other way."""
    return tuple(_pieces(_WORD.findall(before), _WORD.findall(after)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("kept", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))
