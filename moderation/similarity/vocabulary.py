"""The words of one language that a hall has used so far, and which of them are written almost alike."""

from collections.abc import Mapping

# Shorter words are too easily alike; a few characters of Japanese say as much as a longer word of letters.
_SHORTEST = 5
_SHORTEST_JAPANESE = 3
# The share of neighbouring letters that two words have in common when one may be a slip of the other.
_LOOKALIKE = 0.66


class Vocabulary:
    """Words, found by their pairs of neighbouring letters."""

    def __init__(self) -> None:
        self._by_pair: dict[str, set[str]] = {}
        self._alike: dict[str, dict[str, float]] = {}

    def learn(self, word: str) -> None:
        """Take a new word in, and see once and for all which others look like it."""
        self._alike[word] = alike = self._lookalikes(word)
        for other, likeness in alike.items():
            self._alike[other][word] = likeness
        for pair in _pairs(word):
            self._by_pair.setdefault(pair, set()).add(word)

    def forget(self, word: str) -> None:
        """Let go of a word that no question has any more."""
        for other in self._alike.pop(word):
            del self._alike[other][word]
        for pair in _pairs(word):
            discard(self._by_pair, pair, word)

    def alike(self, word: str) -> Mapping[str, float]:
        """The other words that look like this one, which was learned, each with how much."""
        return self._alike[word]

    def _lookalikes(self, word: str) -> dict[str, float]:
        pairs = _pairs(word)
        common: dict[str, int] = {}
        for pair in pairs:
            for other in self._by_pair.get(pair, ()):
                common[other] = common.get(other, 0) + 1
        shares = {other: 2 * count / (len(pairs) + len(_pairs(other))) for other, count in common.items()}
        return {other: share for other, share in shares.items() if share >= _LOOKALIKE}


def discard(sets: dict[str, set[str]], key: str, member: str) -> bool:
    """Take a member out of the set under that key; whether the set went with it, as its last."""
    sets[key].remove(member)
    if sets[key]:
        return False
    del sets[key]
    return True


def _pairs(word: str) -> frozenset[str]:
    if len(word) < (_SHORTEST if word.isascii() else _SHORTEST_JAPANESE):
        return frozenset()
    ended = f"^{word}$"
    return frozenset(ended[at : at + 2] for at in range(len(ended) - 1))
