"""The storage came back without its latest entries: who says so, and how the desks let go of it."""

import pytest

from moderation.permissions import Role
from server.room.base import Actor, Refusal
from server.room.codec import decode_state, encode_state
from server.room.loss import MOST, SAME_LOSS, AcknowledgeLoss, EntriesLost, LossAcknowledged, ReportLoss
from server.room.state import Loss, State
from server.room.undo import Undo
from tests.room.given import LIVE, MO, SECOND, SERVER, START, Fact, Room, asked, by, given

NOON = START + 3_600 * SECOND
BEFORE = NOON - 5 * SECOND


def lost(entries: int, since: int = BEFORE, at: int = NOON) -> Fact:
    """The server says that so many entries are gone."""
    return by(SERVER, EntriesLost(entries, since), at)


def test_the_server_says_how_much_is_gone_and_until_when() -> None:
    room = given(LIVE).when(ReportLoss(12, BEFORE), by=SERVER, at=NOON).then(EntriesLost(12, BEFORE))
    assert room.state.loss == Loss(12, BEFORE, NOON)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_nobody_else_can_say_that_the_storage_lost_something(role: Role) -> None:
    given(LIVE).when(ReportLoss(12, BEFORE), by=Actor("x", role)).then(Refusal.NOT_ALLOWED)


def test_a_storage_that_came_back_empty_can_be_reported_too() -> None:
    room = Room(State()).when(ReportLoss(0, BEFORE), by=SERVER, at=NOON).then(EntriesLost(0, BEFORE))
    assert room.state.loss == Loss(0, BEFORE, NOON)


@pytest.mark.parametrize("entries", [0, 11, 12])
def test_a_second_worker_that_knows_no_more_adds_nothing(entries: int) -> None:
    room = given(LIVE, lost(12))
    again = ReportLoss(entries, BEFORE)
    room.when(again, by=SERVER, at=NOON + SAME_LOSS).then(Refusal.NOTHING_CHANGED)
    assert room.after(lost(entries, at=NOON + SAME_LOSS)) is Refusal.NOTHING_CHANGED
    assert room.state.loss == Loss(12, BEFORE, NOON)


def test_a_second_worker_that_had_read_more_makes_the_figure_larger() -> None:
    room = given(LIVE, lost(12), lost(15, BEFORE + SECOND, NOON + SECOND))
    assert room.state.loss == Loss(15, BEFORE + SECOND, NOON)


def test_a_larger_figure_never_takes_back_the_moment_that_is_known() -> None:
    assert given(LIVE, lost(12), lost(15, BEFORE - SECOND)).state.loss == Loss(15, BEFORE, NOON)


def test_a_later_loss_that_nobody_acknowledged_in_between_comes_on_top() -> None:
    later = NOON + SAME_LOSS + 1
    room = given(LIVE, lost(12), lost(3, later - SECOND, later))
    assert room.state.loss == Loss(15, later - SECOND, later)


def test_a_later_loss_is_reported_though_it_is_smaller() -> None:
    later = NOON + SAME_LOSS + 1
    given(LIVE, lost(12)).when(ReportLoss(0, BEFORE), by=SERVER, at=later).then(EntriesLost(0, BEFORE))


@pytest.mark.parametrize("actor", [MO, Actor("orga", Role.ORGANISER)])
def test_a_desk_says_that_it_knows(actor: Actor) -> None:
    room = given(LIVE, lost(12)).when(AcknowledgeLoss(), by=actor).then(LossAcknowledged())
    assert room.state.loss is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEAD, Role.MODERATOR, Role.ORGANISER}))
def test_nobody_else_takes_the_notice_away(role: Role) -> None:
    given(LIVE, lost(12)).when(AcknowledgeLoss(), by=Actor("x", role)).then(Refusal.NOT_ALLOWED)


def test_without_a_loss_there_is_nothing_to_acknowledge() -> None:
    given(LIVE).when(AcknowledgeLoss()).then(Refusal.NOTHING_CHANGED)
    room = given(LIVE, lost(12), LossAcknowledged())
    assert room.after(LossAcknowledged()) is Refusal.NOTHING_CHANGED


def test_a_loss_after_the_acknowledgement_is_told_anew() -> None:
    room = given(LIVE, lost(12), LossAcknowledged(), lost(3))
    assert room.state.loss == Loss(3, BEFORE, NOON)


@pytest.mark.parametrize(("entries", "since"), [(-1, BEFORE), (MOST + 1, BEFORE), (1, -1)])
def test_a_figure_that_cannot_be_is_refused(entries: int, since: int) -> None:
    given(LIVE).when(ReportLoss(entries, since), by=SERVER).then(Refusal.OUT_OF_RANGE)
    assert given(LIVE).after(lost(entries, since)) is Refusal.OUT_OF_RANGE


def test_losses_that_come_on_top_of_one_another_stay_a_figure_that_can_be_kept() -> None:
    room = given(LIVE, lost(MOST), lost(MOST, at=NOON + 2 * SAME_LOSS))
    assert room.state.loss == Loss(MOST, BEFORE, NOON + 2 * SAME_LOSS)


def test_a_moment_in_the_future_is_now_at_the_latest() -> None:
    assert given(LIVE, lost(1, NOON + 600 * SECOND)).state.loss == Loss(1, NOON, NOON)


def test_a_moment_that_nobody_knows_is_now_at_the_latest() -> None:
    assert given(LIVE, lost(1, 0)).state.loss == Loss(1, NOON, NOON)


def test_the_notice_survives_a_snapshot() -> None:
    room = given(LIVE, asked(), lost(12))
    assert decode_state(encode_state(room.state)).loss == Loss(12, BEFORE, NOON)


def test_neither_the_loss_nor_its_acknowledgement_can_be_undone() -> None:
    given(lost(12), LossAcknowledged()).when(Undo()).then(Refusal.NOTHING_TO_UNDO)
    assert not given(lost(12), LossAcknowledged()).state.undo
