"""The countdown of a hall."""

import pytest

from server.room.base import Refusal
from server.room.screen import SceneShown
from server.room.state import Scene, Timer
from server.room.timer import (
    LONGEST,
    AdjustTimer,
    StartTimer,
    StopTimer,
    TimerAdjusted,
    TimerCleared,
    TimerStarted,
    TimerStopped,
)
from tests.room.given import LIVE, MO, SECOND, START, Fact, Room, by, given

MINUTE = 60 * SECOND


def at(seconds: int, event: TimerStarted | TimerStopped | TimerAdjusted | TimerCleared) -> Fact:
    """The event, so many seconds into the session."""
    return by(MO, event, at=START + seconds * SECOND)


def timer(room: Room) -> Timer:
    found = room.state.halls["main"].timer
    assert found
    return found


STARTED = at(0, TimerStarted("main", 120))


def test_a_countdown_ends_so_many_seconds_after_the_log_took_it() -> None:
    room = given(LIVE).when(StartTimer("main", 120), at=START).then(TimerStarted("main", 120))
    assert timer(room) == Timer(2 * MINUTE, START + 2 * MINUTE, 2 * MINUTE, running=True)
    assert room.state.halls["side"].timer is None


def test_a_paused_countdown_keeps_what_is_left() -> None:
    room = given(LIVE, STARTED).when(StopTimer("main"), at=START + 30 * SECOND).then(TimerStopped("main"))
    assert (timer(room).left, timer(room).total, timer(room).running) == (90 * SECOND, 2 * MINUTE, False)


def test_a_resumed_countdown_ends_later_by_the_pause() -> None:
    room = given(LIVE, STARTED, at(30, TimerStopped("main")))
    room.when(StartTimer("main"), at=START + 50 * SECOND).then(TimerStarted("main"))
    assert timer(room) == Timer(2 * MINUTE, START + 140 * SECOND, 90 * SECOND, running=True)


def test_overtime_goes_on_after_a_pause() -> None:
    room = given(LIVE, STARTED, at(150, TimerStopped("main")))
    assert timer(room).left == -30 * SECOND
    room.and_given(at(200, TimerStarted("main")))
    assert timer(room).ends_at == START + 170 * SECOND


def test_a_new_countdown_replaces_the_one_before() -> None:
    room = given(LIVE, STARTED, at(100, TimerStarted("main", 60)))
    assert timer(room) == Timer(MINUTE, START + 160 * SECOND, MINUTE, running=True)


def test_a_new_countdown_may_replace_a_paused_one() -> None:
    room = given(LIVE, STARTED, at(30, TimerStopped("main")), at(40, TimerStarted("main", 60)))
    assert timer(room) == Timer(MINUTE, START + 100 * SECOND, MINUTE, running=True)


def test_time_is_added_to_a_running_countdown() -> None:
    room = given(LIVE, STARTED).when(AdjustTimer("main", 60)).then(TimerAdjusted("main", 60))
    assert (timer(room).ends_at, timer(room).total) == (START + 3 * MINUTE, 3 * MINUTE)
    assert timer(room).running


def test_time_is_taken_from_a_paused_countdown() -> None:
    room = given(LIVE, STARTED, at(30, TimerStopped("main")), TimerAdjusted("main", -60))
    assert (timer(room).left, timer(room).total, timer(room).running) == (30 * SECOND, MINUTE, False)
    assert timer(room.and_given(at(40, TimerStarted("main")))).ends_at == START + 70 * SECOND


def test_more_time_than_there_is_can_be_taken_and_the_total_stays_at_zero() -> None:
    room = given(LIVE, STARTED, TimerAdjusted("main", -150))
    assert (timer(room).ends_at, timer(room).total) == (START - 30 * SECOND, 0)


def test_a_cleared_countdown_leaves_the_screen() -> None:
    room = given(LIVE, STARTED, SceneShown("main", Scene("timer")))
    room.when(StopTimer("main", "clear")).then(TimerCleared("main"))
    assert room.state.halls["main"].timer is None
    assert room.state.halls["main"].scene == Scene()


def test_clearing_leaves_another_scene_alone() -> None:
    room = given(LIVE, STARTED, SceneShown("main", Scene("timer")), SceneShown("main", Scene()))
    assert room.and_given(TimerCleared("main")).state.halls["main"].scene == Scene()


def test_without_a_countdown_there_is_nothing_to_pause_resume_clear_or_adjust() -> None:
    for command in (
        *(StopTimer("main"), StopTimer("main", "clear")),
        *(StartTimer("main"), AdjustTimer("main", 60)),
    ):
        given(LIVE).when(command).then(Refusal.NO_TIMER)


def test_a_hall_that_does_not_exist_has_no_countdown() -> None:
    for command in (StopTimer("cellar"), StartTimer("cellar", 60), AdjustTimer("cellar", 60)):
        given(LIVE).when(command).then(Refusal.UNKNOWN_HALL)


def test_a_running_countdown_is_not_resumed_and_a_paused_one_not_paused() -> None:
    given(LIVE, STARTED).when(StartTimer("main")).then(Refusal.NOTHING_CHANGED)
    given(LIVE, STARTED, at(30, TimerStopped("main"))).when(StopTimer("main")).then(Refusal.NOTHING_CHANGED)


@pytest.mark.parametrize("seconds", [-1, LONGEST + 1])
def test_a_countdown_is_between_nothing_and_half_a_day(seconds: int) -> None:
    given(LIVE).when(StartTimer("main", seconds)).then(Refusal.OUT_OF_RANGE)
    given(LIVE).when(StartTimer("main", LONGEST)).then(TimerStarted("main", LONGEST))


@pytest.mark.parametrize("seconds", [0, LONGEST + 1, -LONGEST - 1])
def test_an_adjustment_is_between_a_second_and_half_a_day(seconds: int) -> None:
    given(LIVE, STARTED).when(AdjustTimer("main", seconds)).then(Refusal.OUT_OF_RANGE)
