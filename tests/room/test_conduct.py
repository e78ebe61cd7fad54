"""Participants who are muted or blocked, without anybody learning who they are."""

import pytest

from moderation.permissions import Role
from moderation.status import ReviewMode, Status
from server.room.base import Actor, Command, Refusal
from server.room.conduct import Block, Mute, ParticipantBlocked, ParticipantMuted
from server.room.people import SetLanguage, SetName
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, PollOpened, Vote
from server.room.questions import Ask, Edit, QuestionWithdrawn, Withdraw
from server.room.reading import is_muted
from server.room.records import Conduct
from server.room.sessions import ReviewModeSet
from server.room.support import QuestionUpvoted, Retract, Upvote
from server.room.triage import Approve, QuestionApproved, QuestionErased
from server.room.undo import Undo
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, Q3, Room, asked, by, given
from tests.room.plan import RT1, plan_of

PUBLISH = ReviewModeSet("rt1", ReviewMode.PUBLISH)
MUTED, BLOCKED = ParticipantMuted("anna", True, Q1), ParticipantBlocked("anna", True, Q1)
LEA = Actor("lea", Role.LEAD)


def status(room: Room, question: str) -> Status:
    return room.state.standings[question].status


def test_a_moderator_mutes_whoever_asked_a_question() -> None:
    room = given(LIVE, asked()).when(Mute(Q1, on=True)).then(MUTED)
    assert is_muted(room.state, "anna")
    assert not is_muted(room.state, "ben")


def test_what_a_muted_person_asks_waits_even_where_questions_are_published_first() -> None:
    room = given(LIVE, PUBLISH, asked(id=Q1), MUTED)
    assert status(room.when(Ask(Q2, "rt1", "How?")).happens(), Q2) is Status.PENDING
    assert status(room.when(Ask(Q3, "rt1", "Where?"), by=BEN).happens(), Q3) is Status.LIVE


def test_what_was_published_before_stays_published() -> None:
    assert status(given(LIVE, PUBLISH, asked(), MUTED), Q1) is Status.LIVE


def test_a_single_question_of_a_muted_person_can_be_published() -> None:
    room = given(LIVE, asked(), MUTED, asked("How?", Q2)).when(Approve(Q1)).then(QuestionApproved(Q1))
    assert (status(room, Q1), status(room, Q2)) == (Status.LIVE, Status.PENDING)


def test_who_is_heard_again_publishes_again() -> None:
    room = (
        given(LIVE, PUBLISH, asked(), MUTED)
        .when(Mute(Q1, on=False))
        .then(ParticipantMuted("anna", False, Q1))
    )
    assert status(room.when(Ask(Q2, "rt1", "How?")).happens(), Q2) is Status.LIVE


@pytest.mark.parametrize(
    "command", [Ask(Q2, "rt1", "How?"), Edit(Q1, "How?"), Upvote(Q3), Retract(Q3), SetName("Anna")]
)
def test_a_blocked_person_takes_no_part(command: Command) -> None:
    room = given(LIVE, asked(), by(BEN, asked("Where?", Q3)), QuestionApproved(Q3), BLOCKED)
    room.when(command, by=ANNA).then(Refusal.BLOCKED)
    room.and_given(ParticipantBlocked("anna", on=False))
    assert room.when(command, by=ANNA).outcome is not Refusal.BLOCKED


def test_what_a_blocked_person_sent_in_time_and_others_folded_late_does_not_count() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), BLOCKED)
    assert room.after(by(ANNA, QuestionUpvoted(Q1))) is Refusal.BLOCKED
    assert room.state.questions[Q1].upvoters == {}


def test_a_blocked_person_may_still_withdraw_read_and_vote() -> None:
    room = given(LIVE, asked(), PollOpened("rt1-p1"), BLOCKED)
    room.when(SetLanguage("ja"), by=ANNA).happens()
    room.when(Withdraw(Q1)).then(QuestionWithdrawn(Q1))
    room.when(Vote("rt1-p1", ("a",)), by=ANNA).then(BallotCast("rt1-p1", ("a",)))


def test_muting_and_blocking_do_not_touch_each_other() -> None:
    room = given(LIVE, asked(), MUTED, by(LEA, BLOCKED), ParticipantMuted("anna", on=False))
    assert room.state.conduct("anna") == Conduct(muted=False, blocked=True, question=Q1)


def test_only_those_who_lead_block() -> None:
    given(LIVE, asked()).when(Block(Q1, on=True), by=MO).then(Refusal.NOT_ALLOWED)
    given(LIVE, asked()).when(Block(Q1, on=True), by=LEA).then(BLOCKED)


def test_what_is_so_already_is_not_done_again() -> None:
    given(LIVE, asked(), MUTED).when(Mute(Q1, on=True)).then(Refusal.NOTHING_CHANGED)
    given(LIVE, asked()).when(Block(Q1, on=False), by=LEA).then(Refusal.NOTHING_CHANGED)


@pytest.mark.parametrize("question", [Q1, "rt1-q1", ""])
def test_a_question_that_nobody_of_the_audience_asked_names_nobody(question: str) -> None:
    given(LIVE).when(Mute(question, on=True)).then(Refusal.UNKNOWN_QUESTION)
    given(LIVE).when(Block(question, on=True), by=LEA).then(Refusal.UNKNOWN_QUESTION)


def test_who_never_said_anything_cannot_be_held_back() -> None:
    assert given(LIVE).after(MUTED) is Refusal.UNKNOWN_QUESTION


def test_muting_and_blocking_can_be_undone() -> None:
    room = given(by(LEA, LIVE), asked(), MUTED, by(LEA, BLOCKED))
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)
    room.when(Undo(), by=LEA).happens()
    room.when(Undo(), by=MO).happens()
    assert room.state.conducts == {}


def test_who_was_held_back_is_let_in_again_by_a_question_that_was_erased() -> None:
    room = given(LIVE, asked(), MUTED, by(LEA, BLOCKED), QuestionErased(Q1))
    room.when(Block(Q1, on=False), by=LEA).then(ParticipantBlocked("anna", False, Q1))
    room.when(Mute(Q1, on=False)).then(ParticipantMuted("anna", False, Q1))
    room.when(Ask(Q2, "rt1", "How?"), by=ANNA).happens()


def test_a_question_that_was_erased_and_led_to_nothing_names_nobody() -> None:
    given(LIVE, asked(), QuestionErased(Q1)).when(Mute(Q1, on=True)).then(Refusal.UNKNOWN_QUESTION)


def test_a_muted_person_stays_muted_when_their_question_is_erased_or_the_plan_changes() -> None:
    room = given(LIVE, asked(), MUTED, QuestionErased(Q1), ProgrammePlanned(plan_of(RT1)))
    assert is_muted(room.state, "anna")
