"""The questions' texts in one language, found by the words that they share."""

from moderation.similarity.comparison import THRESHOLD, least_common, likeness
from moderation.similarity.reading import Reading
from moderation.similarity.vocabulary import Vocabulary, discard


class Shelf:
    """Readings by question, and for every word the questions that have it."""

    def __init__(self) -> None:
        self._readings: dict[str, Reading] = {}
        self._keyed: dict[str, set[str]] = {}
        self._having: dict[str, set[str]] = {}
        self._vocabulary = Vocabulary()

    def put(self, question: str, reading: Reading) -> None:
        """Take in the text of a question that has none here."""
        self._readings[question] = reading
        self._keyed.setdefault(reading.key, set()).add(question)
        for word in reading.words:
            if word not in self._having:
                self._having[word] = set()
                self._vocabulary.learn(word)
            self._having[word].add(question)

    def drop(self, question: str) -> None:
        """Let go of the text of a question."""
        reading = self._readings.pop(question)
        discard(self._keyed, reading.key, question)
        for word in reading.words:
            if discard(self._having, word, question):
                self._vocabulary.forget(word)

    def near(self, question: str) -> dict[str, float]:
        """The other questions that may ask the same as one that has a text here, each with its likeness."""
        reading = self._readings[question]
        alike = {word: self._vocabulary.alike(word) for word in reading.words}
        found = {}
        for candidate in self._candidates(reading) - {question}:
            score = likeness(reading, self._readings[candidate], alike)
            if score >= THRESHOLD:
                found[candidate] = score
        return found

    def _candidates(self, reading: Reading) -> set[str]:
        """Every question that shares enough to be near, and few others."""
        weights = reading.words
        rest = sum(weights.values())
        least = least_common(rest)
        common: dict[str, float] = {}
        for word in sorted(weights, key=weights.__getitem__, reverse=True):
            # By now, a question without any of the weightier words cannot share enough any more.
            too_late = rest < least
            for question in self._with(word):
                if question in common or not too_late:
                    common[question] = common.get(question, 0.0) + weights[word]
            rest -= weights[word]
        enough = {question for question, weight in common.items() if weight >= least}
        return enough | self._keyed[reading.key]

    def _with(self, word: str) -> set[str]:
        having = self._having
        return having[word].union(*(having[other] for other in self._vocabulary.alike(word)))
