"""The desk's list of participants who are set apart."""

from moderation.permissions import Role
from server.room.base import Actor
from server.room.conduct import Block, ParticipantBlocked, ParticipantMuted
from server.room.questions import QuestionWithdrawn
from server.room.triage import QuestionErased
from server.room.wording import Text
from server.views.desk import Desk
from server.views.desk.apart import Held
from server.views.part import Replace, Wording
from tests.room.given import ANNA, BEN, LIVE, Q1, Q2, Q3, Room, asked, by, given
from tests.views.screens import changes, shown, written


def people(room: Room) -> tuple[Held, ...]:
    made = shown(room, "desk")
    assert isinstance(made, Desk)
    return made.apart.people


def three() -> Room:
    """Two questions by Anna, one by Ben."""
    return given(LIVE, asked("1?", Q1), asked("2?", Q2), by(BEN, asked("3?", Q3)))


def test_who_is_set_apart_is_known_by_the_latest_question_alone() -> None:
    room = three().and_given(ParticipantMuted(ANNA.id, True), ParticipantBlocked(BEN.id, True))
    assert people(room) == (
        Held(Q2, Wording(Text(en="2?"), "en"), muted=True, blocked=False),
        Held(Q3, Wording(Text(en="3?"), "en"), muted=False, blocked=True),
    )
    assert ANNA.id not in written(shown(room, "desk"))


def test_nobody_is_set_apart_once_it_is_ended() -> None:
    room = three().and_given(ParticipantMuted(ANNA.id, True))
    (changed,) = (
        one for one in changes(room, "desk", ParticipantMuted(ANNA.id, False)) if "apart" in str(one)
    )
    assert isinstance(changed, Replace)
    assert people(room) == ()


def test_words_that_were_taken_back_name_nobody() -> None:
    room = three().and_given(ParticipantMuted(ANNA.id, True), QuestionWithdrawn(Q2))
    assert people(room)[0].question == Q1
    room.and_given(QuestionWithdrawn(Q1))
    assert people(room) == (Held(Q2, None, muted=True, blocked=False),)
    room.and_given(QuestionErased(Q2))
    assert [one.question for one in people(room)] == [Q1]


def test_who_has_nothing_left_but_an_erased_question_can_still_be_let_in_again() -> None:
    room = three().and_given(ParticipantBlocked(BEN.id, True, Q3), QuestionErased(Q3))
    assert people(room) == (Held(Q3, None, muted=False, blocked=True),)
    room.when(Block(Q3, on=False), by=Actor("lea", Role.LEAD)).happens()
    assert people(room) == ()
