"""What comes on stage and on the screen of a hall."""

import pytest

from moderation.status import Status
from server.room.base import Command, Refusal
from server.room.planning import ProgrammePlanned
from server.room.polls import PollClosed, PollOpened
from server.room.prompts import AnnouncementMade
from server.room.screen import (
    Blank,
    QuestionStaged,
    SceneShown,
    ScreenBlanked,
    ScreenUnblanked,
    ShowScene,
    Stage,
    StageCleared,
    Unblank,
    Unstage,
)
from server.room.sessions import SessionEnded, SessionStarted
from server.room.state import Hall, Scene
from server.room.timer import TimerStarted
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed
from server.room.wording import Text
from tests.room.given import LIVE, Q1, Q2, SERVER, Room, asked, by, given
from tests.room.plan import PLAN

PREPARED, OTHER = "rt1-q1", "rt1-q2"


def main(room: Room) -> Hall:
    return room.state.halls["main"]


def status(room: Room, question: str) -> Status:
    return room.state.standings[question].status


# the stage


def test_a_staged_question_is_on_stage_and_on_the_screen() -> None:
    room = given(LIVE).when(Stage(PREPARED)).then(QuestionStaged(PREPARED))
    assert status(room, PREPARED) is Status.ON_STAGE
    assert main(room).on_stage == PREPARED
    assert main(room).scene == Scene("question")


def test_a_question_comes_on_the_stage_of_the_hall_of_its_session() -> None:
    room = given(LIVE, SessionStarted("ws")).when(Stage("ws-q1")).then(QuestionStaged("ws-q1"))
    assert room.state.halls["side"].on_stage == "ws-q1"
    assert main(room).on_stage == ""


def test_a_question_that_waits_never_comes_on_stage() -> None:
    given(LIVE, asked()).when(Stage(Q1)).then(Refusal.NOT_ANY_MORE)
    assert given(LIVE, asked()).after(QuestionStaged(Q1)) is Refusal.NOT_ANY_MORE


def test_a_dismissed_question_never_comes_on_stage() -> None:
    given(LIVE, asked(), QuestionDismissed(Q1)).when(Stage(Q1)).then(Refusal.NOT_ANY_MORE)


def test_an_answered_question_may_come_back_on_stage() -> None:
    given(LIVE, asked(), QuestionApproved(Q1), QuestionAnswered(Q1)).when(Stage(Q1)).then(QuestionStaged(Q1))
    given(LIVE, QuestionAnswered(PREPARED)).when(Stage(PREPARED)).then(QuestionStaged(PREPARED))


def test_an_unknown_question_cannot_be_staged() -> None:
    given(LIVE).when(Stage(Q1)).then(Refusal.UNKNOWN_QUESTION)


def test_the_question_before_it_steps_down_to_where_it_came_from() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), QuestionStaged(Q1), QuestionStaged(PREPARED))
    assert status(room, Q1) is Status.LIVE
    room.and_given(QuestionStaged(OTHER))
    assert status(room, PREPARED) is Status.PLANNED
    assert main(room).on_stage == OTHER


def test_the_question_on_stage_is_not_staged_again() -> None:
    given(LIVE, QuestionStaged(PREPARED)).when(Stage(PREPARED)).then(Refusal.NOT_ANY_MORE)


def test_unstaging_takes_the_question_off_the_stage_and_the_screen() -> None:
    room = given(LIVE, QuestionStaged(PREPARED)).when(Unstage("main")).then(StageCleared("main"))
    assert main(room) == Hall(session="rt1")
    assert status(room, PREPARED) is Status.PLANNED


def test_an_empty_stage_cannot_be_cleared() -> None:
    given(LIVE).when(Unstage("main")).then(Refusal.NOTHING_CHANGED)
    given(LIVE).when(Unstage("cellar")).then(Refusal.UNKNOWN_HALL)


def test_a_question_that_was_taken_out_of_the_programme_cannot_be_staged() -> None:
    less = PLAN.sessions[0].__class__("rt1", "main", "round-table", Text(en="Officials"))
    plan = PLAN.__class__("PORT24", PLAN.title, PLAN.halls, (less, *PLAN.sessions[1:]))
    given(LIVE, by(SERVER, ProgrammePlanned(plan))).when(Stage(PREPARED)).then(Refusal.UNKNOWN_HALL)


# the scene


def test_the_screen_shows_the_scene_that_was_chosen() -> None:
    room = given(LIVE, TimerStarted("main", 60)).when(ShowScene("main", "timer"))
    assert main(room.then(SceneShown("main", Scene("timer")))).scene == Scene("timer")


