"""A release that does not know an event serves beside one that does: it keeps the event, and ignores it."""

import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from server.room.codec import Entry
from server.room.fold import fold
from server.room.screen import ScreenBlanked
from server.room.state import State
from tests.faults.agreement import projectors
from tests.faults.desk import HALL, Desk, looked_at
from tests.faults.hall import POLL, SESSION
from tests.faults.history import History
from tests.faults.house import housed
from tests.faults.ledger import Ledger
from tests.faults.serving import serving
from tests.faults.worker import check, in_step, new_id, working

OLDER = (sys.executable, "-m", "tests.faults.stand_in", "older", "screen-blanked", "blank")


def never_blanked(ledger: Ledger) -> State:
    """The state of a release that has never heard of a screen being blanked."""
    state = State()
    for entry in ledger.entries:
        fold(state, Entry(entry.stamp, None) if isinstance(entry.event, ScreenBlanked) else entry)
    return state


@pytest.mark.parametrize("first", ["older", "newer"])
async def test_two_releases_share_a_log_of_which_one_does_not_know_every_event(
    redis_url: str, tmp_path: Path, first: str
) -> None:
    async with AsyncExitStack() as leaving:
        newer = await leaving.enter_async_context(housed(redis_url, "newer"))
        at_newer = await Desk(newer.origin, await newer.token()).come_in()
        if first == "newer":
            await at_newer.done("blank", new_id(), hall=HALL)
        older = await leaving.enter_async_context(serving(redis_url, tmp_path / "older", command=OLDER))
        at_older = await Desk(older.origin, await newer.token()).come_in()
        assert (await at_older.do("blank", new_id(), hall=HALL))["refused"] == "unknown-command"
        await at_older.done("start-session", new_id(), session=SESSION)
        if first == "older":
            await at_newer.done("blank", new_id(), hall=HALL)
        # Only for the newer one is there anything to take back, and to do again.
        await at_newer.done("unblank", new_id(), hall=HALL)
        await at_newer.done("blank", new_id(), hall=HALL)
        await at_older.done("open-poll", new_id(), poll=POLL)
        await at_older.done("start-timer", new_id(), hall=HALL, seconds=60)

        ledger = await in_step([newer.worker])
        assert len(ledger.events(ScreenBlanked)) == 2
        check(History(), ledger, [newer.worker])
        [shown] = await looked_at(older.origin, 1, at_older.cookies)
        assert shown.seq == ledger.head
        assert shown.projectors == projectors(never_blanked(ledger)) != projectors(ledger.state)

        # A snapshot that the older release keeps as it goes is none for this one.
        await older.stop()
        async with working(redis_url, "newest") as newest:
            check(History(), await in_step([newest]), [newest])
