"""How soon and how often one person may ask in a session."""

import pytest

from moderation.permissions import Role
from server.room.base import Actor, Refusal
from server.room.limits import LimitsSet, SetLimits
from server.room.questions import Ask, QuestionWithdrawn
from server.room.sessions import SessionEnded, SessionStarted
from server.room.triage import QuestionApproved, QuestionErased
from server.room.undo import Undo
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, Q3, SECOND, START, Room, asked, by, given

LEA = Actor("lea", Role.LEAD)
NOON = START + 3600 * SECOND
SLOWLY, TWICE = LimitsSet("rt1", pace=60, each=0), LimitsSet("rt1", pace=0, each=2)
ASK = Ask(Q2, "rt1", "How?")


def asked_at_noon(*limits: LimitsSet) -> Room:
    return given(LIVE, *limits, by(ANNA, asked("Why?"), NOON))


def test_limits_are_set_by_those_who_lead() -> None:
    command = SetLimits("rt1", 60, 3)
    given().when(command, by=MO).then(Refusal.NOT_ALLOWED)
    room = given().when(command, by=LEA).then(LimitsSet("rt1", 60, 3))
    assert (room.state.sessions["rt1"].pace, room.state.sessions["rt1"].each) == (60, 3)


@pytest.mark.parametrize(("pace", "each"), [(3601, 0), (-1, 0), (0, 101), (0, -1)])
def test_limits_have_limits(pace: int, each: int) -> None:
    given().when(SetLimits("rt1", pace, each), by=LEA).then(Refusal.OUT_OF_RANGE)
    given().when(SetLimits("rt1", 3600, 100), by=LEA).then(LimitsSet("rt1", 3600, 100))


def test_limits_are_for_sessions_of_the_programme_and_change_something() -> None:
    given().when(SetLimits("rt9", 1, 1), by=LEA).then(Refusal.UNKNOWN_SESSION)
    given().when(SetLimits("rt1", 0, 0), by=LEA).then(Refusal.NOTHING_CHANGED)


def test_in_slow_mode_a_person_waits_between_two_questions() -> None:
    room = asked_at_noon(SLOWLY)
    room.when(ASK, at=NOON + 59 * SECOND).then(Refusal.NOT_SO_SOON)
    room.when(ASK, at=NOON + 60 * SECOND).then(asked("How?", Q2))


def test_slow_mode_goes_by_the_time_of_the_entries() -> None:
    room = asked_at_noon(SLOWLY)
    assert room.after(by(ANNA, asked("How?", Q2), NOON + 59 * SECOND)) is Refusal.NOT_SO_SOON
    assert room.after(by(ANNA, asked("How?", Q2), NOON + 60 * SECOND)) is None


def test_a_clock_that_was_set_back_makes_nobody_wait() -> None:
    asked_at_noon(SLOWLY).when(ASK, at=NOON - 1).then(asked("How?", Q2))


def test_nobody_waits_for_others_nor_for_what_they_asked_elsewhere() -> None:
    room = asked_at_noon(SLOWLY)
    room.when(ASK, by=BEN, at=NOON + SECOND).then(asked("How?", Q2))
    room.and_given(SessionStarted("ws"), LimitsSet("ws", 60, 1))
    room.when(Ask(Q3, "ws", "Where?"), at=NOON + SECOND).then(asked("Where?", Q3, "ws"))


def test_withdrawing_is_no_way_to_ask_sooner() -> None:
    room = asked_at_noon(SLOWLY).and_given(QuestionWithdrawn(Q1))
    room.when(ASK, at=NOON + SECOND).then(Refusal.NOT_SO_SOON)


def test_a_person_asks_only_so_many_questions() -> None:
    room = given(LIVE, TWICE, asked("Why?"), QuestionApproved(Q1), asked("How?", Q2))
    room.when(Ask(Q3, "rt1", "Where?")).then(Refusal.ENOUGH_ASKED)
    room.when(Ask(Q3, "rt1", "Where?"), by=BEN).then(asked("Where?", Q3))


def test_questions_that_were_withdrawn_or_erased_do_not_count() -> None:
    room = given(LIVE, TWICE, asked("Why?"), asked("How?", Q2))
    room.and_given(QuestionWithdrawn(Q1)).when(Ask(Q3, "rt1", "Where?")).then(asked("Where?", Q3))
    room.when(Ask("question-number-4", "rt1", "When?")).then(Refusal.ENOUGH_ASKED)
    room.and_given(QuestionErased(Q2)).when(Ask("question-number-4", "rt1", "When?")).happens()


def test_limits_outlast_the_end_of_a_session_and_can_be_undone() -> None:
    room = given(by(MO, LIVE), by(LEA, TWICE))
    room.when(Undo(), by=LEA).happens()
    assert room.state.sessions["rt1"].each == 0
    room.and_given(by(LEA, TWICE), SessionEnded("rt1"), LIVE)
    assert room.state.sessions["rt1"].each == 2
