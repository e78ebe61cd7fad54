"""What stands in the log in the place of a closed poll's ballots."""

import pytest

from moderation.polls import Phase
from server.room.base import Event, Refusal
from server.room.cleansing import BallotErased, BallotsSummed, is_uncleansed, summed
from server.room.codec import encode_state
from server.room.polls import BallotCast, PollClosed, PollOpened, PollOpenedV1
from server.room.sessions import SessionEnded
from server.room.state import BallotBox
from tests.room.given import LIVE, Room, by, given
from tests.room.test_polls import A, B, C

POLL = "rt1-p1"
OPEN = PollOpenedV1(POLL)
SUM = BallotsSummed(POLL, 3, {"a": 2, "c": 1}, late_voters=1)
BALLOTS = (
    by(A, BallotCast(POLL, ("b",))),
    by(B, BallotCast(POLL, ("c",), late=True)),
    by(C, BallotCast(POLL, ("a",))),
    by(A, BallotCast(POLL, ("a",))),
)


def erased(count: int) -> Room:
    """An open poll in whose place for ballots there are so many erased ones."""
    room = given(LIVE, OPEN)
    assert [room.after(by(A, BallotErased(POLL))) for _ in range(count)] == [Refusal.POLL_NOT_OPEN] * count
    return room


@pytest.mark.parametrize("close", [PollClosed(POLL), SessionEnded("rt1")])
def test_a_sum_is_worth_the_ballots_that_it_stands_for(close: Event) -> None:
    cast, cleansed = given(LIVE, OPEN, *BALLOTS), erased(3).and_given(SUM)
    assert cleansed.state.boxes[POLL].tally == {"a": 2, "c": 1}
    for room in (cast, cleansed):
        room.and_given(close)
    assert summed(POLL, cast.state.boxes[POLL]) == SUM
    before = cast.state.boxes[POLL]
    assert cleansed.state.boxes[POLL] == BallotBox(SUM.tally, 3, late_voters=1, cleansed=True)
    assert before.tally == {"a": 2, "b": 0, "c": 1}
    before.tally, before.cleansed = SUM.tally, True
    assert encode_state(cast.state) == encode_state(cleansed.state)


def test_the_order_of_a_sum_tells_nothing_of_who_came_first() -> None:
    sums = []
    for ballots in (BALLOTS, BALLOTS[::-1][:2] + BALLOTS[1:2]):
        state = given(LIVE, OPEN, *ballots, PollClosed(POLL)).state
        sums.append(list(summed(POLL, state.boxes[POLL]).tally))
    assert sums == [["a", "c"], ["a", "c"]]


def test_a_sum_counts_once_and_only_where_no_ballot_does() -> None:
    assert erased(1).and_given(SUM).after(SUM) is Refusal.NOTHING_CHANGED
    assert given(LIVE, OPEN, *BALLOTS).after(SUM) is Refusal.NOTHING_CHANGED
    assert given(LIVE, OPEN, *BALLOTS, PollClosed(POLL)).after(SUM) is Refusal.NOTHING_CHANGED
    assert given(LIVE).after(SUM) is Refusal.POLL_NOT_OPEN
    assert given(LIVE, PollOpened(POLL, 128)).after(SUM) is Refusal.POLL_NOT_OPEN


def test_a_closed_poll_is_uncleansed_until_it_has_a_sum() -> None:
    room = given(LIVE)
    assert not is_uncleansed(room.state, POLL)
    room.and_given(OPEN, *BALLOTS)
    assert not is_uncleansed(room.state, POLL)
    room.and_given(PollClosed(POLL))
    assert is_uncleansed(room.state, POLL)
    assert not is_uncleansed(erased(3).and_given(SUM, PollClosed(POLL)).state, POLL)
    assert not is_uncleansed(given(LIVE, PollOpened(POLL, 128), PollClosed(POLL)).state, POLL)


def test_a_poll_without_a_counted_ballot_gets_its_sum_after_the_close() -> None:
    room = given(LIVE, OPEN, PollClosed(POLL))
    assert is_uncleansed(room.state, POLL)
    room.and_given(BallotsSummed(POLL, 0, {}))
    assert (room.state.polls[POLL].phase, is_uncleansed(room.state, POLL)) == (Phase.CLOSED, False)
