"""A worker that is to stop sends its screens away: the staff first, the hall in turns, and never for long."""

import asyncio

import pytest

from server.live import leaving
from server.live.hub import Hub
from server.live.leaving import send_away
from server.live.seat import Seat
from server.room.base import Actor
from server.room.questions import Ask
from tests.live.hall import Meeting, Screen, seated
from tests.room.given import ANNA, MO, MONITOR, Q1


class Door(Screen):
    """A screen that notes in whose turn it was sent away."""

    def __init__(self, name: str, turns: list[list[str]]) -> None:
        super().__init__()
        self._name, self._turns = name, turns

    def close(self, code: int) -> None:
        super().close(code)
        self._turns[-1].append(self._name)


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Who was sent away between two pauses."""
    turns: list[list[str]] = [[]]

    async def pause(seconds: float) -> None:
        turns.append([])

    monkeypatch.setattr(leaving, "sleep", pause)
    return turns


def hall(turns: list[list[str]], people: int) -> Hub:
    hub = Hub()
    for number in range(people):
        actor = Actor(f"person-{number}", "audience")
        hub.add(Seat("audience", "main", "fr", actor, Door("phone", turns)))
    hub.add(Seat("desk", "main", "fr", MO, Door("desk", turns)))
    hub.add(Seat("stage", "main", "fr", MONITOR, Door("stage", turns)))
    return hub


async def test_the_staff_are_sent_away_first(turns: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    await send_away(hall(turns, 4))
    assert turns == [["desk", "stage"], ["phone", "phone"], ["phone", "phone"], []]


async def test_a_big_hall_takes_no_longer_than_the_bound(
    turns: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "AT_ONCE", 1)
    await send_away(hall(turns, 1_000))
    assert sum(map(len, turns)) == 1_002
    assert (len(turns) - 1) * leaving.PAUSE <= 10


async def test_a_screen_that_comes_while_the_others_are_sent_away_is_sent_on(meeting: Meeting) -> None:
    (before, here), (after, late) = seated(by=ANNA), seated(by=ANNA)
    meeting.runtime.sit(before, "")
    draining = asyncio.create_task(meeting.runtime.drain())
    await asyncio.sleep(0)
    meeting.runtime.sit(after, "")
    await draining
    assert (here.codes, late.codes) == ([1012], [1012])


async def test_what_is_handed_in_while_screens_leave_is_accepted(meeting: Meeting) -> None:
    await meeting.runtime.drain()
    await meeting.done(Ask(Q1, "rt1", "Why?"), by=ANNA)
    await meeting.restart()
    assert Q1 in meeting.runtime.state.questions
