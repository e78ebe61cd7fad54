"""Polls and their ballots."""

import pytest

from moderation.polls import Phase
from server.room.base import Actor, Refusal
from server.room.codec import encode_state
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, ClosePoll, OpenPoll, PollClosed, PollOpened, Vote
from server.room.results import HidePoll, PollHidden, PollRevealed, RevealPoll
from server.room.sessions import SessionEnded, SessionStarted
from server.room.state import PollRecord, Scene
from tests.room.given import ANNA, LIVE, SECOND, SERVER, START, Room, by, given
from tests.room.plan import PLAN

SINGLE, MULTIPLE = "rt1-p1", "rt1-p2"
OPEN = PollOpened(SINGLE)
# The third entry, after the plan and the start of the session.
OPENED_AT = START + 3 * SECOND
VOTERS = [Actor(f"voter-{letter}", "audience") for letter in "abcd"]
A, B, C, D = VOTERS


def tally(room: Room, poll: str = SINGLE) -> dict[str, int]:
    return {option: n for option, n in room.state.boxes[poll].tally.items() if n}


# opening


def test_an_open_poll_is_shown_on_the_screen_of_its_hall() -> None:
    room = given(LIVE).when(OpenPoll(SINGLE)).then(PollOpened(SINGLE, 128))
    assert room.state.polls[SINGLE] == PollRecord(Phase.OPEN, opened_at=OPENED_AT)
    assert room.state.halls["main"].scene == Scene("poll", SINGLE)
    assert room.state.halls["side"].scene == Scene()


def test_a_poll_opens_only_in_a_live_session() -> None:
    given().when(OpenPoll(SINGLE)).then(Refusal.SESSION_NOT_LIVE)
    given(LIVE).when(OpenPoll("rt2-p1")).then(Refusal.SESSION_NOT_LIVE)
    given(LIVE, SessionEnded("rt1")).when(OpenPoll(SINGLE)).then(Refusal.SESSION_NOT_LIVE)


def test_a_poll_opens_once() -> None:
    given(LIVE, OPEN).when(OpenPoll(SINGLE)).then(Refusal.NOT_ANY_MORE)
    given(LIVE, OPEN, PollClosed(SINGLE)).when(OpenPoll(SINGLE)).then(Refusal.NOT_ANY_MORE)


def test_a_poll_that_is_not_planned_does_not_open() -> None:
    given(LIVE).when(OpenPoll("rt9-p1")).then(Refusal.UNKNOWN_POLL)


def test_a_poll_that_is_not_planned_any_more_does_not_open() -> None:
    plan = PLAN.__class__("PORT24", PLAN.title, PLAN.halls, PLAN.sessions[1:])
    given(LIVE, by(SERVER, ProgrammePlanned(plan))).when(OpenPoll(SINGLE)).then(Refusal.UNKNOWN_POLL)


# closing


def test_a_ballot_after_the_close_never_counts() -> None:
    late = by(B, BallotCast(SINGLE, ("b",)))
    room = given(LIVE, OPEN, by(A, BallotCast(SINGLE, ("a",))))
    decided = room.when(Vote(SINGLE, ("b",)), by=B)
    assert decided.outcome == late.event
    room.and_given(PollClosed(SINGLE))
    assert room.after(late) is Refusal.POLL_NOT_OPEN
    assert room.after(by(A, BallotCast(SINGLE, ("b",)))) is Refusal.POLL_NOT_OPEN
    room.when(Vote(SINGLE, ("b",)), by=B).then(Refusal.POLL_NOT_OPEN)
    assert tally(room) == {"a": 1}
    assert room.state.boxes[SINGLE].voters == 1


@pytest.mark.parametrize("close", [PollClosed(SINGLE), SessionEnded("rt1"), SessionStarted("rt2")])
def test_the_close_forgets_who_voted_and_keeps_the_tally(close: PollClosed) -> None:
    ballots = (by(A, BallotCast(SINGLE, ("a",)), command="c" * 16), by(B, BallotCast(SINGLE, ("c",))))
    room = given(LIVE, OPEN, *ballots, close)
    assert room.state.polls[SINGLE].phase is Phase.CLOSED
    assert (tally(room), room.state.boxes[SINGLE].voters) == ({"a": 1, "c": 1}, 2)
    assert b"voter-" not in encode_state(room.state)
    assert b"c" * 16 not in encode_state(room.state)


def test_before_the_close_the_ballots_are_there_to_be_found() -> None:
    room = given(LIVE, OPEN, by(A, BallotCast(SINGLE, ("a",)), command="c" * 16))
    assert b"voter-a" in encode_state(room.state)


def test_the_close_forgets_only_the_voters_of_its_own_poll() -> None:
    room = given(LIVE, OPEN, PollOpened(MULTIPLE))
    room.and_given(by(A, BallotCast(SINGLE, ("a",)), command="one"))
    room.and_given(by(B, BallotCast(MULTIPLE, ("a",)), command="two"), PollClosed(SINGLE))
    assert room.state.boxes[MULTIPLE].ballots == {"voter-b": ("a",)}
    assert "voter-b" in room.state.recent


def test_only_an_open_poll_closes() -> None:
    given(LIVE, OPEN).when(ClosePoll(SINGLE)).then(PollClosed(SINGLE))
    given(LIVE).when(ClosePoll(SINGLE)).then(Refusal.POLL_NOT_OPEN)
    given(LIVE, OPEN, PollClosed(SINGLE)).when(ClosePoll(SINGLE)).then(Refusal.POLL_NOT_OPEN)
    given(LIVE).when(ClosePoll("rt9-p1")).then(Refusal.UNKNOWN_POLL)


# revealing


def test_results_are_hidden_until_they_are_revealed() -> None:
    room = given(LIVE, OPEN, PollClosed(SINGLE))
    assert not room.state.polls[SINGLE].revealed
    room.when(RevealPoll(SINGLE)).then(PollRevealed(SINGLE))
    assert room.state.polls[SINGLE] == PollRecord(Phase.CLOSED, revealed=True, opened_at=OPENED_AT)


def test_results_may_be_revealed_while_the_poll_is_open_and_stay_so_at_the_close() -> None:
    room = given(LIVE, OPEN).when(RevealPoll(SINGLE)).then(PollRevealed(SINGLE))
    assert room.and_given(PollClosed(SINGLE)).state.polls[SINGLE].revealed


def test_results_can_be_hidden_again() -> None:
    room = given(LIVE, OPEN, PollRevealed(SINGLE)).when(HidePoll(SINGLE)).then(PollHidden(SINGLE))
    assert not room.state.polls[SINGLE].revealed


def test_a_draft_has_no_results() -> None:
    given(LIVE).when(RevealPoll(SINGLE)).then(Refusal.POLL_NOT_OPEN)
    given(LIVE).when(HidePoll(SINGLE)).then(Refusal.POLL_NOT_OPEN)
    given(LIVE).when(RevealPoll("rt9-p1")).then(Refusal.UNKNOWN_POLL)


def test_results_are_revealed_and_hidden_once() -> None:
    given(LIVE, OPEN).when(HidePoll(SINGLE)).then(Refusal.NOTHING_CHANGED)
    given(LIVE, OPEN, PollRevealed(SINGLE)).when(RevealPoll(SINGLE)).then(Refusal.NOTHING_CHANGED)


def test_the_audience_neither_opens_nor_closes() -> None:
    given(LIVE).when(OpenPoll(SINGLE), by=ANNA).then(Refusal.NOT_ALLOWED)
    given(LIVE, OPEN).when(ClosePoll(SINGLE), by=ANNA).then(Refusal.NOT_ALLOWED)
