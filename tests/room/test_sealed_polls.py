"""Polls whose ballots are sealed: what the fold makes of a log that it cannot read, and of the outcome."""

import pytest
from msgspec.structs import replace

from moderation.polls import Phase
from server.room.base import SYSTEM, Actor, Event, Refusal, Stamp
from server.room.codec import decode, encode, encode_state
from server.room.fold import fold
from server.room.planning import ProgrammePlanned
from server.room.polls import (
    BallotCast,
    BallotCastV1,
    BallotSealed,
    CountPoll,
    OpenPoll,
    PollClosed,
    PollCounted,
    PollOpened,
    PollOpenedV1,
    Vote,
    room_for_ballots,
)
from server.room.sessions import SessionEnded
from server.room.state import State
from server.room.wording import Text
from tests.room.given import LIVE, SERVER, Fact, Room, by, given
from tests.room.plan import RT1, plan_of

SINGLE = "rt1-p1"
OPEN = PollOpened(SINGLE, 128)
A, B = Actor("voter-a", "audience"), Actor("voter-b", "audience")
OUTCOME = PollCounted(SINGLE, 2, {"a": 1, "c": 1}, known=bytes(16))


def voted() -> Room:
    """An open poll in which one has voted twice and one once."""
    ballots = ((B, "b", "second"), (A, "a", "first"), (B, "c", "third"))
    return given(LIVE, OPEN, *(Fact(BallotCast(SINGLE, (one,)), by, command=id) for by, one, id in ballots))


def test_by_the_first_rules_a_poll_is_opened_as_before_and_by_the_newest_its_ballots_are_sealed() -> None:
    room = given(LIVE)
    room.when(OpenPoll(SINGLE)).then(PollOpened(SINGLE, room_for_ballots("abc")))
    assert room.state.boxes[SINGLE].sealed
    room = given(LIVE)
    room.state.rules = 1
    room.when(OpenPoll(SINGLE)).then(PollOpenedV1(SINGLE))
    assert not room.state.boxes[SINGLE].sealed


def test_a_ballot_that_cannot_be_read_has_no_effect_and_is_no_late_act_of_the_staff() -> None:
    room = given(LIVE, OPEN)
    before = room.state.boxes[SINGLE], dict(room.state.recent)
    assert room.after(Fact(BallotSealed(SINGLE, b"noise"), Actor("", "audience"))) is Refusal.POLL_NOT_OPEN
    assert (room.state.boxes[SINGLE], room.state.recent, room.state.late) == (*before, [])


def test_what_an_older_worker_takes_for_a_sealed_poll_has_no_effect() -> None:
    room = given(LIVE, OPEN)
    assert room.after(by(A, BallotCastV1(SINGLE, ("a",)))) is Refusal.POLL_NOT_OPEN
    assert room.state.boxes[SINGLE].voters == 0
    room = given(LIVE, PollOpenedV1(SINGLE), by(A, BallotCastV1(SINGLE, ("a",))))
    assert room.state.boxes[SINGLE].voters == 1


@pytest.mark.parametrize("end", [PollClosed(SINGLE), SessionEnded("rt1")])
def test_after_the_close_only_the_ids_are_left_in_an_order_that_tells_nothing(end: Event) -> None:
    room = voted().and_given(end)
    box = room.state.boxes[SINGLE]
    assert (box.commands, box.ballots, box.counted) == (("first", "second", "third"), {}, 0)
    assert not {A.id, B.id} & room.state.recent.keys()


def test_the_outcome_says_the_tally_without_order_and_without_options_that_lost_every_vote() -> None:
    room = voted().and_given(PollClosed(SINGLE))
    assert room.state.boxes[SINGLE].tally == {"b": 0, "a": 1, "c": 1}
    room = room.when(CountPoll(SINGLE, bytes(16)), SYSTEM).then(OUTCOME)
    box = room.state.boxes[SINGLE]
    assert (list(box.tally), box.commands, box.known, box.counted) == (
        ["a", "c"],
        (),
        bytes(16),
        room.state.seq,
    )


def test_the_first_outcome_stands() -> None:
    room = voted().and_given(PollClosed(SINGLE), by(SERVER, OUTCOME))
    again = PollCounted(SINGLE, 9, {"b": 9})
    assert room.after(by(SERVER, again)) is Refusal.NOTHING_CHANGED
    assert room.state.boxes[SINGLE].voters == 2
    room.when(CountPoll(SINGLE, b""), SYSTEM).then(Refusal.NOTHING_CHANGED)


def test_there_is_no_outcome_of_what_is_open_was_never_sealed_or_is_not_there() -> None:
    given(LIVE, OPEN).when(CountPoll(SINGLE, b""), SYSTEM).then(Refusal.POLL_NOT_OPEN)
    closed = given(LIVE, PollOpenedV1(SINGLE), PollClosed(SINGLE))
    closed.when(CountPoll(SINGLE, b""), SYSTEM).then(Refusal.POLL_NOT_OPEN)
    given(LIVE).when(CountPoll("nowhere", b""), SYSTEM).then(Refusal.UNKNOWN_POLL)
    given(LIVE, OPEN, PollClosed(SINGLE)).when(CountPoll(SINGLE, b""), A).then(Refusal.NOT_ALLOWED)


def test_with_the_outcome_who_could_read_the_ballots_and_who_could_not_have_the_same_state() -> None:
    room = voted()
    blind = given(LIVE, OPEN).state
    sealed = encode(BallotSealed(SINGLE, b"noise"), Stamp(0, 1, "", "audience", ""))
    for seq in range(blind.seq + 1, room.state.seq + 1):
        fold(blind, decode(seq, sealed))
    closing = Stamp(room.state.seq + 1, 1_800_000_000_000, "mo", "moderator", "close")
    for state in (room.state, blind):
        fold(state, decode(closing.seq, encode(PollClosed(SINGLE), closing)))
    assert encode_state(blind) != encode_state(room.state)
    for state in (room.state, blind):
        _count(state)
    assert encode_state(blind) == encode_state(room.state)


def _count(state: State) -> None:
    stamp = Stamp(state.seq + 1, 1_800_000_000_000, "system", "system", "")
    fold(state, decode(stamp.seq, encode(OUTCOME, stamp)))


def test_a_choice_for_which_a_sealed_ballot_has_no_room_is_refused() -> None:
    """Options may be planned anew while the poll is open, and be longer."""
    (poll, *rest) = RT1.polls
    options = tuple(type(poll.options[0])(f"option-{n}", Text(en=f"{n}")) for n in range(4))
    wider = plan_of(replace(RT1, polls=(type(poll)(SINGLE, poll.text, options, "multiple", 4), *rest)))
    room = given(LIVE, OPEN, by(SERVER, ProgrammePlanned(wider)))
    assert room.state.polls[SINGLE].phase is Phase.OPEN
    names = tuple(option.id for option in options)
    assert isinstance(room.when(Vote(SINGLE, names[:1]), A).outcome, BallotCast)
    room.when(Vote(SINGLE, names), A).then(Refusal.INVALID_CHOICE)
    assert isinstance(given(LIVE, PollOpenedV1(SINGLE)).when(Vote(SINGLE, ("a",)), A).outcome, BallotCast)
