"""A meeting that is rehearsed says so on every screen, and no more once it is planned for real."""

import msgspec
import pytest

from server.room.planning import ProgrammePlanned
from server.views.desk import Desk
from server.views.part import Replace
from server.views.projector import Projector
from server.views.rehearsal import RehearsalMark
from tests.room.given import LIVE, SERVER, Room, by, given
from tests.room.plan import PLAN
from tests.views.screens import changes, shown

VIEWS = ("audience", "desk", "projector", "stage", "booth")
REHEARSED = by(SERVER, ProgrammePlanned(msgspec.structs.replace(PLAN, rehearsal=True)))


def mark(room: Room, view: str) -> RehearsalMark:
    page = shown(room, view)
    found = page.rehearsal  # type: ignore[attr-defined]
    assert isinstance(found, RehearsalMark)
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_every_screen_says_that_it_is_a_rehearsal(view: str) -> None:
    assert mark(given(REHEARSED, LIVE), view).shown
    assert not mark(given(LIVE), view).shown


def test_the_miniatures_show_the_mark_of_the_screen_beside_that_of_the_page() -> None:
    desk = shown(given(REHEARSED), "desk")
    assert isinstance(desk, Desk)
    assert isinstance(desk.mini, Projector)
    assert desk.mini.rehearsal == RehearsalMark("hall-rehearsal", shown=True, to_hall=True)
    assert desk.rehearsal == RehearsalMark("rehearsal", shown=True)


OF_PAGE = Replace(RehearsalMark("rehearsal", shown=False))
OF_HALL = Replace(RehearsalMark("hall-rehearsal", shown=False, to_hall=True))


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("audience", [OF_PAGE]),
        ("desk", [OF_HALL, OF_PAGE]),
        ("projector", [OF_HALL]),
        ("stage", [OF_PAGE]),
        ("booth", [OF_HALL, OF_PAGE]),
    ],
)
def test_screens_that_are_open_follow_a_new_plan(view: str, expected: list[Replace]) -> None:
    assert changes(given(REHEARSED, LIVE), view, by(SERVER, ProgrammePlanned(PLAN))) == expected
