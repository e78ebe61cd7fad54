"""The hub: the same message to everyone who shows the same thing."""

from server.live.hub import Channel, Hub
from tests.live.hall import seated
from tests.room.given import ANNA, BEN, CHIE

PHONES = Channel("audience", "main")


def test_a_message_goes_to_every_screen_of_a_channel_and_language() -> None:
    hub = Hub()
    (anna, annas), (ben, bens) = seated(by=ANNA), seated(by=BEN)
    (chie, chies), (desk, desks), (side, sides) = (
        seated(by=CHIE, lang="ja"),
        seated("desk"),
        seated(hall="side"),
    )
    for seat in (anna, ben, chie, desk, side):
        hub.add(seat)
    hub.publish(PHONES, "fr", "bonjour")
    assert annas.pushed == bens.pushed == ["bonjour"]
    assert chies.pushed == desks.pushed == sides.pushed == []


def test_only_languages_and_channels_that_somebody_reads_are_known() -> None:
    hub = Hub()
    (anna, _), (chie, _) = seated(by=ANNA), seated(by=CHIE, lang="ja")
    hub.add(anna)
    hub.add(chie)
    assert sorted(hub.languages(PHONES)) == ["fr", "ja"]
    hub.remove(chie)
    assert list(hub.languages(PHONES)) == ["fr"]
    hub.remove(anna)
    assert list(hub.languages(PHONES)) == []
    assert hub.channels() == []


def test_a_person_with_two_screens_is_one_person() -> None:
    hub = Hub()
    (first, _), (second, _), (ben, _) = seated(by=ANNA), seated(by=ANNA, lang="ja"), seated(by=BEN)
    for seat in (first, second, ben):
        hub.add(seat)
    assert hub.count("audience", "main") == 2
    hub.remove(first)
    assert hub.count("audience", "main") == 2
    hub.remove(second)
    assert hub.count("audience", "main") == 1


def test_a_person_counts_in_every_hall_and_view_where_they_are() -> None:
    hub = Hub()
    for seat, _ in (seated(by=ANNA), seated(by=ANNA, hall="side"), seated("stage", by=BEN)):
        hub.add(seat)
    counts = [hub.count(view, hall) for view in ("audience", "stage") for hall in ("main", "side")]
    assert counts == [1, 1, 1, 0]


def test_a_screen_that_leaves_twice_leaves_once() -> None:
    hub = Hub()
    (anna, _), (again, _) = seated(by=ANNA), seated(by=ANNA)
    hub.add(anna)
    hub.add(again)
    hub.remove(anna)
    hub.remove(anna)
    assert hub.count("audience", "main") == 1
    assert hub.all() == [again]


def test_a_screen_that_never_came_can_leave() -> None:
    hub = Hub()
    hub.remove(seated()[0])
    assert hub.all() == []


def test_the_screens_of_some_people_can_be_found() -> None:
    hub = Hub()
    (anna, _), (other, _), (ben, _) = seated(by=ANNA), seated("stage", by=ANNA), seated(by=BEN)
    for seat in (anna, other, ben):
        hub.add(seat)
    assert set(hub.seats_of(["anna"])) == {anna, other}
    assert list(hub.seats_of(["nobody"])) == []
    assert set(hub.all()) == {anna, other, ben}


def test_whoever_left_is_forgotten() -> None:
    hub = Hub()
    for number in range(100):
        seat, _ = seated(by=ANNA._replace(id=f"person-{number}"))
        hub.add(seat)
        hub.remove(seat)
    assert (hub._people, [*hub._present[PHONES]], hub._seats[PHONES]["fr"]) == ({}, [], set())
