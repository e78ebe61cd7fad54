"""A text cut at what screening found in it, so that a page can mark those pieces."""

from collections.abc import Iterable
from itertools import pairwise

import msgspec

from moderation.screening.finding import Finding


class Piece(msgspec.Struct, frozen=True):
    """A run of characters that is marked or not."""

    words: str
    marked: bool


def pieces(text: str, findings: Iterable[Finding]) -> tuple[Piece, ...]:
    """The text in pieces; empty if nothing in it is to be marked."""
    marked = [False] * len(text)
    for one in findings:
        end = min(one.start + one.length, len(text))
        marked[one.start : end] = [True] * max(0, end - one.start)
    if True not in marked:
        return ()
    cuts = [0, *(at for at in range(1, len(text)) if marked[at] != marked[at - 1]), len(text)]
    return tuple(Piece(text[a:b], marked[a]) for a, b in pairwise(cuts))
