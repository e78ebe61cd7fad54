"""A screen that cannot be made, and how each projector is doing."""

import pytest

from server.live import board
from server.live.hub import Channel
from server.room.screen import QuestionStaged
from server.room.state import State
from server.views.desk.item import Item
from server.views.kept import Kept
from server.views.part import Part
from server.views.presence import Presence
from tests.live.hall import seated
from tests.live.house import SCREEN, House
from tests.room.given import MO, Q1


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A desk that cannot be made while the list is not empty."""
    trouble = [True]
    make = board.VIEWS["desk"]

    def sometimes(state: State, hall: str, presence: Presence, kept: Kept[Item]) -> Part:
        if trouble:
            raise ZeroDivisionError
        return make(state, hall, presence, kept)

    monkeypatch.setitem(board.VIEWS, "desk", sometimes)
    return trouble


def test_one_screen_that_cannot_be_made_does_not_stop_the_others(house: House, broken: list[bool]) -> None:
    broken.clear()
    desk, projector = house.sits("desk", MO), house.sits("projector", SCREEN)
    broken.append(True)
    house.happens(QuestionStaged(Q1))
    assert (len(desk.pushed), len(projector.pushed)) == (0, 1)
    broken.clear()
    house.happens()
    assert len(desk.pushed) == 1


def test_a_page_that_could_not_be_made_is_tried_again(house: House, broken: list[bool]) -> None:
    channel = Channel("desk", "main")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            house.screens.page(channel)
    broken.clear()
    assert house.screens.page(channel).root.id == "desk"


# the projector's heartbeat


def test_the_desk_sees_whether_the_screen_shows_what_it_should(house: House) -> None:
    seat, _ = seated("projector", SCREEN)
    house.screens.sit(seat, "")
    desk = Channel("desk", "main")
    assert health(house.screens.page(desk, fresh=True).root) == "absent"
    house.screens.beat(seat, "waiting:")
    assert health(house.screens.page(desk, fresh=True).root) == "fresh"
    house.screens.stand(seat)
    assert health(house.screens.page(desk, fresh=True).root) == "absent"


def test_a_phone_that_beats_is_no_screen(house: House) -> None:
    seat, _ = seated()
    house.screens.sit(seat, "")
    house.screens.beat(seat, "waiting:")
    assert health(house.screens.page(Channel("desk", "main"), fresh=True).root) == "absent"


def health(desk: Part) -> object:
    return desk.bar.screen  # type: ignore[attr-defined]
