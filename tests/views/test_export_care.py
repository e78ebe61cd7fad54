"""What the archive keeps of the desk's work on a question."""

from typing import Any

import pytest
from msgspec import structs

from server.room.care import (
    QuestionLabelled,
    QuestionNoted,
    QuestionPinned,
    QuestionReplied,
    QuestionRouted,
)
from server.room.merging import QuestionsMerged
from server.room.people import NameSet
from server.room.planning import ProgrammePlanned
from server.room.programme import Delegation
from server.room.questions import QuestionAsked, QuestionWithdrawn
from server.room.rewording import QuestionReworded
from server.room.support import QuestionUpvoted
from server.room.translations import QuestionTranslated
from server.room.triage import QuestionApproved, QuestionErased
from server.room.wording import Text
from server.views.export import COLUMNS, export, rows
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, SERVER, Given, Room, asked, by, given
from tests.room.plan import PLAN

JAPAN = Delegation("jp", Text("Japon", "日本"))
ASKED = QuestionAsked(Q1, "rt1", "prkoi ??", "fr")
REWORDED = by(MO, QuestionReworded(Q1, "Pourquoi cela ?", "fr"))
JAPANESE = by(MO, QuestionTranslated(Q1, "ja", "なぜ。", 1))
DRAFT = by(SERVER, QuestionTranslated(Q1, "en", "Why?", 1, machine=True))
KEPT = (
    *(QuestionLabelled(Q1, "=delicate", on=True), QuestionLabelled(Q1, "water", on=True)),
    *(QuestionPinned(Q1, on=True), QuestionRouted(Q1, "kobe"), QuestionNoted(Q1, "Ask Kobe first")),
    QuestionReplied(Q1, "Parce que.", "fr"),
)


def worked_on(*facts: Given) -> Room:
    """A published question that the desk has taken every care of."""
    return given(
        LIVE, by(MO, NameSet("Mo")), ASKED, QuestionApproved(Q1), REWORDED, JAPANESE, DRAFT, *KEPT, *facts
    )


def exported(room: Room, at: int = 0) -> dict[str, Any]:
    return dict(export(room.state)["sessions"][0]["questions"][at])


def row(room: Room, at: int = 0) -> dict[str, str]:
    return dict(zip(COLUMNS, rows(room.state)[1 + at], strict=True))


def test_the_rewording_stands_beside_the_original() -> None:
    question = exported(worked_on())
    assert (question["language"], question["text"]) == ("fr", "prkoi ??")
    assert question["reworded"] == {"language": "fr", "text": "Pourquoi cela ?"}


def test_translations_are_exported_with_whoever_made_them() -> None:
    assert exported(worked_on())["translations"] == [
        {"language": "ja", "text": "なぜ。", "by": "Mo", "machine": False, "stale": False},
        {"language": "en", "text": "Why?", "by": "", "machine": True, "stale": False},
    ]
    again = worked_on(by(MO, QuestionReworded(Q1, "Pourquoi donc ?", "fr")))
    assert [one["stale"] for one in exported(again)["translations"]] == [True, True]


def test_what_the_desk_keeps_is_in_the_whole_export() -> None:
    question = exported(worked_on())
    assert {name: question[name] for name in ("labels", "pinned", "speaker", "reply", "note")} == {
        "labels": [{"label": "=delicate", "text": {}}, {"label": "water", "text": {}}],
        "pinned": True,
        "speaker": "kobe",
        "reply": {"language": "fr", "text": "Parce que."},
        "note": "Ask Kobe first",
    }


def test_labels_of_the_programme_are_exported_in_its_words() -> None:
    labels = ("theme:floods", "sdg:11", "delegation:jp", "theme:gone")
    room = worked_on(*(by(MO, QuestionLabelled(Q1, one, on=True)) for one in labels))
    room.and_given(ProgrammePlanned(structs.replace(PLAN, delegations=(JAPAN,))))
    assert exported(room)["labels"][1:] == [
        {"label": "water", "text": {}},
        {"label": "theme:floods", "text": {"fr": "Crues", "ja": "洪水", "en": "Floods"}},
        {"label": "sdg:11", "text": {"fr": "ODD 11", "ja": "SDG 11", "en": "SDG 11"}},
        {"label": "delegation:jp", "text": {"fr": "Japon", "ja": "日本"}},
        {"label": "theme:gone", "text": {}},
    ]
    said = "=delicate, water, Crues / 洪水, ODD 11 / SDG 11, Japon / 日本, theme:gone"
    assert row(room)["labels"] == said


def test_a_prepared_question_is_exported_with_the_desk_s_work_on_it() -> None:
    room = given(LIVE, QuestionNoted("rt1-q1", "Kobe begins"), QuestionLabelled("rt1-q1", "water", on=True))
    prepared = export(room.state)["sessions"][0]["prepared"][0]
    assert prepared["labels"] == [{"label": "water", "text": {}}]
    assert (prepared["note"], prepared["translations"]) == ("Kobe begins", [])


def test_the_table_has_the_question_as_the_hall_reads_it_and_no_note() -> None:
    room = worked_on()
    assert row(room) == {
        "kind": "question",
        "session": "rt1",
        "id": Q1,
        "status": "live",
        "language": "fr",
        "fr": "Pourquoi cela ?",
        "ja": "なぜ。",
        "en": "Why?",
        "name": "",
        "votes": "0",
        "asked_at": exported(room)["asked_at"],
        "machine": "en",
        "as_asked": "prkoi ??",
        "labels": "=delicate, water",
        "speaker": "kobe",
        "reply": "Parce que.",
        "merged_into": "",
    }
    assert "Ask Kobe" not in str(rows(room.state))


def test_merged_questions_say_where_they_went_and_their_supporters_count_once() -> None:
    room = worked_on(by(BEN, QuestionUpvoted(Q1)), asked("Why?", Q2), QuestionApproved(Q2))
    room.and_given(by(ANNA, QuestionUpvoted(Q2)), by(BEN, QuestionUpvoted(Q2)), QuestionsMerged(Q2, Q1))
    assert (exported(room)["upvotes"], exported(room, 1)["upvotes"]) == (2, 2)
    assert (exported(room)["merged_into"], exported(room, 1)["merged_into"]) == (None, Q1)
    assert (row(room, 1)["status"], row(room, 1)["merged_into"]) == ("merged", Q1)


@pytest.mark.parametrize("gone", [QuestionWithdrawn(Q1), QuestionErased(Q1)])
def test_what_was_withdrawn_or_erased_leaves_no_word_of_the_desk_behind(
    gone: QuestionWithdrawn | QuestionErased,
) -> None:
    room = worked_on(gone)
    everything = str(export(room.state)) + str(rows(room.state))
    words = ("prkoi", "cela", "なぜ。", "delicate", "Ask Kobe", "Parce que")
    assert not [word for word in words if word in everything]


def test_nobody_s_id_is_exported() -> None:
    everything = str(export(worked_on().state)) + str(rows(worked_on().state))
    assert not [id for id in (ANNA.id, f"'{MO.id}'") if id in everything]
