"""The same log gives the same state, in every process and from every place in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.live.memory import digest
from server.room.base import Actor, Event, Stamp
from server.room.codec import decode, decode_state, encode, encode_state
from server.room.fold import fold
from server.room.people import NameSet
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, PollClosed, PollOpened
from server.room.questions import QuestionAsked
from server.room.screen import QuestionStaged
from server.room.sessions import SessionStarted
from server.room.support import QuestionUpvoted, UpvoteRetracted
from server.room.triage import QuestionApproved, QuestionDismissed, QuestionErased
from server.room.undo import ActionUndone
from tests.room.given import MO
from tests.room.plan import PLAN
from tests.room.replay import replayed

HALL = [f"person-{number:02}" for number in range(30)]
QUESTIONS = [f"question-number-{number:02}" for number in range(len(HALL))]


def happened() -> list[tuple[Event, str]]:
    """A meeting in which many people did many things, as (event, by)."""
    events: list[tuple[Event, str]] = [(ProgrammePlanned(PLAN), "server"), (SessionStarted("rt1"), "mo")]
    events += [(NameSet(person.title()), person) for person in HALL]
    events += [
        (QuestionAsked(id, "rt1", f"Why {id}?", "en"), person)
        for id, person in zip(QUESTIONS, HALL, strict=True)
    ]
    events += [(QuestionApproved(id), "mo") for id in QUESTIONS[::2]]
    events += [(QuestionDismissed(id, "Off topic"), "sam") for id in QUESTIONS[1::4]]
    events += [(QuestionUpvoted(id), person) for id in QUESTIONS[:8] for person in reversed(HALL)]
    events += [(UpvoteRetracted(QUESTIONS[2]), person) for person in HALL[::3]]
    events += [(QuestionErased(id), "mo") for id in (*QUESTIONS[4:6], *QUESTIONS[20:23])]
    events += [(PollOpened("rt1-p1"), "mo"), (PollOpened("rt1-p2"), "mo")]
    events += [(BallotCast("rt1-p1", (choice,)), f"{person}:1") for person in HALL for choice in "ab"]
    events += [(BallotCast("rt1-p2", ("a", "c")), f"{person}:2") for person in HALL]
    events += [
        (PollClosed("rt1-p1"), "mo"),
        (QuestionStaged(QUESTIONS[2]), "mo"),
        (QuestionStaged("rt1-q1"), "mo"),
    ]
    return [*events, (ActionUndone(len(events)), "mo")]


@pytest.fixture(scope="module")
def log() -> list[bytes]:
    """The log of that meeting."""
    return [
        encode(event, Stamp(0, 1_000 * seq, by, Actor(by, MO.role).role, f"command-number-{seq}"))
        for seq, (event, by) in enumerate(happened(), 1)
    ]


def test_the_log_of_this_test_is_a_busy_one(log: list[bytes]) -> None:
    state = replayed(log)
    assert (len(state.questions), len(state.erased), len(state.people)) == (25, 5, 30)
    assert (state.boxes["rt1-p1"].voters, len(state.boxes["rt1-p2"].ballots)) == (30, 30)
    assert (state.halls["main"].on_stage, len(state.undo["mo"])) == (QUESTIONS[2], 17)


def test_the_same_log_gives_the_same_digest_in_every_process(log: list[bytes], tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text("\n".join(body.hex() for body in log))
    command = [sys.executable, "-m", "tests.room.replay", str(file)]
    processes = [
        subprocess.Popen(
            command, env=os.environ | {"PYTHONHASHSEED": str(seed)}, stdout=subprocess.PIPE, text=True
        )
        for seed in range(10)
    ]
    assert {process.communicate(timeout=60)[0].strip() for process in processes} == {digest(replayed(log))}


@pytest.mark.parametrize("share", [0, 1, 2, 3, 4, 5, 6, 7])
def test_a_snapshot_and_the_tail_are_the_whole(log: list[bytes], share: int) -> None:
    cut = len(log) * share // 7
    state = decode_state(encode_state(replayed(log[:cut])))
    for seq, body in enumerate(log[cut:], cut + 1):
        fold(state, decode(seq, body))
    assert encode_state(state) == encode_state(replayed(log))


def test_a_log_that_comes_a_second_time_changes_nothing_but_its_length_and_what_came_late(
    log: list[bytes],
) -> None:
    once, twice = replayed(log), replayed(log + log)
    assert twice.seq == 2 * once.seq
    twice.seq, twice.late = once.seq, once.late
    assert encode_state(twice) == encode_state(once)
