"""The polls on the phone's page."""

from moderation.polls import Phase
from server.room.base import Actor
from server.room.polls import BallotCast, PollClosed, PollOpened
from server.room.results import PollHidden, PollRevealed
from server.room.screen import SceneShown
from server.room.state import Scene
from server.views.audience import Audience, Ballot
from server.views.common import Bar, Count
from server.views.part import Replace
from tests.room.given import LIVE, Fact, Room, by, given
from tests.views.screens import changes, shown


def page(room: Room, hall: str = "main") -> Audience:
    made = shown(room, "audience", hall)
    assert isinstance(made, Audience)
    return made


def ballot(room: Room) -> Ballot:
    return page(room).ballot


def cast(*choices: str) -> list[Fact]:
    voters = [Actor(f"voter-{number}", "audience") for number in range(len(choices))]
    return [by(voter, BallotCast("rt1-p1", (choice,))) for voter, choice in zip(voters, choices, strict=True)]


def test_before_the_first_poll_there_is_nothing_to_vote_on() -> None:
    assert ballot(given(LIVE)) == Ballot("ballot", Count("turnout", 0))


def test_a_poll_that_closed_stays_without_its_results_until_they_are_revealed() -> None:
    made = ballot(given(LIVE, PollOpened("rt1-p1"), *cast("a"), PollClosed("rt1-p1")))
    assert (made.poll, made.phase, made.turnout.n, made.results) == ("rt1-p1", Phase.CLOSED, 1, None)


def test_an_open_poll_shows_its_options_and_no_result() -> None:
    made = ballot(given(LIVE, PollOpened("rt1-p1"), *cast("a", "b")))
    assert (made.poll, made.phase, made.turnout.n) == ("rt1-p1", Phase.OPEN, 2)
    assert [choice.option for choice in made.choices] == ["a", "b", "c"]
    assert made.results is None


def test_a_multiple_choice_says_how_many_may_be_chosen() -> None:
    made = ballot(given(LIVE, PollOpened("rt1-p2")))
    assert (made.kind, made.at_most) == ("multiple", 2)


def test_revealed_results_are_shares_of_the_voters() -> None:
    room = given(
        LIVE, PollOpened("rt1-p1"), *cast("a", "a", "b"), PollClosed("rt1-p1"), PollRevealed("rt1-p1")
    )
    results = ballot(room).results
    assert results
    assert [(bar.votes, bar.share) for bar in results.items] == [(2, 67), (1, 33), (0, 0)]
    assert ballot(room.and_given(PollHidden("rt1-p1"))).results is None


def test_results_of_a_poll_in_which_nobody_voted_are_noughts() -> None:
    results = ballot(given(LIVE, PollOpened("rt1-p1"), PollRevealed("rt1-p1"))).results
    assert results
    assert {(bar.votes, bar.share) for bar in results.items} == {(0, 0)}


def test_an_open_poll_comes_first_then_the_one_on_the_screen_then_the_last_that_was_held() -> None:
    room = given(LIVE, PollOpened("rt1-p2"), PollOpened("rt1-p1"), PollClosed("rt1-p1"))
    assert ballot(room).poll == "rt1-p2"
    assert ballot(room.and_given(PollClosed("rt1-p2"))).poll == "rt1-p1"
    assert ballot(room.and_given(SceneShown("main", Scene()))).poll == "rt1-p2"
    assert ballot(room.and_given(SceneShown("main", Scene("poll", "rt1-p1")))).poll == "rt1-p1"


def test_of_several_open_polls_the_one_on_the_screen_is_shown_or_else_the_latest_planned() -> None:
    room = given(LIVE, PollOpened("rt1-p2"), PollOpened("rt1-p1"))
    assert ballot(room).poll == "rt1-p1"
    assert ballot(room.and_given(SceneShown("main", Scene()))).poll == "rt1-p2"


def test_a_ballot_changes_the_turnout_and_nothing_else_while_results_are_hidden() -> None:
    room = given(LIVE, PollOpened("rt1-p1"))
    assert changes(room, "audience", *cast("a")) == [Replace(Count("turnout", 1))]


def test_a_ballot_changes_only_the_bars_it_moves_while_results_are_shown() -> None:
    room = given(LIVE, PollOpened("rt1-p1"), PollRevealed("rt1-p1"), *cast("a"))
    moved = by(Actor("voter-0", "audience"), BallotCast("rt1-p1", ("b",)))
    patches = changes(room, "audience", moved)
    bars = [patch.part for patch in patches if isinstance(patch, Replace)]
    assert len(bars) == len(patches) == 2
    assert [(bar.votes, bar.share) for bar in bars if isinstance(bar, Bar)] == [(0, 0), (1, 100)]
