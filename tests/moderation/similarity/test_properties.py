"""What holds for every hall, whatever was asked, edited and dropped, and in whatever order."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation.similarity import shelf
from moderation.similarity.likeness import Likeness, Texts
from tests.moderation.similarity.hall import filled, pairs

untimed = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
ASKED = [texts for pair in pairs() for texts in pair.texts]
texts = st.sampled_from(ASKED) | st.builds(Texts, fr=st.text(max_size=20), ja=st.text(max_size=8))
halls = st.lists(texts, max_size=12).map(lambda asked: {f"q{at}": texts for at, texts in enumerate(asked)})


def seen(likeness: Likeness, questions: dict[str, Texts]) -> dict[str, object]:
    return {question: likeness.near(question) for question in questions}


@untimed
@given(halls)
def test_nearness_goes_both_ways(hall: dict[str, Texts]) -> None:
    likeness = filled(hall)
    found = {(q, near.question): near.score for q in hall for near in likeness.near(q)}
    assert found == {(other, question): score for (question, other), score in found.items()}
    assert all(0 < score <= 1 for score in found.values())
    assert all(question != other for question, other in found)


@untimed
@given(halls, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(hall: dict[str, Texts], chance: Random) -> None:
    shuffled = list(hall.items())
    chance.shuffle(shuffled)
    assert seen(filled(dict(shuffled)), hall) == seen(filled(hall), hall)


@untimed
@given(halls, halls)
def test_what_was_dropped_or_edited_leaves_no_trace(
    before: dict[str, Texts], after: dict[str, Texts]
) -> None:
    likeness = filled(before)
    for question, text in after.items():
        likeness.put(question, text)
    for question in before.keys() - after.keys():
        likeness.drop(question)
    assert state(likeness) == state(filled(after))


def state(likeness: Likeness) -> object:
    kept = {}
    for language, kept_in in likeness._shelves.items():
        kept[language] = vars(kept_in) | {"_vocabulary": vars(kept_in._vocabulary)}
    return likeness._texts, kept


@untimed
@given(halls, halls)
def test_two_questions_are_as_near_among_others_as_alone(
    hall: dict[str, Texts], others: dict[str, Texts]
) -> None:
    crowd = filled(hall | {f"other {question}": texts for question, texts in others.items()})
    among = {id: tuple(near for near in crowd.near(id) if near.question in hall) for id in hall}
    assert among == seen(filled(hall), hall)


@untimed
@given(halls)
def test_what_the_index_passes_over_is_not_near(
    monkeypatch: pytest.MonkeyPatch, hall: dict[str, Texts]
) -> None:
    likeness = filled(hall)
    quick = seen(likeness, hall)
    with monkeypatch.context() as patience:
        patience.setattr(shelf, "least_common", lambda weight: 0.0)
        assert seen(likeness, hall) == quick
