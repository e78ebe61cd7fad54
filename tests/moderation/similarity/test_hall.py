"""The index with two thousand questions in it; `pytest -s` prints what it costs."""

from collections.abc import Callable
from functools import partial
from statistics import median, quantiles
from time import process_time
from tracemalloc import get_traced_memory, start, stop

from moderation.segmenter import warm_up
from moderation.similarity.likeness import Likeness, Texts
from tests.moderation.similarity.hall import filled, large_hall


def _cost(what: str, turns: list[Callable[[], object]]) -> None:
    """Print what a turn costs in processor time; a figure to read, nothing to fail by."""
    times = []
    for turn in turns:
        before = process_time()
        turn()
        times.append((process_time() - before) * 1000)
    print(
        f"\n{what}: median {median(times):.2f} ms, 99 % within {quantiles(times, n=100)[-1]:.2f} ms", end=""
    )


def test_the_index_costs_little_at_two_thousand_questions() -> None:
    hall = large_hall()
    warm_up()
    likeness = Likeness()
    _cost("put, from the first to the last", [partial(likeness.put, *asked) for asked in hall.items()])
    _cost("put, when nothing has changed", [partial(likeness.put, *asked) for asked in hall.items()])
    _cost("near, at 2,000", [partial(likeness.near, question) for question in hall])
    start()
    kept = filled(hall)
    print(f"\nmemory: {get_traced_memory()[0] / 1e6:.1f} MB", end="")
    stop()
    assert kept.near("q0") == likeness.near("q0") != ()


def test_a_question_is_found_among_two_thousand_in_the_other_language() -> None:
    likeness = filled(large_hall())
    likeness.put("late", Texts(fr="Que fait-on contre la neige ?", ja="雪の対策は？"))
    likeness.put("later", Texts(ja="雪の対策を教えてください"))
    assert [near.question for near in likeness.near("later")] == ["late"]


def test_when_everybody_asks_the_same_the_best_come_in_the_order_of_their_names() -> None:
    likeness = filled(
        {f"q{at:04}": Texts(fr=f"La cantine est-elle bio ?{'!' * (at % 3)}") for at in range(2000)}
    )
    _cost("near, when all 2,000 ask the same", [partial(likeness.near, "q0000", 3)] * 5)
    assert [near.question for near in likeness.near("q0000", 3)] == ["q0001", "q0002", "q0003"]


def test_what_everybody_asks_is_still_found() -> None:
    asked = [
        f"Le château sera-t-il restauré avec les {trees} ?"
        for trees in ("tilleuls", "cèdres", "pins", "ormes")
    ]
    hall = {f"q{at}": Texts(fr=text) for at, text in enumerate(asked * 100)}
    assert filled(hall | {"late": Texts(fr="Va-t-on restaurer le château ?")}).near("late")
