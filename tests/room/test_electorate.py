"""Who may vote, whether the code rotates, and what a ballot says of who came late or was never seen."""

from collections.abc import Iterable
from typing import Literal

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st
from msgspec.structs import replace

from moderation.polls import Electorate, worth_a_warning
from server.room.base import Actor, Refusal, Visit
from server.room.electorate import (
    ElectorateSet,
    RotatingCodeSet,
    SetElectorate,
    SetRotatingCode,
    code_rotates,
    electorate,
)
from server.room.planning import PlanProgramme, ProgrammePlanned, ProgrammePlannedV1, for_first_rules
from server.room.polls import BallotCast, BallotCastV1, PollClosed, PollOpened, Vote, with_visit
from server.room.programme import Programme
from server.room.state import BallotBox, State
from server.room.undo import Undo
from tests.room.given import LIVE, MO, SECOND, SERVER, START, Fact, Room, by, given
from tests.room.plan import PLAN, RT1, RT2, WORKSHOP

SINGLE, MULTIPLE = "rt1-p1", "rt1-p2"
OPEN = PollOpened(SINGLE)
EARLIER_ONLY = ElectorateSet("here-before", SINGLE)
LEA = Actor("lea", "lead")
A, B, C = (Actor(f"voter-{letter}", "audience") for letter in "abc")
OPENED_AT = START + 3 * SECOND


def planned(
    poll: Electorate | Literal[""], meeting: Electorate = "everyone", rotating_code: bool = False
) -> Programme:
    """The plan with these settings."""
    first, second = RT1.polls
    sessions = (replace(RT1, polls=(replace(first, may_vote=poll), second)), RT2, WORKSHOP)
    return replace(PLAN, sessions=sessions, may_vote=meeting, rotating_code=rotating_code)


def box(room: Room) -> BallotBox:
    return room.state.boxes[SINGLE]


def strangers(room: Room) -> tuple[int, int]:
    return box(room).late_voters, box(room).unseen_voters


def with_the_first_rules(*facts: Fact) -> Room:
    room = given(LIVE, OPEN)
    room.state.rules = 1
    return room.and_given(*facts)


@pytest.mark.parametrize(
    ("meeting", "poll", "desk", "desk_poll", "expected"),
    [
        ("everyone", "", "", "", "everyone"),
        ("here-before", "", "", "", "here-before"),
        ("here-before", "everyone", "", "", "everyone"),
        ("everyone", "here-before", "", "", "here-before"),
        ("here-before", "", "everyone", "", "everyone"),
        ("everyone", "everyone", "here-before", "", "everyone"),
        ("everyone", "everyone", "", "here-before", "here-before"),
        ("everyone", "", "here-before", "everyone", "everyone"),
    ],
)
def test_a_polls_own_rule_goes_before_the_meetings_and_the_desk_before_the_plan(
    meeting: Electorate,
    poll: Electorate | Literal[""],
    desk: Electorate | Literal[""],
    desk_poll: Electorate | Literal[""],
    expected: Electorate,
) -> None:
    room = Room(State(rules=2)).and_given(Fact(ProgrammePlanned(planned(poll, meeting)), SERVER))
    if desk:
        room.and_given(by(LEA, ElectorateSet(desk)))
    if desk_poll:
        room.and_given(by(LEA, ElectorateSet(desk_poll, SINGLE)))
    assert electorate(room.state, SINGLE) == expected


def test_the_lead_says_who_may_vote_until_the_close_and_can_take_it_back() -> None:
    room = given(LIVE, OPEN).when(SetElectorate("here-before", SINGLE), by=LEA).then(EARLIER_ONLY)
    assert (electorate(room.state, SINGLE), electorate(room.state, MULTIPLE)) == ("here-before", "everyone")
    room.when(SetElectorate("here-before", SINGLE), by=LEA).then(Refusal.NOTHING_CHANGED)
    assert electorate(room.when(Undo(), by=LEA).happens().state, SINGLE) == "everyone"
    room.and_given(PollClosed(SINGLE)).when(SetElectorate("here-before", SINGLE), by=LEA).then(
        Refusal.NOT_ANY_MORE
    )
    room.when(SetElectorate("here-before", "rt9-p1"), by=LEA).then(Refusal.UNKNOWN_POLL)
    room.when(SetElectorate("here-before"), by=LEA).then(ElectorateSet("here-before"))
    assert electorate(room.state, MULTIPLE) == "here-before"


def test_a_moderator_leaves_both_alone() -> None:
    room = given(LIVE, OPEN)
    room.when(SetElectorate("here-before", SINGLE), by=MO).then(Refusal.NOT_ALLOWED)
    room.when(SetRotatingCode(on=True), by=MO).then(Refusal.NOT_ALLOWED)


def test_the_code_rotates_as_planned_until_the_desk_says_otherwise() -> None:
    assert not code_rotates(given().state)
    room = given(Fact(ProgrammePlanned(planned("", rotating_code=True)), SERVER))
    assert code_rotates(room.state)
    room.when(SetRotatingCode(on=True), by=LEA).then(Refusal.NOTHING_CHANGED)
    room.when(SetRotatingCode(on=False), by=LEA).then(RotatingCodeSet(on=False))
    assert not code_rotates(room.state)
    assert code_rotates(room.when(Undo(), by=LEA).happens().state)


