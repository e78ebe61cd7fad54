"""Counts that change seldom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.views.presence import quantised

HALLS = st.integers(0, 1_000_000)


@pytest.mark.parametrize("count", range(100))
def test_a_small_hall_is_counted_exactly(count: int) -> None:
    assert quantised(count) == count


@given(count=HALLS)
def test_the_count_never_promises_more_people_than_there_are_nor_much_fewer(count: int) -> None:
    assert count * 0.975 <= quantised(count) <= count


@given(one=HALLS, other=HALLS)
def test_more_people_are_never_counted_as_fewer(one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    assert quantised(fewer) <= quantised(more)


@given(count=HALLS)
def test_a_quantised_count_stays_as_it_is(count: int) -> None:
    assert quantised(quantised(count)) == quantised(count)


def test_the_steps_grow_with_the_hall() -> None:
    counted = [quantised(count) for count in (99, 101, 203, 512, 1_015, 2_049, 9_876, 12_345, 123_456)]
    assert counted == [99, 100, 200, 510, 1_000, 2_000, 9_800, 12_200, 122_000]
