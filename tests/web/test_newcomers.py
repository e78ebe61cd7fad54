"""Who is known and who is a newcomer, and how many people are here."""

from server.live.hub import Hub
from server.web.newcomers import MOST_WITHOUT_SOCKET, PRESENT_FOR, Crowd, Recent
from tests.web.people import Clock, connect, crowd_of


def test_who_never_was_here_is_a_newcomer() -> None:
    assert not crowd_of("anna").is_known("ben")


def test_who_is_connected_is_here_and_known_and_stays_known_after_leaving() -> None:
    hub = Hub()
    crowd = Crowd(hub, lambda: 0, Clock())
    seat = connect(hub, "anna")
    crowd.connected("anna")
    assert crowd.is_here("anna")
    assert crowd.is_known("anna")
    hub.remove(seat)
    assert not crowd.is_here("anna")
    assert crowd.is_known("anna")


def test_who_came_back_to_a_page_is_known_but_not_here() -> None:
    crowd = crowd_of()
    crowd.came_back("anna")
    assert crowd.is_known("anna")
    assert not crowd.is_here("anna")


def test_readers_without_a_socket_count_as_present_for_a_while_and_are_known_for_longer() -> None:
    clock = Clock()
    crowd = crowd_of("anna", clock=clock)
    for n in range(30):
        crowd.came_back(f"reader-{n}")
    assert crowd.size(clock()) == 31
    clock.now += PRESENT_FOR
    for n in range(10):
        crowd.came_back(f"reader-{n}")
    assert crowd.size(clock()) == 31
    clock.now += PRESENT_FOR
    assert crowd.size(clock()) == 11
    clock.now += 2 * PRESENT_FOR
    assert crowd.size(clock()) == 1
    assert crowd.is_known("reader-29")


def test_however_many_only_read_they_count_as_so_many_at_most() -> None:
    clock = Clock()
    crowd = crowd_of(clock=clock)
    for n in range(3 * MOST_WITHOUT_SOCKET + 50):
        crowd.came_back(f"reader-{n}")
    assert crowd.size(clock()) == MOST_WITHOUT_SOCKET


def test_the_other_workers_are_counted_again_after_a_second_and_sockets_here_at_once() -> None:
    clock, hub, elsewhere = Clock(), Hub(), [5]
    crowd = Crowd(hub, lambda: elsewhere[0], clock)
    assert crowd.size(clock()) == 5
    elsewhere[0] = 7
    connect(hub, "anna")
    assert crowd.size(clock()) == 6
    clock.now += 1
    assert crowd.size(clock()) == 8


def test_no_more_are_remembered_than_allowed_and_those_noted_longest_ago_are_forgotten() -> None:
    recent = Recent(most=10)
    for n in range(1000):
        recent.note(f"person-{n}", 0)
        recent.note("regular", 0)
        assert recent.count(0) <= 10
    assert "regular" in recent
    assert "person-999" in recent
    assert "person-900" not in recent
