"""Two readings side by side, when several words of one look like one of the other."""

from moderation.similarity.comparison import likeness
from moderation.similarity.reading import Reading

Alike = dict[str, dict[str, float]]


def compared(one: dict[str, float], other: dict[str, float], alike: Alike) -> float:
    readings = [
        Reading(" ".join(words), words, frozenset(), frozenset(), "", False) for words in (one, other)
    ]
    known = {word: alike.get(word, {}) for word in one}
    return likeness(readings[0], readings[1], known)


def both_ways(alike: Alike) -> Alike:
    turned: Alike = {word: dict(others) for word, others in alike.items()}
    for word, others in alike.items():
        for other, share in others.items():
            turned.setdefault(other, {})[word] = share
    return turned


def test_a_word_is_a_slip_of_one_word_only_and_of_the_closest() -> None:
    alike = both_ways({"b": {"a": 0.7, "c": 0.9}})
    assert compared({"b": 1}, {"a": 1, "c": 1}, alike) == compared({"b": 1}, {"x": 1, "c": 1}, alike)
    assert compared({"a": 1, "c": 1}, {"b": 1}, alike) == compared({"x": 1, "c": 1}, {"b": 1}, alike)


def test_of_words_equally_close_the_same_meet_whichever_question_came_first() -> None:
    one, other = {"x": 1.0, "y": 1.0}, {"p": 1.0, "q": 0.5}
    alike = both_ways({"x": {"p": 0.9, "q": 0.9}, "y": {"p": 0.9}})
    assert compared(one, other, alike) == compared(other, one, alike)
    # `p` takes `x`, which comes before `y`, so that `q` is left alone.
    assert compared(one, other, alike) == compared(one, other, both_ways({"x": {"p": 0.9}}))
