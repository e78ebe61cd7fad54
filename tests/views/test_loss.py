"""What the desks read when the storage has lost something, and that nobody else does."""

import pytest

from server.live.board import VIEWS
from server.room.loss import EntriesLost, LossAcknowledged
from server.views.loss import LossNotice
from server.views.part import Replace
from tests.room.given import LIVE, SECOND, SERVER, START, by, given
from tests.views.screens import changes, shown

AT = START + 60 * SECOND
LOST = by(SERVER, EntriesLost(12, AT - SECOND), AT)
NOTICE = LossNotice("loss", told=True, lost=12, latest_at=AT - SECOND)


@pytest.mark.parametrize("hall", ["main", "side"])
def test_every_desk_of_the_meeting_is_told_and_nothing_else_on_it_moves(hall: str) -> None:
    assert changes(given(LIVE), "desk", LOST, hall=hall) == [Replace(NOTICE)]


@pytest.mark.parametrize("hall", ["main", "side"])
def test_one_acknowledgement_takes_the_notice_off_every_desk(hall: str) -> None:
    room = given(LIVE, LOST)
    assert changes(room, "desk", LossAcknowledged(), hall=hall) == [Replace(LossNotice("loss"))]


def test_a_loss_of_unknown_size_is_told_too() -> None:
    (patch,) = changes(given(), "desk", by(SERVER, EntriesLost(0, AT), AT))
    assert patch == Replace(LossNotice("loss", told=True, lost=0, latest_at=AT))


@pytest.mark.parametrize("view", sorted(set(VIEWS) - {"desk"}))
def test_no_other_screen_is_alarmed(view: str) -> None:
    before = shown(given(LIVE), view)
    assert shown(given(LIVE, LOST), view) == before
