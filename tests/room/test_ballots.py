"""Voting in an open poll."""

import pytest

from server.room.base import Actor, Refusal
from server.room.polls import (
    BallotCast,
    PollOpened,
    Vote,
)
from tests.room.given import LIVE, MO, Room, by, given

SINGLE, MULTIPLE = "rt1-p1", "rt1-p2"
OPEN = PollOpened(SINGLE)
VOTERS = [Actor(f"voter-{letter}", "audience") for letter in "abcd"]
A, B, C, D = VOTERS


def tally(room: Room, poll: str = SINGLE) -> dict[str, int]:
    return {option: n for option, n in room.state.boxes[poll].tally.items() if n}


def test_every_voter_counts_once() -> None:
    room = given(LIVE, OPEN).when(Vote(SINGLE, ("a",)), by=A).then(BallotCast(SINGLE, ("a",)))
    room.when(Vote(SINGLE, ("a",)), by=B).happens().when(Vote(SINGLE, ("c",)), by=C).happens()
    assert tally(room) == {"a": 2, "c": 1}
    assert room.state.boxes[SINGLE].voters == 3


def test_a_changed_ballot_replaces_the_one_before() -> None:
    room = given(LIVE, OPEN, by(A, BallotCast(SINGLE, ("a",))), by(B, BallotCast(SINGLE, ("a",))))
    room.when(Vote(SINGLE, ("b",)), by=A).then(BallotCast(SINGLE, ("b",)))
    assert tally(room) == {"a": 1, "b": 1}
    assert room.state.boxes[SINGLE].voters == 2


def test_a_ballot_cast_again_alike_counts_once() -> None:
    room = given(LIVE, OPEN, *(by(A, BallotCast(SINGLE, ("a",))) for _ in range(3)))
    assert tally(room) == {"a": 1}
    assert room.state.boxes[SINGLE].voters == 1


def test_several_choices_count_one_voter() -> None:
    room = given(LIVE, PollOpened(MULTIPLE)).when(Vote(MULTIPLE, ("c", "a")), by=A)
    room.then(BallotCast(MULTIPLE, ("a", "c"))).when(Vote(MULTIPLE, ("a",)), by=B).happens()
    assert tally(room.room, MULTIPLE) == {"a": 2, "c": 1}
    assert room.room.state.boxes[MULTIPLE].voters == 2


def test_a_choice_named_twice_is_one_choice() -> None:
    given(LIVE, OPEN).when(Vote(SINGLE, ("a", "a")), by=A).then(BallotCast(SINGLE, ("a",)))


@pytest.mark.parametrize(
    ("poll", "choice"),
    [
        (SINGLE, ()),
        (SINGLE, ("a", "b")),
        (SINGLE, ("z",)),
        (MULTIPLE, ("a", "b", "c")),
        (MULTIPLE, ("a", "z")),
    ],
)
def test_a_ballot_that_the_poll_does_not_allow_is_refused(poll: str, choice: tuple[str, ...]) -> None:
    room = given(LIVE, PollOpened(poll))
    room.when(Vote(poll, choice), by=A).then(Refusal.INVALID_CHOICE)
    assert room.after(by(A, BallotCast(poll, choice))) is Refusal.INVALID_CHOICE
    assert room.state.boxes[poll].voters == 0


def test_as_many_choices_as_allowed_are_accepted() -> None:
    given(LIVE, PollOpened(MULTIPLE)).when(Vote(MULTIPLE, ("a", "b")), by=A).then(
        BallotCast(MULTIPLE, ("a", "b"))
    )


def test_a_ballot_that_repeats_a_choice_does_not_count() -> None:
    room = given(LIVE, PollOpened(MULTIPLE))
    assert room.after(by(A, BallotCast(MULTIPLE, ("a", "a")))) is Refusal.INVALID_CHOICE


def test_nobody_votes_in_a_poll_that_is_not_open() -> None:
    given(LIVE).when(Vote(SINGLE, ("a",)), by=A).then(Refusal.POLL_NOT_OPEN)
    given(LIVE).when(Vote("rt9-p1", ("a",)), by=A).then(Refusal.UNKNOWN_POLL)


def test_staff_do_not_vote() -> None:
    given(LIVE, OPEN).when(Vote(SINGLE, ("a",)), by=MO).then(Refusal.NOT_ALLOWED)


def test_two_polls_count_for_themselves() -> None:
    room = given(LIVE, OPEN, PollOpened(MULTIPLE))
    room.and_given(by(A, BallotCast(SINGLE, ("a",))), by(A, BallotCast(MULTIPLE, ("a", "b"))))
    assert (tally(room, SINGLE), tally(room, MULTIPLE)) == ({"a": 1}, {"a": 1, "b": 1})