@pytest.mark.parametrize("scene", ["question", "timer", "announcement"])
def test_a_scene_needs_something_to_show(scene: str) -> None:
    given(LIVE).when(ShowScene("main", scene)).then(Refusal.NOTHING_TO_SHOW)  # type: ignore[arg-type]


def test_every_kind_of_scene_can_be_shown_once_there_is_something() -> None:
    room = given(LIVE, QuestionStaged(PREPARED), TimerStarted("main", 60), PollOpened("rt1-p1"))
    room.and_given(AnnouncementMade("main", Text(en="Tea")))
    for scene in (Scene("announcement"), Scene("question"), Scene("timer"), Scene("poll", "rt1-p1"), Scene()):
        room.when(ShowScene("main", scene.kind, scene.poll)).then(SceneShown("main", scene))
        assert main(room).scene == scene


def test_a_draft_has_nothing_to_show() -> None:
    given(LIVE).when(ShowScene("main", "poll", "rt1-p1")).then(Refusal.NOTHING_TO_SHOW)


def test_a_closed_poll_can_be_shown() -> None:
    room = given(LIVE, PollOpened("rt1-p1"), PollClosed("rt1-p1"), SceneShown("main", Scene()))
    scene = Scene("poll", "rt1-p1")
    room.when(ShowScene("main", "poll", "rt1-p1")).then(SceneShown("main", scene))


@pytest.mark.parametrize("poll", ["", "rt9-p1", "ws-p1"])
def test_a_hall_shows_only_its_own_polls(poll: str) -> None:
    room = given(LIVE, SessionStarted("ws"), PollOpened("ws-p1"))
    room.when(ShowScene("main", "poll", poll)).then(Refusal.UNKNOWN_POLL)


def test_only_a_poll_scene_names_a_poll() -> None:
    room = given(LIVE, TimerStarted("main", 60))
    room.when(ShowScene("main", "timer", "rt1-p1")).then(SceneShown("main", Scene("timer")))


@pytest.mark.parametrize("scene", [Scene(), Scene("poll", "rt1-p1")])
def test_showing_what_is_shown_changes_nothing(scene: Scene) -> None:
    room = given(LIVE, PollOpened("rt1-p1"), *([SceneShown("main", Scene())] if not scene.poll else []))
    room.when(ShowScene("main", scene.kind, scene.poll)).then(Refusal.NOTHING_CHANGED)


def test_a_hall_that_does_not_exist_has_no_screen() -> None:
    for command in (ShowScene("cellar", "waiting"), Blank("cellar"), Unblank("cellar")):
        given(LIVE).when(command).then(Refusal.UNKNOWN_HALL)


# the curtain


def test_a_blank_screen_keeps_its_scene_behind() -> None:
    room = given(LIVE, QuestionStaged(PREPARED)).when(Blank("main")).then(ScreenBlanked("main"))
    assert (main(room).blank, main(room).scene, main(room).on_stage) == (True, Scene("question"), PREPARED)
    room.when(Unblank("main")).then(ScreenUnblanked("main"))
    assert (main(room).blank, main(room).scene) == (False, Scene("question"))


def test_a_new_scene_does_not_lift_the_curtain() -> None:
    room = given(LIVE, ScreenBlanked("main"), QuestionStaged(PREPARED), PollOpened("rt1-p1"))
    assert main(room).blank
    assert main(room).scene == Scene("poll", "rt1-p1")


@pytest.mark.parametrize("event", [SessionStarted("rt2"), SessionEnded("rt1")])
def test_a_blank_screen_stays_blank_over_a_change_of_session(event: SessionStarted) -> None:
    assert main(given(LIVE, ScreenBlanked("main"), event)).blank


@pytest.mark.parametrize("command", [Blank("main"), Unblank("side")])
def test_a_curtain_that_is_where_it_should_be_does_not_move(command: Command) -> None:
    given(LIVE, ScreenBlanked("main")).when(command).then(Refusal.NOTHING_CHANGED)


def test_each_hall_has_its_own_curtain() -> None:
    assert not given(LIVE, ScreenBlanked("main")).state.halls["side"].blank


def test_taking_the_question_down_while_blank_leaves_nothing_behind_the_curtain() -> None:
    room = given(LIVE, asked("Why?", Q2), QuestionApproved(Q2), QuestionStaged(Q2), ScreenBlanked("main"))
    room.and_given(QuestionDismissed(Q2), ScreenUnblanked("main"))
    assert main(room) == Hall(session="rt1")
