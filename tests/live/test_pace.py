"""The pace of phones: slower as the hall grows, within bounds."""

from itertools import pairwise

from server.live.pace import STAFF_EVERY, phones_every


def test_phones_are_never_faster_than_what_leads_the_meeting() -> None:
    assert all(phones_every(phones) > STAFF_EVERY for phones in (0, 1, 500, 5_000, 100_000))


def test_the_larger_the_hall_the_slower_up_to_a_bound() -> None:
    paces = [phones_every(phones) for phones in (0, 500, 5_000, 10_000, 20_000, 100_000)]
    assert all(slower >= faster for faster, slower in pairwise(paces))
    assert paces == [0.5, 0.5, 0.5, 1.0, 2.0, 2.0]
