"""The hub: who is here, and what they show."""

from server.live.hub import Channel, Hub
from tests.live.hall import seated
from tests.room.given import ANNA, BEN, CHIE

PHONES = Channel("audience", "main")


def test_whoever_reads_the_same_in_the_same_language_sits_in_one_row() -> None:
    hub = Hub()
    (anna, _), (ben, _), (chie, _) = seated(by=ANNA), seated(by=BEN), seated(by=CHIE, lang="ja")
    (desk, _), (side, _) = seated("desk"), seated(hall="side")
    for seat in (ben, anna, chie, desk, side):
        hub.add(seat)
    rows = hub.rows(PHONES)
    assert {lang: list(row) for lang, row in rows.items()} == {"fr": [ben, anna], "ja": [chie]}


def test_only_languages_and_channels_that_somebody_reads_are_known() -> None:
    hub = Hub()
    (anna, _), (chie, _) = seated(by=ANNA), seated(by=CHIE, lang="ja")
    hub.add(anna)
    hub.add(chie)
    assert sorted(hub.rows(PHONES)) == ["fr", "ja"]
    hub.remove(chie)
    assert list(hub.rows(PHONES)) == ["fr"]
    hub.remove(anna)
    assert list(hub.rows(PHONES)) == []
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
    assert (hub._people, hub._present["audience", "main"], list(hub._rows[PHONES]["fr"])) == ({}, 0, [])
