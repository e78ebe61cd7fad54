"""The garbage collector beside a hall of phones: a crowd that has come is set aside until it goes."""

import gc
from collections.abc import Iterator

import pytest
import uvicorn
from uvicorn.server import ServerState

from server import serving
from server.tidying import CROWD, THRESHOLDS, Tidying


class Thing:
    """What the collector looks at."""

    itself: "Thing"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The collector goes on as it was."""
    before = gc.get_threshold()
    gc.unfreeze()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def looked_at(thing: object) -> bool:
    """Whether the collector looks at this."""
    return any(each is thing for each in gc.get_objects())


def test_what_is_there_when_the_server_starts_is_not_looked_at_again() -> None:
    thing = Thing()
    assert looked_at(thing)
    Tidying().begin()
    assert not looked_at(thing)
    assert gc.get_threshold() == THRESHOLDS


def test_a_crowd_is_set_aside_once_nobody_comes_any_more() -> None:
    tidying, phone = Tidying(), Thing()
    tidying.look(CROWD)
    assert looked_at(phone)
    tidying.look(CROWD + 10)
    assert not looked_at(phone)


def test_a_few_phones_are_no_crowd() -> None:
    tidying, phone = Tidying(), Thing()
    for connections in (10, 10, CROWD - 1, CROWD - 1):
        tidying.look(connections)
    assert looked_at(phone)


def test_it_is_done_once_and_again_when_another_crowd_has_come() -> None:
    tidying = Tidying()
    for connections in (CROWD, CROWD):
        tidying.look(connections)
    later = Thing()
    for connections in (CROWD, CROWD + 20, CROWD - 20):
        tidying.look(connections)
    assert looked_at(later)
    for connections in (3 * CROWD, 3 * CROWD):
        tidying.look(connections)
    assert not looked_at(later)


def test_garbage_is_not_set_aside() -> None:
    tidying = Tidying()
    thing = Thing()
    thing.itself = thing
    del thing
    for connections in (CROWD, CROWD):
        tidying.look(connections)
    gc.unfreeze()
    assert not any(isinstance(each, Thing) for each in gc.get_objects())


def test_when_most_of_a_crowd_has_gone_what_it_left_is_found() -> None:
    tidying, thing = Tidying(), Thing()
    thing.itself = thing
    for connections in (4 * CROWD, 4 * CROWD):
        tidying.look(connections)
    del thing
    tidying.look(CROWD)
    gc.unfreeze()
    assert not any(isinstance(each, Thing) for each in gc.get_objects())


async def test_the_server_looks_from_time_to_time(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(Tidying, "look", lambda self, connections: seen.append(connections))
    monkeypatch.setattr(uvicorn.Server, "on_tick", never_ends)
    server = object.__new__(serving._Server)
    server._tidying, server.server_state = Tidying(), ServerState()
    for counter in range(2 * serving.TICKS):
        assert not await server.on_tick(counter)
    assert seen == [0, 0]


async def never_ends(self: object, counter: int) -> bool:
    """uvicorn's own tick."""
    return False
