"""The meeting for the archive."""

from typing import Any

import msgspec
import pytest

from server.room.base import Actor
from server.room.polls import BallotCast, PollClosed, PollOpened
from server.room.questions import QuestionAsked, QuestionWithdrawn
from server.room.sessions import SessionEnded
from server.room.state import State
from server.room.support import QuestionUpvoted
from server.room.triage import QuestionApproved, QuestionErased
from server.views.export import export, moment, rows
from tests.room.given import BEN, LIVE, MO, Q1, Q2, START, Room, by, given

ASKED = QuestionAsked(Q1, "rt1", "Pourquoi ?", "fr", "Anna")


def session(room: Room) -> dict[str, Any]:
    return dict(export(room.state)["sessions"][0])


def test_a_question_is_exported_with_its_support_and_without_its_author() -> None:
    room = given(LIVE, by(Actor("p4rt1c1p4nt", "audience"), ASKED, at=START), QuestionApproved(Q1))
    room.and_given(by(BEN, QuestionUpvoted(Q1)))
    (question,) = session(room)["questions"]
    assert question == {
        "id": Q1,
        "asked_at": "2023-11-14T22:13:20.000+00:00",
        "language": "fr",
        "text": "Pourquoi ?",
        "name": "Anna",
        "status": "live",
        "reason": "",
        "upvotes": 1,
        "merged_into": None,
        "reworded": None,
        "translations": [],
        "labels": [],
        "pinned": False,
        "speaker": "",
        "reply": None,
        "note": "",
    }
    assert "p4rt1c1p4nt" not in str(export(room.state))


def test_what_was_withdrawn_is_exported_without_words_and_what_was_erased_not_at_all() -> None:
    room = given(LIVE, ASKED, QuestionAsked(Q2, "rt1", "Mallory?", "en", "Mallory"))
    room.and_given(QuestionWithdrawn(Q1), QuestionErased(Q2))
    (question,) = session(room)["questions"]
    assert (question["text"], question["name"], question["status"]) == ("", "", "withdrawn")
    assert "Mallory" not in str(export(room.state))
    assert "Mallory" not in str(rows(room.state))


def test_a_poll_is_exported_as_numbers() -> None:
    room = given(LIVE, PollOpened("rt1-p1"), by(Actor("v0t3r", "audience"), BallotCast("rt1-p1", ("b",))))
    room.and_given(PollClosed("rt1-p1"))
    poll = session(room)["polls"][0]
    assert (poll["phase"], poll["voters"]) == ("closed", 1)
    assert [(option["id"], option["votes"]) for option in poll["options"]] == [("a", 0), ("b", 1), ("c", 0)]
    assert "v0t3r" not in str(export(room.state))


def test_sessions_have_the_times_at_which_they_were_live() -> None:
    room = given(by(MO, LIVE, at=START), by(MO, SessionEnded("rt1"), at=START + 1))
    assert session(room)["started_at"] == "2023-11-14T22:13:20.000+00:00"
    assert session(room)["ended_at"] == "2023-11-14T22:13:20.001+00:00"
    assert export(room.state)["sessions"][1]["started_at"] is None


def test_the_table_has_a_row_for_every_question_and_every_option() -> None:
    table = rows(given(LIVE, ASKED).state)
    assert {len(row) for row in table} == {len(table[0])}
    assert table[1][:9] == ("question", "rt1", Q1, "pending", "fr", "Pourquoi ?", "", "", "Anna")
    assert [row[2] for row in table if row[0] == "poll"][:3] == ["rt1-p1/a", "rt1-p1/b", "rt1-p1/c"]


def test_a_meeting_that_has_not_been_planned_can_be_exported() -> None:
    assert export(State()) == {"meeting": None, "title": {}, "entries": "0", "sessions": []}
    assert len(rows(State())) == 1


@pytest.mark.parametrize(("ms", "written"), [(0, None), (1, "1970-01-01T00:00:00.001+00:00")])
def test_a_moment_has_its_zone(ms: int, written: str | None) -> None:
    assert moment(ms) == written


def test_everything_in_an_export_can_be_written_as_json() -> None:
    assert msgspec.json.encode(export(given(LIVE, ASKED, PollOpened("rt1-p1")).state))
