"""What staff keep for themselves is on no screen of the hall."""

import pytest

from server.room.base import Event
from server.room.care import QuestionLabelled, QuestionNoted
from server.room.conduct import ParticipantBlocked, ParticipantMuted
from server.room.handover import HandedOver
from server.room.questions import QuestionAsked
from server.room.screen import QuestionStaged
from server.room.staff import StaffInvited
from server.room.triage import QuestionApproved
from server.room.wordlists import WordsSet
from server.views.me import me
from server.views.part import Part
from tests.room.given import ANNA, LIVE, MO, Q1, Q2, SERVER, Room, asked, by, given
from tests.views.page import elements
from tests.views.screens import changes, shown, written

PUBLIC = ("audience", "projector", "stage", "speaker", "booth")
SECRETS = ("label", "note", "mute", "muted", "block", "findings", "conduct", "handover", "pending", "staff")


def busy() -> Room:
    """Two questions, one of which is on stage and one of which waits."""
    return given(LIVE, asked("Why?"), QuestionApproved(Q1), QuestionStaged(Q1), asked("How?", Q2))


@pytest.mark.parametrize("view", PUBLIC)
@pytest.mark.parametrize(
    "event",
    [
        QuestionLabelled(Q1, "delicate", on=True),
        QuestionNoted(Q1, "ask Kobe first"),
        ParticipantMuted(ANNA.id, on=True),
        ParticipantBlocked(ANNA.id, on=True),
        HandedOver("main", "back at noon"),
        WordsSet("en", ("bother",), ("scunthorpe",)),
        StaffInvited("link-of-zoe", "moderator", "Zoe"),
        QuestionAsked("question-number-7", "rt1", "What waits?", "en", "Zoe"),
    ],
)
def test_what_staff_do_among_themselves_changes_no_screen_of_the_hall(view: str, event: Event) -> None:
    actor = SERVER if isinstance(event, StaffInvited) else None
    fact = by(actor or (ANNA if isinstance(event, QuestionAsked) else MO), event)
    assert changes(busy(), view, fact) == []


@pytest.mark.parametrize("view", PUBLIC)
def test_no_part_of_the_hall_has_a_place_for_what_staff_keep(view: str) -> None:
    fields = {field for one in elements(shown(busy(), view)) for field in one.__struct_fields__}
    assert fields.isdisjoint(SECRETS)


def test_nor_has_what_is_mine() -> None:
    room = busy().and_given(QuestionLabelled(Q1, "delicate", on=True), QuestionNoted(Q1, "ask Kobe first"))
    room.and_given(by(MO, ParticipantMuted(ANNA.id, on=True)))
    mine: Part = me(room.state, "main", ANNA.id, {})
    assert not [word for word in ("delicate", "Kobe", "mute") if word in written(mine)]
    fields = {field for one in elements(mine) for field in one.__struct_fields__}
    assert fields.isdisjoint(SECRETS)
