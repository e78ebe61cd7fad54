"""How likely it is that guesses were right by chance: exactly, for the tally that everybody knows."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate
from math import comb, perm
from typing import NamedTuple

Guesses = Mapping[str, str]
"""By participant, what an attacker believes that they chose; whoever is not in it was not guessed."""

# Far below what luck does in all the runs that there will ever be, far above what a leak gives.
BY_LUCK = 1e-6


class Score(NamedTuple):
    """How many guesses were right, and how likely as many are for whoever knows only the tally."""

    right: int
    guessed: int
    expected: float
    likelihood: float

    @property
    def is_leak(self) -> bool:
        """Whether luck does not explain it."""
        return self.likelihood < BY_LUCK

    def __str__(self) -> str:
        luck = f"chance gives {self.expected:.1f}, or as many with a likelihood of {self.likelihood:.1g}"
        return f"{self.right} of {self.guessed} named right; {luck}"


def score(guesses: Guesses, truth: Mapping[str, str]) -> Score:
    """Score guesses against the truth about these people; guesses about others do not count."""
    guessed = {person: choice for person, choice in guesses.items() if person in truth}
    right = sum(truth[person] == choice for person, choice in guessed.items())
    given, tally = Counter(guessed.values()), Counter(truth.values())
    expected = sum(count * tally[choice] for choice, count in given.items()) / max(1, len(truth))
    return Score(right, len(guessed), expected, float(likelihood(right, given, tally)))


def likelihood(right: int, given: Mapping[str, int], tally: Mapping[str, int]) -> Fraction:
    """P(at least so many are right) when all ways to deal the tally out to its voters are as likely.

    By factorial moments: `ways[k]` counts the ways to pick k guesses and to make all of them come true.
    """
    voters, ways = sum(tally.values()), [1]
    for choice, count in given.items():
        mine = [comb(count, k) * perm(tally.get(choice, 0), k) for k in range(count + 1)]
        ways = [
            sum(ways[i] * mine[k - i] for i in range(max(0, k - count), min(k, len(ways) - 1) + 1))
            for k in range(len(ways) + count)
        ]
    moments = [Fraction(way, perm(voters, k) or 1) for k, way in enumerate(ways)]
    exactly = [
        sum(((-1) ** (k - hits) * comb(k, hits) * moments[k] for k in range(hits, len(moments))), Fraction())
        for hits in range(len(moments))
    ]
    return list(accumulate(exactly[::-1]))[::-1][right]
