"""A screen that was sent everything shows what a fresh one shows; one that missed a patch is found out."""

from server.live.hub import Channel
from server.room.base import Actor
from server.room.polls import BallotCast, PollOpened
from server.room.results import PollRevealed
from server.room.screen import QuestionStaged
from server.room.support import QuestionUpvoted
from server.room.triage import QuestionApproved, QuestionDismissed
from tests.faults.sight import Sight, check_sight
from tests.live.hall import Screen
from tests.live.house import House
from tests.room.given import BEN, CHIE, Q2, Q3, Given, asked, by

HAPPENINGS: tuple[tuple[Given, ...], ...] = (
    (QuestionApproved(Q2), asked("When?", Q3)),
    (by(BEN, QuestionUpvoted(Q2)), by(CHIE, QuestionUpvoted(Q2)), QuestionApproved(Q3)),
    (QuestionStaged(Q2), PollOpened("rt1-p1")),
    (by(BEN, BallotCast("rt1-p1", ("a",))), PollRevealed("rt1-p1")),
    (QuestionDismissed(Q3, "said already"),),
)
VIEWS = ("audience", "projector", "desk")


def came(house: House, view: str, name: str) -> tuple[Sight, Screen]:
    """A screen that came just now and so was sent a whole; what it is sent later stays with its outlet."""
    sight, screen = Sight(name, view), house.sits(view, by=Actor(name, "moderator"))
    sight.take(house.screens.whole(Channel(view, "main"), "fr").text)
    return sight, screen


def fresh_of(house: House, view: str) -> Sight:
    """A screen that would come now; nobody is counted for it."""
    fresh = Sight("fresh", view)
    fresh.take(house.screens.whole(Channel(view, "main"), "fr").text)
    return fresh


def happened(house: House) -> None:
    for facts in HAPPENINGS:
        house.happens(*facts)


def test_a_screen_that_took_every_patch_shows_what_a_fresh_one_shows(house: House) -> None:
    watched = [came(house, view, view) for view in VIEWS]
    happened(house)
    for sight, screen in watched:
        for message in screen.pushed:
            sight.take(message)
        fresh = fresh_of(house, sight.view)
        assert (sight.wholes, sight.patches >= 2) == (1, True)
        assert check_sight(sight, fresh) == []


def shown_without(missed: str, instead: str = "") -> list[str]:
    """What is found when the one message with these words does not arrive, or a whole does instead."""
    house = House()
    sight, screen = came(house, "desk", "desk")
    happened(house)
    assert sum(missed in message for message in screen.pushed) == 1
    for message in screen.pushed:
        if missed not in message:
            sight.take(message)
        elif instead:
            sight.take(house.screens.whole(Channel("desk", "main"), "fr").text)
            break
    return [found.rule for found in check_sight(sight, fresh_of(house, "desk"))]


def test_a_screen_that_missed_its_last_patch_is_found() -> None:
    assert set(shown_without("said already")) == {"I4"}


def test_a_screen_that_missed_a_card_is_found_by_the_patch_that_has_nowhere_to_go() -> None:
    house = House()
    sight, screen = came(house, "audience", "phone")
    happened(house)
    first = next(at for at, message in enumerate(screen.pushed) if "beforeend" in message)
    for message in screen.pushed[:first] + screen.pushed[first + 1 :]:
        sight.take(message)
    assert sight.misses
    assert "I4" in {found.rule for found in check_sight(sight, fresh_of(house, "audience"))}


def test_a_whole_in_place_of_what_was_missed_is_no_violation() -> None:
    assert shown_without("said already", instead="whole") == []
