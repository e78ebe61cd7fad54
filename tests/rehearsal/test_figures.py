"""Times are kept as counts, and percentiles of them are right within two per cent."""

import math

from hypothesis import given
from hypothesis import strategies as st

from server.rehearsal.figures import Times


def filled(*seconds: float) -> Times:
    times = Times()
    for one in seconds:
        times.add(one)
    return times


@given(
    st.lists(st.floats(0, 5_000), min_size=1, max_size=200),
    st.sampled_from([0.01, 0.5, 0.9, 0.95, 0.99, 1.0]),
)
def test_a_percentile_is_that_of_the_sorted_times(seconds: list[float], share: float) -> None:
    exact = sorted(seconds)[max(1, round(len(seconds) * share)) - 1]
    found = filled(*seconds).percentile(share)
    assert found is not None
    assert math.isclose(found, exact, rel_tol=0.02, abs_tol=2e-6)


def test_no_time_has_no_percentile() -> None:
    assert Times().percentile(0.5) is None
    assert Times().summary() == {"count": 0, "p50": None, "p95": None, "p99": None, "worst": None}


def test_the_worst_is_exact_and_nothing_is_said_to_be_worse() -> None:
    times = filled(0.001, 0.0123457)
    assert times.worst == 0.0123457
    assert times.percentile(1.0) == 0.0123457


def test_a_time_beyond_all_reason_is_counted_too() -> None:
    assert filled(1e9).summary()["count"] == 1


def test_a_clock_that_goes_back_is_no_time_at_all() -> None:
    assert filled(-1.0).percentile(1.0) == 0.0
