"""Pairs of people and ballots: the nearest ones first, everybody once."""

from collections.abc import Iterable
from typing import NamedTuple


class Pair(NamedTuple):
    """A person and a ballot, by its number, that are so far from each other."""

    distance: float
    person: str
    ballot: int


def nearest(pairs: Iterable[Pair]) -> dict[str, int]:
    """By person, the number of the ballot that is probably theirs."""
    found: dict[str, int] = {}
    taken: set[int] = set()
    for _, person, ballot in sorted(pairs):
        if person not in found and ballot not in taken:
            found[person] = ballot
            taken.add(ballot)
    return found