@pytest.mark.parametrize("command", [SetElectorate("here-before"), SetRotatingCode(on=True)])
def test_what_an_older_worker_would_ignore_is_not_written(command: SetElectorate | SetRotatingCode) -> None:
    with_the_first_rules().when(command, by=LEA).then(Refusal.NOT_YET)


def test_a_plan_is_written_without_its_newer_settings_as_long_as_an_older_worker_reads_it() -> None:
    plan = planned("here-before", "here-before", rotating_code=True)
    room = with_the_first_rules()
    room.when(PlanProgramme(plan), by=SERVER).then(Refusal.NOTHING_CHANGED)
    assert for_first_rules(plan) == PLAN
    assert room.after(Fact(ProgrammePlannedV1(plan), SERVER)) is Refusal.MALFORMED
    room.state.rules = 2
    room.when(PlanProgramme(plan), by=SERVER).then(ProgrammePlanned(plan))


def test_who_came_when_it_opened_or_before_is_not_late() -> None:
    state = given(LIVE, OPEN).state
    vote = Vote(SINGLE, ("a",))
    for since in (0, OPENED_AT - 1, OPENED_AT):
        assert with_visit(vote, state, Visit(since)) is vote
    given(LIVE, OPEN).when(with_visit(vote, state, Visit(OPENED_AT + 1)), by=A).then(
        BallotCast(SINGLE, ("a",), late=True)
    )
    given(LIVE, OPEN).when(with_visit(vote, state, Visit(unseen=True)), by=A).then(
        BallotCast(SINGLE, ("a",), unseen=True)
    )


def test_who_came_later_is_refused_unless_they_have_a_ballot_in_it() -> None:
    late = BallotCast(SINGLE, ("a",), late=True)
    room = given(LIVE, OPEN, by(A, late), by(LEA, EARLIER_ONLY))
    assert room.after(by(B, late)) is Refusal.CAME_AFTER
    room.and_given(by(A, BallotCast(SINGLE, ("b",), late=True)), by(C, BallotCast(SINGLE, ("b",))))
    assert (box(room).voters, strangers(room)) == (2, (1, 0))
    room.and_given(by(LEA, ElectorateSet("everyone", SINGLE)), by(B, late))
    assert (box(room).voters, strangers(room)) == (3, (2, 0))


def test_a_ballot_that_an_older_worker_took_is_judged_as_that_worker_did() -> None:
    room = given(
        LIVE, OPEN, by(LEA, EARLIER_ONLY), by(A, BallotCastV1(SINGLE, ("a",), late=True, unseen=True))
    )
    assert (box(room).voters, strangers(room)) == (1, (0, 0))
    vote = with_visit(Vote(SINGLE, ("a",)), room.state, Visit(OPENED_AT + 1, unseen=True))
    with_the_first_rules().when(vote, by=A).then(BallotCastV1(SINGLE, ("a",)))


def test_a_voter_is_unseen_until_a_ballot_says_otherwise_and_never_becomes_so() -> None:
    room = given(
        LIVE, OPEN, by(A, BallotCast(SINGLE, ("a",), unseen=True)), by(B, BallotCast(SINGLE, ("a",)))
    )
    assert strangers(room) == (0, 1)
    room.and_given(by(A, BallotCast(SINGLE, ("b",))), by(B, BallotCast(SINGLE, ("b",), unseen=True)))
    assert strangers(room) == (0, 0)


def test_after_the_close_the_figures_stay_and_nobodys_pseudonym_does() -> None:
    room = given(LIVE, OPEN, by(A, BallotCast(SINGLE, ("a",), late=True, unseen=True)), PollClosed(SINGLE))
    assert strangers(room) == (1, 1)
    assert (box(room).late, box(room).unseen, box(room).ballots) == ({}, {}, {})


BALLOTS = st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.booleans()), max_size=40)


@any_of(BALLOTS)
def test_the_figures_are_those_of_counting_by_hand(ballots: Iterable[tuple[int, bool, bool]]) -> None:
    room, each = given(LIVE, OPEN), dict[int, list[tuple[bool, bool]]]()
    for voter, late, unseen in ballots:
        room.and_given(by(Actor(f"v{voter}", "audience"), BallotCast(SINGLE, ("a",), late, unseen)))
        each.setdefault(voter, []).append((late, unseen))
    late_ones = sum(all(late for late, _ in said) for said in each.values())
    unseen_ones = sum(all(unseen for _, unseen in said) for said in each.values())
    assert strangers(room) == (late_ones, unseen_ones)


@pytest.mark.parametrize(
    ("strangers", "voters", "warned"),
    [
        (0, 0, False),
        (5, 5, False),
        (6, 6, True),
        (6, 119, True),
        (6, 120, False),
        (50, 1000, False),
        (51, 1000, True),
    ],
)
def test_a_warning_needs_more_than_five_strangers_and_more_than_five_in_a_hundred(
    strangers: int, voters: int, warned: bool
) -> None:
    assert worth_a_warning(strangers, voters) is warned
