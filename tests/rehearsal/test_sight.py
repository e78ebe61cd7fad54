"""A ballot is seen when a screen shows at least so many voters as there were with it."""

from server.rehearsal.sight import Sight


def opened(voters: int = 0) -> Sight:
    sight = Sight()
    sight.open("main", "p", voters)
    return sight


def test_each_ballot_waits_for_the_number_that_has_it() -> None:
    sight = opened()
    assert [sight.voted("main", "p", at) for at in (1.0, 2.0, 3.0)] == [None, None, None]
    assert sight.shows("main", 2, 5.0) == [4.0, 3.0]
    assert sight.shows("main", 2, 6.0) == []
    assert sight.shows("main", 3, 7.0) == [4.0]


def test_a_ballot_that_is_on_the_screen_before_its_answer_has_not_waited() -> None:
    sight = opened()
    assert sight.shows("main", 2, 1.0) == []
    assert [sight.voted("main", "p", 2.0), sight.voted("main", "p", 2.0)] == [0.0, 0.0]
    assert sight.voted("main", "p", 2.0) is None


def test_who_voted_before_the_rehearsal_is_counted_in() -> None:
    sight = opened(voters=40)
    sight.voted("main", "p", 1.0)
    assert sight.shows("main", 40, 2.0) == []
    assert sight.shows("main", 41, 3.0) == [2.0]


def test_the_number_of_the_poll_before_says_nothing_about_the_next() -> None:
    sight = opened(voters=40)
    sight.shows("main", 50, 1.0)
    sight.open("main", "next", 0)
    sight.voted("main", "next", 2.0)
    assert sight.voted("main", "p", 2.0) is None
    assert sight.shows("main", 1, 3.0) == [1.0]


def test_the_same_poll_is_opened_once() -> None:
    sight = opened()
    sight.voted("main", "p", 1.0)
    sight.open("main", "p", 7)
    assert sight.shows("main", 1, 2.0) == [1.0]


def test_a_hall_without_a_poll_has_nothing_to_see() -> None:
    assert Sight().shows("main", 3, 1.0) == []
    assert Sight().voted("main", "p", 1.0) is None
