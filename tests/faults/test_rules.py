"""A rolling deploy to newer rules: nothing is written that the older release would judge otherwise."""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from server.live import adoption, neighbours
from server.room import limits
from server.room.codec import Entry
from server.room.fold import fold
from server.room.questions import QuestionAsked, QuestionAskedV1
from server.room.state import State
from tests.cli.entaku import CODE
from tests.faults.agreement import projectors
from tests.faults.desk import HALL, Desk, browser, looked_at
from tests.faults.hall import SESSION
from tests.faults.history import History
from tests.faults.house import housed
from tests.faults.ledger import Ledger
from tests.faults.serving import Serving, serving
from tests.faults.waiting import until
from tests.faults.worker import check, in_step, new_id, working

ROOM = 3
OLDER = (sys.executable, "-m", "tests.faults.stand_in", "first-rules", str(ROOM))
SETTLED_AFTER = 1.0


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers of this process tell each other often; a session takes little; nothing is adopted yet."""
    monkeypatch.setattr(limits, "QUESTIONS_PER_SESSION", ROOM)
    monkeypatch.setattr(neighbours, "TELL_EVERY", 0.1)
    monkeypatch.setattr(adoption, "FORGOTTEN_AFTER", 0.5)
    monkeypatch.setattr(adoption, "SETTLED_AFTER", 3600.0)


async def ask(origin: str) -> dict[str, Any]:
    """Somebody new comes to a worker and asks; gives the answer and the question's id."""
    question = new_id()
    async with browser(origin) as phone:
        assert (await phone.get(f"/m/{CODE}")).status_code == 200
        fields = {"question": question, "session": SESSION, "text": f"Why {question}?"}
        answer = await phone.post("/do/ask", json=fields, headers={"Accept": "application/json"})
        answered: dict[str, Any] = answer.json()
        return answered | {"question": question}


async def agrees(older: Serving, desk: Desk, ledger: Ledger, state: State) -> None:
    """What the older release shows is what this state would."""
    [shown] = await looked_at(older.origin, 1, desk.cookies)
    assert (shown.seq, shown.projectors) == (ledger.head, projectors(state))


def without_what_came_later(ledger: Ledger) -> State:
    """The state of a release that knows nothing that came after the first rules."""
    state = State()
    for entry in ledger.entries:
        known = type(entry.event).from_rules == 1 if entry.event else False
        fold(state, entry if known else Entry(entry.stamp, None))
    return state


@pytest.mark.parametrize("first", ["older", "newer"])
async def test_newer_rules_are_adopted_when_the_last_older_worker_is_gone(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    async with AsyncExitStack() as leaving:
        starting = serving(redis_url, tmp_path / "older", command=OLDER)
        if first == "older":
            older = await leaving.enter_async_context(starting)
            newer = await leaving.enter_async_context(housed(redis_url, "newer"))
        else:
            newer = await leaving.enter_async_context(housed(redis_url, "newer"))
            older = await leaving.enter_async_context(starting)
        state = newer.worker.runtime.state
        at_older = await Desk(older.origin, await newer.token()).come_in()
        at_newer = await Desk(newer.origin, await newer.token()).come_in()
        await at_older.done("start-session", new_id(), session=SESSION)
        await at_older.done("set-review-mode", new_id(), session=SESSION, mode="publish")

        monkeypatch.setattr(adoption, "SETTLED_AFTER", SETTLED_AFTER)
        asked = [await ask(origin) for origin in (newer.origin, older.origin, newer.origin)]
        await at_newer.done("stage", new_id(), question=asked[0]["question"])
        await at_newer.done("erase", new_id(), question=asked[1]["question"])
        await asyncio.sleep(3 * SETTLED_AFTER)
        # By the older rule the session is full for good, and both go by it.
        for origin in (newer.origin, older.origin):
            assert (await ask(origin))["refused"] == "session-full"
        ledger = await in_step([newer.worker])
        assert (state.rules, ledger.state.rules) == (1, 1)
        assert {type(entry.event) for entry in ledger.events(QuestionAsked)} == {QuestionAskedV1}
        await agrees(older, at_older, ledger, ledger.state)

        await older.stop()
        await until(lambda: state.rules == 2)
        new = await ask(newer.origin)
        await at_newer.done("stage", new_id(), question=new["question"])
        assert (await ask(newer.origin))["refused"] == "session-full"

        # An older one that comes back ignores what it does not know, and harms nothing.
        back = await leaving.enter_async_context(serving(redis_url, tmp_path / "back", command=OLDER))
        at_back = await Desk(back.origin, await newer.token()).come_in()
        assert (await ask(back.origin))["refused"] == "session-full"
        await at_back.done("start-timer", new_id(), hall=HALL, seconds=60)
        ledger = await in_step([newer.worker])
        assert [type(entry.event) for entry in ledger.events(QuestionAsked)][ROOM:] == [QuestionAsked]
        assert new["question"] in ledger.state.questions
        check(History(), ledger, [newer.worker])
        await agrees(back, at_back, ledger, without_what_came_later(ledger))
        async with working(redis_url, "newest") as newest:
            check(History(), await in_step([newest]), [newest])
