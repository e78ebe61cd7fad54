"""The likelihood of guesses is exact, and a leak of a few is not taken for luck."""

from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest

from tests.secrecy.chance import likelihood, score


@pytest.mark.parametrize("guesses", ["aabbc-", "aaaaaa", "------", "cba-aa", "ddaaaa"])
def test_it_is_the_share_of_all_ways_to_deal_the_tally_out(guesses: str) -> None:
    truth = "aaabbc"
    dealt = [sum(map(str.__eq__, guesses, way)) for way in permutations(truth)]
    given = Counter(guesses.replace("-", ""))
    for right in range(len(given) and given.total() + 1):
        share = Fraction(sum(hits >= right for hits in dealt), len(dealt))
        assert likelihood(right, given, Counter(truth)) == share


def test_whoever_says_what_most_chose_knows_nothing() -> None:
    truth = {str(number): "a" if number % 3 else "b" for number in range(90)}
    assert score(dict.fromkeys(truth, "a"), truth).likelihood == 1
    assert not score({}, truth).is_leak


def test_whoever_knows_a_third_of_the_hall_knows_something() -> None:
    truth = {str(number): "abc"[number % 3] for number in range(90)}
    known = {person: choice for person, choice in truth.items() if int(person) < 30}
    assert score(known, truth).is_leak
