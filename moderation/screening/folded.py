"""A text as screening reads it: without width and case, each character still knowing where it came from."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import regex

from moderation.characters import GRAPHEME, normalised

# Long enough to be quick, short enough that one full-width sign leaves most of the text as it is.
_STRETCH = regex.compile(r"(?s).{1,8}[\p{M}\p{GCB=Extend}]*")


class Folded(NamedTuple):
    """`plain` has one width, `lower` one case as well; both have the same places, counted alike."""

    plain: str
    lower: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece begins in the text as typed, and how long it is there; a piece is never empty."""
        first = self.starts[start]
        return first, self.ends[end - 1] - first


def fold(text: str) -> Folded:
    """The text folded; in linear time whatever it holds."""
    if _is_plain(text):
        return Folded(text, lowered(text), range(len(text)), range(1, len(text) + 1))
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for stretch in _STRETCH.finditer(text):
        start, end = stretch.span()
        if _is_plain(stretch[0]):
            folded.append(stretch[0])
            starts += range(start, end)
            ends += range(start + 1, end + 1)
            continue
        for grapheme in GRAPHEME.finditer(stretch[0]):
            piece = normalised(grapheme[0], "NFKC")
            folded.append(piece)
            starts += [start + grapheme.start()] * len(piece)
            ends += [start + grapheme.end()] * len(piece)
    plain = "".join(folded)
    return Folded(plain, lowered(plain), starts, ends)


def lowered(plain: str) -> str:
    """The text in one case and as long as before; `ß` stays, since `ss` would move what follows."""
    lower = plain.casefold()
    if len(lower) == len(plain):
        return lower
    return "".join(one if len(small := one.casefold()) > 1 else small for one in plain)


def _is_plain(text: str) -> bool:
    return unicodedata.is_normalized("NFKC", text)
