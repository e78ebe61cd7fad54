"""How alike two readings are: the words that they share, less what tells them apart.

The score of two questions depends on these two alone. What else the hall asks changes no score, so that
neither the order in which questions come nor the moment at which they are compared matters.
"""

from collections.abc import Iterator, Mapping
from math import fsum, prod

from moderation.similarity.reading import Reading

# From here on a question is suggested.
THRESHOLD = 0.54
# Scores have three digits: what rounding or another order of adding lifts to the threshold counts.
_ROUNDING = 0.001
# A few words in common prove little: the comparison begins as if this much were not shared.
_DOUBT = 0.45
# What only one of two questions says may be detail; when each says something else, they ask different things.
_LESSER_REST = 1.64
_GREATER_REST = 0.5

_OTHER_NUMBER = 0.5
_OTHER_PLACE = 0.5
_OTHER_ANSWER = 0.65
_NARROWER_ANSWER = 0.85
_CONTRARY = 0.6
# Who does something is often told by telling how it is done.
_HOW_AND_WHO = {"how", "who"}
# What an open wording seldom means.
_NARROW = frozenset({"why", "when", "where", "how many", "who"})


def likeness(one: Reading, other: Reading, alike: Mapping[str, Mapping[str, float]]) -> float:
    """From 0 to 1, the same both ways round; 1 when the texts are the same.

    `alike` has for each word of `one` the words that look like it.
    """
    if one.key == other.key:
        return 1.0
    common = _common(one.words, other.words, alike)
    rests = sorted((fsum(one.words.values()) - common, fsum(other.words.values()) - common))
    share = common / (common + _DOUBT + _LESSER_REST * rests[0] + _GREATER_REST * rests[1])
    return round(share * prod(sorted(_penalties(one, other))), 3)


def least_common(weight: float) -> float:
    """How much of its weight a question must share with any other to be suggested with it."""
    share = THRESHOLD - _ROUNDING
    return share * (_DOUBT + _GREATER_REST * weight) / (1 - share + share * _GREATER_REST)


def _common(
    weights: Mapping[str, float],
    other_weights: Mapping[str, float],
    alike: Mapping[str, Mapping[str, float]],
) -> float:
    shared = weights.keys() & other_weights.keys()
    found = [min(weights[word], other_weights[word]) for word in shared]
    left, other_left = weights.keys() - shared, other_weights.keys() - shared
    twins = [
        (likeness, word, twin)
        for word in left
        for twin, likeness in alike[word].items()
        if twin in other_left
    ]
    # The closest first, as a word is a slip of one other only; then by name, whichever way round they came.
    for likeness, word, twin in sorted(twins, key=lambda found: (-found[0], found[1:])):
        if word in left and twin in other_left:
            left.discard(word)
            other_left.discard(twin)
            found.append(likeness * min(weights[word], other_weights[twin]))
    return fsum(found)


def _penalties(one: Reading, other: Reading) -> Iterator[float]:
    if one.numbers and other.numbers and one.numbers.isdisjoint(other.numbers):
        yield _OTHER_NUMBER
    if one.places and other.places and one.places.isdisjoint(other.places):
        yield _OTHER_PLACE
    if one.negated != other.negated:
        yield _CONTRARY
    if one.asks != other.asks:
        if one.asks and other.asks and {one.asks, other.asks} != _HOW_AND_WHO:
            yield _OTHER_ANSWER
        elif not _NARROW.isdisjoint((one.asks, other.asks)):
            yield _NARROWER_ANSWER
