"""The porter: a crowd comes in little by little and in order, and everybody else meanwhile."""

import asyncio

import pytest

from server.web import porter
from server.web.porter import AT_ONCE, WHILE_MORE_ARRIVE, Porter


async def turns(count: int) -> None:
    """Let the event loop go round so many times."""
    for _ in range(count):
        await asyncio.sleep(0)


def crowd(door: Porter, size: int) -> list[int]:
    """So many guests at the door, by number; those who have been let in are noted in the list."""
    inside: list[int] = []
    for number in range(size):
        assert door.wait(number, lambda number=number: inside.append(number))  # type: ignore[misc]
    return inside


async def test_a_crowd_comes_in_in_order_and_everybody_comes_in() -> None:
    door = Porter()
    inside = crowd(door, 100)
    assert inside == []
    await turns(100)
    assert inside == list(range(100))
    assert len(door) == 0


async def test_between_a_few_and_the_next_few_the_loop_serves_everybody_else() -> None:
    door = Porter()
    inside = crowd(door, 50)
    seen = []
    while len(door):
        await turns(1)
        seen.append(len(inside))
    steps = [after - before for before, after in zip([0, *seen], seen, strict=False)]
    assert max(steps) <= AT_ONCE
    assert len(steps) >= 50 / AT_ONCE


async def test_while_more_are_arriving_fewer_come_in() -> None:
    door = Porter()
    inside = crowd(door, 20)
    for number in range(10):
        before = len(inside)
        door.wait(f"late {number}", lambda: None)
        await turns(1)
        assert len(inside) - before <= WHILE_MORE_ARRIVE
    await turns(20)
    assert len(inside) == 20


async def test_who_has_gone_is_forgotten() -> None:
    door = Porter()
    inside = crowd(door, 5)
    door.forget(3)
    door.forget("somebody who never waited")
    await turns(10)
    assert inside == [0, 1, 2, 4]


async def test_at_least_twenty_thousand_may_wait_and_one_too_many_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert porter.MOST_WAITING > 20_000
    monkeypatch.setattr(porter, "MOST_WAITING", 3)
    door = Porter()
    inside = crowd(door, 3)
    assert not door.wait("one too many", lambda: inside.append(4))
    await turns(5)
    assert door.wait("when there is room again", lambda: inside.append(5))
    await turns(5)
    assert inside == [0, 1, 2, 5]


async def test_a_porter_who_had_nothing_to_do_lets_the_next_one_in() -> None:
    door = Porter()
    assert crowd(door, 1) == []
    await turns(3)
    inside = crowd(door, 1)
    await turns(3)
    assert inside == [0]
