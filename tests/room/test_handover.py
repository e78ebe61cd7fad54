"""What one moderator leaves to the next."""

import pytest

from server.room.base import Refusal
from server.room.handover import HandedOver, HandOver
from server.room.records import Handover
from tests.room.given import BOOTH, MO, SAM, START, by, given

NOTE = HandedOver("main", "Kobe speaks next.")


def test_a_note_waits_for_the_next_moderator_with_who_left_it_and_when() -> None:
    command = HandOver("main", " Kobe  speaks next.\n")
    room = given().when(command, by=MO, at=START).then(NOTE)
    assert room.state.handovers == {"main": Handover("Kobe speaks next.", "mo", START)}


def test_a_new_note_replaces_the_one_before_it_in_its_hall() -> None:
    room = given(NOTE, HandedOver("side", "All is calm.")).when(HandOver("main", "Tea."), by=SAM).happens()
    assert [(hall, note.text, note.by) for hall, note in room.state.handovers.items()] == [
        ("main", "Tea.", "sam"),
        ("side", "All is calm.", "mo"),
    ]


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_note_without_words_takes_the_note_away(text: str) -> None:
    room = given(by(SAM, NOTE)).when(HandOver("main", text)).then(HandedOver("main"))
    assert room.state.handovers == {}
    room.when(HandOver("main", text)).then(Refusal.NOTHING_CHANGED)


def test_a_note_is_short() -> None:
    given().when(HandOver("main", "が" * 301)).then(Refusal.TOO_LONG)
    given().when(HandOver("main", "が" * 300)).happens()
    given().when(HandOver("main", "\n".join("abcdefghi"))).then(Refusal.TOO_MANY_LINES)


def test_a_note_is_for_a_hall_and_by_the_desk() -> None:
    given().when(HandOver("cellar", "Tea.")).then(Refusal.UNKNOWN_HALL)
    given().when(HandOver("main", "Tea."), by=BOOTH).then(Refusal.NOT_ALLOWED)
