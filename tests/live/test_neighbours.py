"""Workers of one meeting know of each other: who is here, and how the projector is doing."""

import asyncio

import pytest

from server.live import neighbours, presence
from server.live.seat import Seat
from server.room.base import Actor
from server.views.desk import Desk
from tests.live.hall import Screen, seated
from tests.live.workers import Worker, Workers
from tests.room.given import ANNA, BEN, MO

SCREEN = Actor("screen", "projector")


@pytest.fixture(autouse=True)
def chatty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers tell each other often enough for a test."""
    monkeypatch.setattr(neighbours, "TELL_EVERY", 0.02)


def sits(worker: Worker, view: str, by: Actor) -> tuple[Seat, Screen]:
    seat, screen = seated(view, by)
    worker.runtime.sit(seat, "")
    return seat, screen


def seen(worker: Worker) -> tuple[int, str]:
    """How many phones are connected, and how the projector is doing, as the desk on this worker has it."""
    root = worker.runtime.page("desk", "main", fresh=True).root
    assert isinstance(root, Desk)
    return root.bar.connected.n, root.bar.screen


async def test_a_desk_sees_who_is_on_another_worker(workers: Workers) -> None:
    _, screen = sits(workers.a, "desk", MO)
    for person in (ANNA, BEN):
        sits(workers.b, "audience", person)
    projector, _ = sits(workers.b, "projector", SCREEN)
    workers.b.runtime.beat(projector, "waiting:")
    await screen.until(lambda: seen(workers.a) == (2, "fresh"))


@pytest.mark.parametrize("hangs", [True, False])
async def test_while_the_wire_is_dead_the_others_count_as_they_were_heard_last(
    workers: Workers, monkeypatch: pytest.MonkeyPatch, hangs: bool
) -> None:
    monkeypatch.setattr(neighbours, "SOON", 0.02)
    _, screen = sits(workers.a, "desk", MO)
    sits(workers.b, "audience", ANNA)
    await screen.until(lambda: seen(workers.a) == (1, "absent"))
    dead = asyncio.Event()

    async def tell(meeting: str, note: bytes) -> bool:
        dead.set()
        if hangs:
            await asyncio.Event().wait()
        return False

    for worker in workers.both:
        monkeypatch.setattr(worker.storage.wire, "tell", tell)
    await dead.wait()
    monkeypatch.setattr(presence, "FORGOTTEN_AFTER", 0.3)
    await asyncio.sleep(0.6)
    assert seen(workers.a) == (1, "absent")


async def test_a_wire_that_breaks_is_taken_up_again(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, screen = sits(workers.a, "desk", MO)
    with monkeypatch.context() as broken:

        async def fail(meeting: str, note: bytes) -> bool:
            failed.append(note)
            raise ZeroDivisionError

        failed: list[bytes] = []
        broken.setattr(workers.b.storage.wire, "tell", fail)
        await screen.until(lambda: bool(failed))
    sits(workers.b, "audience", ANNA)
    await screen.until(lambda: seen(workers.a) == (1, "absent"))
