"""The programme enters the log, and enters it again when it has changed."""

import msgspec
import pytest

from moderation.polls import Phase
from moderation.status import Status
from server.room.base import Refusal
from server.room.codec import encode_state
from server.room.planning import PlanProgramme, ProgrammePlanned
from server.room.polls import BallotCast, PollClosed, PollOpened
from server.room.programme import Hall as PlannedHall
from server.room.programme import Programme, Session
from server.room.registry import rules_known
from server.room.screen import QuestionStaged, ScreenBlanked, Stage
from server.room.sessions import SessionStarted, StartSession
from server.room.state import Hall, PollRecord, Scene, SessionRecord, Standing, State
from server.room.triage import QuestionAnswered, QuestionApproved
from server.room.undo import Undo
from server.room.wording import Text
from tests.room.given import ANNA, LIVE, MO, Q1, SERVER, Room, asked, by, given
from tests.room.plan import PLAN, RT1, RT2, WORKSHOP, plan_of


def replanned(room: Room, *sessions: Session) -> Room:
    """The room after its programme was changed to these sessions."""
    return room.when(PlanProgramme(plan_of(*sessions)), by=SERVER).then(ProgrammePlanned(plan_of(*sessions)))


def without(session: Session, **changed: object) -> Session:
    return msgspec.structs.replace(session, **changed)


def test_a_plan_makes_a_record_of_everything_in_it() -> None:
    room = Room(State(rules=rules_known())).when(PlanProgramme(PLAN), by=SERVER).then(ProgrammePlanned(PLAN))
    state = room.state
    assert state.halls == {"main": Hall(), "side": Hall()}
    assert state.sessions == dict.fromkeys(("rt1", "rt2", "ws"), SessionRecord())
    assert state.polls == dict.fromkeys(("rt1-p1", "rt1-p2", "rt2-p1", "ws-p1"), PollRecord())
    planned = ("rt1-q1", "rt1-q2", "rt2-q1", "ws-q1")
    assert state.standings == dict.fromkeys(planned, Standing(Status.PLANNED))


def test_the_same_plan_again_changes_nothing() -> None:
    given().when(PlanProgramme(PLAN), by=SERVER).then(Refusal.NOTHING_CHANGED)


@pytest.mark.parametrize("actor", [ANNA, MO])
def test_nobody_plans_from_outside(actor: object) -> None:
    given().when(PlanProgramme(plan_of(RT1)), by=actor).then(Refusal.NOT_ALLOWED)  # type: ignore[arg-type]


def test_a_new_plan_keeps_what_has_happened() -> None:
    room = given(LIVE, asked(), QuestionAnswered("rt1-q1"), PollOpened("rt1-p1"))
    room.and_given(by(ANNA, BallotCast("rt1-p1", ("a",))), PollClosed("rt1-p1"))
    room.and_given(QuestionStaged("rt1-q2"), ScreenBlanked("side"))
    before = msgspec.msgpack.decode(encode_state(room.state))
    after = msgspec.msgpack.decode(encode_state(replanned(room, RT1, RT2).state))
    for table in ("halls", "sessions", "standings", "questions", "polls", "boxes", "people", "asked"):
        assert after[table] == before[table], table


def test_a_new_plan_adds_what_is_new() -> None:
    room = replanned(given(), RT1, RT2, WORKSHOP, without(RT2, id="rt3", questions=(), polls=()))
    room.when(StartSession("rt3")).then(SessionStarted("rt3"))


def test_a_session_that_is_not_planned_any_more_ends() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), QuestionStaged(Q1), PollOpened("rt1-p1"))
    replanned(room.and_given(ScreenBlanked("main")), RT2)
    assert room.state.halls["main"] == Hall(blank=True)
    assert room.state.sessions["rt1"].phase == "ended"
    assert room.state.standings[Q1].status is Status.LIVE
    assert room.state.polls["rt1-p1"].phase is Phase.CLOSED


def test_a_session_that_comes_back_into_the_plan_can_begin_again() -> None:
    room = replanned(replanned(given(LIVE, asked()), RT2), RT1, RT2)
    room.when(StartSession("rt1")).then(SessionStarted("rt1"))
    assert room.state.questions[Q1].text == "Why?"


def test_a_live_session_that_moves_to_another_hall_ends() -> None:
    room = replanned(given(LIVE, QuestionStaged("rt1-q1")), without(RT1, hall="side"), RT2)
    assert room.state.halls["main"] == Hall()
    assert room.state.sessions["rt1"].phase == "ended"
    assert room.state.standings["rt1-q1"].status is Status.PLANNED
    room.when(StartSession("rt1")).then(SessionStarted("rt1"))
    assert room.state.halls["side"] == Hall(session="rt1")


def test_a_prepared_question_that_is_not_planned_any_more_leaves_the_stage() -> None:
    room = replanned(given(LIVE, QuestionStaged("rt1-q1")), without(RT1, questions=()), RT2)
    assert room.state.halls["main"] == Hall(session="rt1")
    assert room.state.standings["rt1-q1"].status is Status.PLANNED


def test_a_prepared_question_that_comes_back_into_the_plan_can_be_staged() -> None:
    room = given(LIVE, QuestionStaged("rt1-q1"))
    room = replanned(replanned(room, without(RT1, questions=()), RT2), RT1, RT2)
    room.when(Stage("rt1-q1")).then(QuestionStaged("rt1-q1"))


def test_an_open_poll_that_is_not_planned_any_more_closes_and_leaves_the_screen() -> None:
    room = given(LIVE, PollOpened("rt1-p1"), by(ANNA, BallotCast("rt1-p1", ("a",))))
    replanned(room, without(RT1, polls=()), RT2)
    assert room.state.polls["rt1-p1"].phase is Phase.CLOSED
    assert not room.state.boxes["rt1-p1"].ballots
    assert room.state.halls["main"].scene == Scene()


def test_an_open_poll_that_moves_to_a_session_that_is_not_live_closes() -> None:
    room = given(LIVE, PollOpened("rt1-p1"))
    replanned(room, without(RT1, polls=()), without(RT2, polls=RT1.polls))
    assert room.state.polls["rt1-p1"].phase is Phase.CLOSED


def test_other_halls_go_on_over_a_new_plan() -> None:
    room = given(LIVE, SessionStarted("ws"), QuestionStaged("ws-q1"), PollOpened("ws-p1"))
    replanned(room, RT2, WORKSHOP)
    assert room.state.halls["side"] == Hall("ws", "ws-q1", Scene("poll", "ws-p1"))
    assert room.state.polls["ws-p1"].phase is Phase.OPEN


def test_a_hall_that_is_not_planned_any_more_is_kept_for_the_screens_that_show_it() -> None:
    plan = Programme("PORT24", Text(en="Two"), (PlannedHall("main", Text(en="Main")),), (RT1, RT2))
    assert "side" in given(LIVE, by(SERVER, ProgrammePlanned(plan))).state.halls


def test_what_was_done_under_the_old_plan_cannot_be_undone() -> None:
    room = given(LIVE, QuestionStaged("rt1-q1"), QuestionAnswered("rt1-q1"))
    replanned(room, without(RT1, questions=()), RT2).when(Undo()).then(Refusal.NOTHING_TO_UNDO)
