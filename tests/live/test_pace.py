"""The pace of screens: slower as the hall grows or what they show takes longer, within bounds."""

from itertools import pairwise

from server.live.pace import STAFF_EVERY, paced, phones_every


def test_phones_are_never_faster_than_what_leads_the_meeting() -> None:
    assert all(phones_every(phones) > STAFF_EVERY for phones in (0, 1, 500, 5_000, 100_000))


def test_the_larger_the_hall_the_slower_up_to_a_bound() -> None:
    paces = [phones_every(phones) for phones in (0, 500, 5_000, 10_000, 20_000, 100_000)]
    assert all(slower >= faster for faster, slower in pairwise(paces))
    assert paces == [0.5, 0.5, 0.5, 1.0, 2.0, 2.0]


def test_a_board_takes_a_fifth_of_the_time_at_the_most_and_still_keeps_moving() -> None:
    assert [paced(STAFF_EVERY, took) for took in (0.0, 0.02, 0.08, 9.0)] == [0.1, 0.1, 0.4, 2.0]
