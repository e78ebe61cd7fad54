"""What a meeting takes all in all: from newcomers, and from the hall, as many as it has."""

import pytest

from server.room.polls import BallotCast
from server.room.questions import QuestionAsked
from server.web.limits import HALL, RATES, Limits
from server.web.newcomers import Crowd
from tests.web.people import Clock, crowd_of

ACTING, ASKING = HALL["acting"], HALL["asking"]
GUARANTEED = int(ACTING.each.burst / 2)
ASKED = QuestionAsked("q", "s", "Why?", "en")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def accepted(limits: Limits, command: str, people: list[str], crowd: Crowd, each: int = 1) -> int:
    """How many are accepted when all people send so many, by turns."""
    return sum(
        limits.allows_command(command, "audience", person, crowd) for _ in range(each) for person in people
    )


def made_up(number: int) -> list[str]:
    """People who were never here."""
    return [f"made-up-{n}" for n in range(number)]


def hall_of(number: int) -> list[str]:
    return [f"phone-{n}" for n in range(number)]


@pytest.mark.parametrize("command", ["vote", "upvote", "retract", "set-name", "set-language", "withdraw"])
def test_newcomers_together_may_do_so_much_however_many_they_are(clock: Clock, command: str) -> None:
    limits, crowd = Limits(clock), crowd_of(clock=clock)
    assert accepted(limits, command, made_up(5_000), crowd) == RATES["newcomers"].burst
    clock.now += 10
    assert accepted(limits, command, made_up(5_000), crowd) == 10 * RATES["newcomers"].per_second


def test_of_that_they_may_ask_less(clock: Clock) -> None:
    limits, crowd = Limits(clock), crowd_of(clock=clock)
    assert accepted(limits, "ask", made_up(5_000), crowd) == RATES["newcomers-asking"].burst
    assert accepted(limits, "vote", made_up(1), crowd) == 1


def test_a_flood_of_newcomers_takes_nothing_from_the_hall_nor_the_hall_from_newcomers(clock: Clock) -> None:
    limits, crowd = Limits(clock), crowd_of("anna", clock=clock)
    accepted(limits, "vote", made_up(5_000), crowd)
    accepted(limits, "ask", made_up(5_000), crowd)
    assert accepted(limits, "ask", ["anna"], crowd, 10) == RATES["asking"].burst
    assert accepted(limits, "vote", ["anna"], crowd, 30) == RATES["voting"].burst
    limits = Limits(clock)
    accepted(limits, "vote", ["anna"], crowd, 5_000)
    assert accepted(limits, "vote", made_up(1), crowd) == 1


def test_five_thousand_phones_vote_at_once_and_change_their_minds_twice(clock: Clock) -> None:
    phones = hall_of(5_000)
    assert accepted(Limits(clock), "vote", phones, crowd_of(*phones, clock=clock), 3) == 15_000


def test_what_the_hall_may_do_grows_with_those_who_are_here_and_no_further(clock: Clock) -> None:
    for number in (40, 400):
        limits, phones = Limits(clock), hall_of(number)
        crowd = crowd_of(*phones, clock=clock)
        most = ACTING.base.burst + ACTING.each.burst * number
        assert accepted(limits, "vote", phones, crowd, 30) <= most
        clock.now += 100
        rate = ACTING.base.per_second + ACTING.each.per_second * number
        begun = clock.now
        took = 0
        while clock.now < begun + 300:
            clock.now += 1
            took += accepted(limits, "vote", phones, crowd, 3)
        assert took <= most + 300 * rate
        assert took >= 299 * rate * 0.9


def test_who_has_no_socket_shares_what_is_not_kept(clock: Clock) -> None:
    limits, crowd = Limits(clock), crowd_of(*hall_of(100), clock=clock)
    readers = [f"reader-{n}" for n in range(200)]
    for reader in readers:
        crowd.came_back(reader)
    free = ACTING.base.burst + ACTING.each.burst / 2 * 300
    assert accepted(limits, "vote", readers, crowd, 30) == free
    assert accepted(limits, "vote", hall_of(100), crowd, GUARANTEED) == 100 * GUARANTEED


def test_however_many_sockets_act_all_the_time_each_connected_person_has_their_part(clock: Clock) -> None:
    flooders, phones = [f"flooder-{n}" for n in range(1_000)], hall_of(200)
    limits, crowd = Limits(clock), crowd_of(*flooders, *phones, clock=clock)
    for _ in range(120):
        clock.now += 1
        accepted(limits, "upvote", flooders, crowd, 4)
        accepted(limits, "ask", flooders, crowd, 1)
    assert accepted(limits, "ask", phones, crowd) == 200
    assert accepted(limits, "vote", phones, crowd, GUARANTEED - 1) == 200 * (GUARANTEED - 1)
    assert accepted(limits, "vote", phones, crowd, 30) < 200


def test_who_is_refused_for_what_others_do_loses_nothing_of_their_own(clock: Clock) -> None:
    limits, crowd = Limits(clock), crowd_of(clock=clock)
    accepted(limits, "set-name", made_up(5_000), crowd)
    assert accepted(limits, "set-name", ["anna"], crowd, 50) == 0
    crowd.connected("anna")
    assert accepted(limits, "set-name", ["anna"], crowd, 50) == RATES["other"].burst


def test_what_could_not_be_saved_is_given_back_to_all(clock: Clock) -> None:
    for crowd in (crowd_of(clock=clock), crowd_of("anna", clock=clock)):
        limits = Limits(clock)
        for _ in range(500):
            assert limits.allows_command("ask", "audience", "anna", crowd)
            limits.give_back("ask", "audience", "anna", crowd)


def test_what_other_workers_accept_counts_for_the_hall(clock: Clock) -> None:
    limits, crowd = Limits(clock), crowd_of(clock=clock)
    for _ in range(int(ACTING.base.burst)):
        limits.charge(BallotCast("p1", ("a",)), "audience", "a pseudonym", crowd)
    crowd.connected("anna")
    assert accepted(limits, "vote", ["anna"], crowd) == 0
    clock.now += 3600
    for n in range(int(ASKING.base.burst)):
        limits.charge(ASKED, "audience", f"asker-{n}", crowd)
    assert accepted(limits, "ask", ["anna"], crowd) == 0
    clock.now += 0.1
    assert accepted(limits, "vote", ["anna"], crowd) == 1


def test_what_the_staff_do_counts_for_themselves_only(clock: Clock) -> None:
    limits, crowd = Limits(clock), crowd_of("anna", clock=clock)
    for _ in range(1_000):
        limits.allows_command("approve", "moderator", "mo", crowd)
        limits.charge(ASKED, "system", "mo", crowd)
    assert accepted(limits, "ask", ["anna"], crowd) == 1
