"""A simulated moderator does what a person would, by what the desk shows and by nothing else."""

import random
from typing import Any

import msgspec
import pytest

from server.rehearsal.desk import Desk, Step, act, pause, review


def desk(**shown: list[tuple[str, str]]) -> Desk:
    """A desk with these sessions, questions and polls, each as its id and its state."""
    sessions = [{"session": id, "phase": phase} for id, phase in shown.pop("sessions", [("rt1", "live")])]
    polls = [{"poll": id, "phase": phase} for id, phase in shown.pop("polls", [])]
    lists: dict[str, Any] = {"sessions": sessions, "polls": polls}
    for name in ("pending", "live", "prepared"):
        lists[name] = [{"question": id, "status": status} for id, status in shown.get(name, [])]
    return msgspec.convert({name: {"items": items} for name, items in lists.items()}, Desk)


PLANNED = [("rt1", "ended"), ("rt2", "planned"), ("rt3", "planned")]


@pytest.mark.parametrize("number", range(4))
def test_without_a_session_the_next_one_begins(number: int) -> None:
    assert list(act(desk(sessions=PLANNED), number)) == [Step("start-session", {"session": "rt2"})]


def test_when_everything_was_held_nothing_is_done() -> None:
    assert list(act(desk(sessions=[("rt1", "ended")]), 0)) == []


@pytest.mark.parametrize(
    ("number", "shown", "steps"),
    [
        (0, {"prepared": [("a", "answered"), ("b", "planned")]}, [("stage", "question", "b")]),
        (1, {"polls": [("p", "closed"), ("q", "draft")]}, [("open-poll", "poll", "q")]),
        (2, {"polls": [("p", "open")]}, [("close-poll", "poll", "p"), ("reveal-poll", "poll", "p")]),
        (
            3,
            {"live": [("a", "on_stage"), ("b", "live")]},
            [("answer", "question", "a"), ("stage", "question", "b")],
        ),
        (4, {"prepared": [("a", "planned")]}, [("stage", "question", "a")]),
        (0, {}, []),
        (2, {"polls": [("p", "draft")]}, []),
    ],
)
def test_each_act_has_its_turn(
    number: int, shown: dict[str, list[tuple[str, str]]], steps: list[tuple[str, str, str]]
) -> None:
    assert list(act(desk(**shown), number)) == [Step(do, {what: id}) for do, what, id in steps]


def test_when_no_poll_is_left_the_next_session_begins() -> None:
    shown = desk(sessions=[("rt1", "live"), ("rt2", "planned")], polls=[("p", "closed")])
    assert list(act(shown, 1)) == [Step("start-session", {"session": "rt2"})]


def test_of_many_questions_some_are_reviewed_at_once_and_most_are_approved() -> None:
    waiting = [(f"q{number}", "pending") for number in range(400)]
    chance = random.Random(3)
    assert [step.fields["question"] for step in review(desk(pending=waiting), chance)] == [
        "q0",
        "q1",
        "q2",
        "q3",
    ]
    done = [step.do for _ in range(100) for step in review(desk(pending=waiting), chance)]
    assert 0 < done.count("dismiss") < done.count("approve") / 5


def test_the_acts_of_every_session_that_is_left_fit_into_the_time() -> None:
    polls = [("p", "closed"), ("q", "draft"), ("r", "draft")]
    assert pause(desk(sessions=PLANNED, polls=polls), 250) == 10  # two sessions of twelve acts each
    assert pause(desk(sessions=[("rt1", "live")]), 100) == 20


@pytest.mark.parametrize(("seconds", "waits"), [(1, 4), (10_000, 30)])
def test_nobody_is_hurried_and_nobody_falls_asleep(seconds: float, waits: float) -> None:
    assert pause(desk(), seconds) == waits
