"""Several workers, one vault, polls as release 0.1.0 opens them: one name per voter, no key afterwards."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.live import voters as live
from server.live.sealers import Sealers
from server.live.voters import Voters
from server.log.base import LogFull, LogUnavailable
from server.log.sqlite.file import SqliteFile
from server.log.sqlite.vault import SqliteVault
from server.log.storage import ballot_keys_in
from server.room.base import Actor
from server.room.polls import BallotCast, PollClosed, PollOpenedV1
from server.room.state import State
from tests.live.hall import MEETING
from tests.live.keys import until, until_destroyed
from tests.room.given import LIVE, by, given

SINGLE, MULTIPLE = "rt1-p1", "rt1-p2"
OPEN = (LIVE, PollOpenedV1(SINGLE))


class Watched(SqliteVault):
    """A vault that counts what it is asked, and fails or waits when a test says so."""

    def __init__(self, file: SqliteFile) -> None:
        super().__init__(file)
        self.asked: Counter[tuple[str, str]] = Counter()
        self.trouble: Exception | None = None
        self.held: asyncio.Event | None = None
        self.answer_held: asyncio.Event | None = None

    async def open_ballot_key(self, poll: str) -> bytes:
        await self._noted("draw", poll)
        key = await super().open_ballot_key(poll)
        if self.answer_held:
            await self.answer_held.wait()
        return key

    async def find_ballot_key(self, poll: str) -> bytes | None:
        await self._noted("find", poll)
        return await super().find_ballot_key(poll)

    async def destroy_ballot_key(self, poll: str) -> None:
        await self._noted("destroy", poll)
        await super().destroy_ballot_key(poll)

    async def _noted(self, what: str, poll: str) -> None:
        self.asked[what, poll] += 1
        if self.held:
            await self.held.wait()
        if self.trouble:
            raise self.trouble


class Worker:
    """A worker's vault and voters."""

    def __init__(self, vault: Watched, folder: Path) -> None:
        self.vault, self.voters = vault, Voters(vault, Sealers(MEETING, ballot_keys_in(folder)))

    async def name_of(self, state: State, participant: str = "anna", poll: str = SINGLE) -> str | None:
        return (
            self.voters.pseudonym(state, poll, participant) if await self.voters.draw(state, poll) else None
        )

    async def shown(self, state: State, participant: str = "anna") -> str | None:
        return (await self.voters.all(state, "main", participant)).get(SINGLE)


@pytest.fixture
async def workers(tmp_path: Path) -> AsyncIterator[tuple[Worker, Worker]]:
    one, other = [Worker(await Watched.open(tmp_path / "vault.db"), tmp_path) for _ in range(2)]
    yield one, other
    for worker in (one, other):
        await worker.voters.close()
        await worker.vault.close()


def opened(*voters: str | None) -> State:
    """The poll is open and these have voted."""
    cast = (by(Actor(voter or "", "audience"), BallotCast(SINGLE, ("a",))) for voter in voters)
    return given(*OPEN, *cast).state


def closed(*polls: str) -> State:
    facts = [fact for poll in polls for fact in (PollOpenedV1(poll), PollClosed(poll))]
    return given(LIVE, *facts).state


async def test_a_voter_is_the_same_on_every_worker(workers: tuple[Worker, Worker]) -> None:
    names = await asyncio.gather(*(worker.name_of(opened()) for worker in workers * 10))
    assert len(set(names)) == 1
    assert [worker.vault.asked["draw", SINGLE] for worker in workers] == [1, 1]


async def test_a_ballot_that_another_worker_took_is_found_and_its_key_asked_for_once(
    workers: tuple[Worker, Worker],
) -> None:
    one, other = workers
    state = opened(await one.name_of(opened()))
    shown = await asyncio.gather(*(other.shown(state) for _ in range(50)))
    assert set(shown) == {await one.name_of(state)}
    assert other.vault.asked == {("find", SINGLE): 1}
    assert await other.name_of(state) == shown[0]
    assert other.vault.asked == {("find", SINGLE): 1}


async def test_the_vault_is_not_asked_while_nobody_has_voted(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    await one.name_of(opened())
    assert await other.shown(opened()) is None
    assert not other.vault.asked


async def test_a_key_that_is_not_there_is_asked_for_again_only_when_somebody_else_has_voted(
    workers: tuple[Worker, Worker],
) -> None:
    one, other = workers
    for _ in range(3):
        assert await other.shown(opened("somebody")) is None
    assert other.vault.asked["find", SINGLE] == 1
    name = await one.name_of(opened())
    assert await other.shown(opened("somebody", name)) == name


async def test_a_key_that_could_not_be_read_is_asked_for_again(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    state = opened(await one.name_of(opened()))
    other.vault.trouble = LogUnavailable("Gone.")
    assert await other.shown(state) is None
    other.vault.trouble = None
    assert await other.shown(state) == await one.name_of(state)


async def test_every_worker_forgets_and_destroys_the_key_of_a_poll_whoever_closed_it(
    workers: tuple[Worker, Worker],
) -> None:
    one, other = workers
    for worker in workers:
        assert await worker.name_of(opened())
    await other.voters.forget_closed(closed(SINGLE))
    await until_destroyed(one.vault, SINGLE)
    assert await other.name_of(opened()) is None
    await one.voters.forget_closed(closed(SINGLE))
    await one.voters.close()
    assert [worker.vault.asked["destroy", SINGLE] for worker in workers] == [1, 1]


async def test_a_key_drawn_by_a_worker_that_is_behind_is_destroyed_all_the_same(
    workers: tuple[Worker, Worker],
) -> None:
    one, behind = workers
    one.vault.held = asyncio.Event()
    await one.voters.forget_closed(closed(SINGLE))
    assert await behind.name_of(opened())
    one.vault.held.set()
    await until_destroyed(one.vault, SINGLE)


async def test_a_key_that_arrives_after_the_close_is_neither_used_nor_kept(
    workers: tuple[Worker, Worker],
) -> None:
    one, other = workers
    state = opened()
    one.vault.answer_held = asyncio.Event()
    naming = asyncio.create_task(one.name_of(state))
    while not await other.vault.find_ballot_key(SINGLE):
        pass
    state.polls.update(closed(SINGLE).polls)
    await one.voters.forget_closed(state)
    await until_destroyed(other.vault, SINGLE)
    one.vault.answer_held.set()
    assert await naming is None
    assert await one.name_of(opened()) is None


async def test_forgetting_is_cheap_once_a_key_is_destroyed(workers: tuple[Worker, Worker]) -> None:
    one, _ = workers
    for state in (closed(SINGLE), closed(SINGLE), closed(SINGLE, MULTIPLE)):
        for _ in range(5):
            await one.voters.forget_closed(state)
    await one.voters.close()
    assert one.vault.asked == {("destroy", SINGLE): 1, ("destroy", MULTIPLE): 1}


async def test_forgetting_does_not_wait_for_storage_but_closing_does(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    await one.name_of(opened())
    one.vault.held = asyncio.Event()
    await one.voters.forget_closed(closed(SINGLE))
    closing = asyncio.create_task(one.voters.close())
    assert await other.vault.find_ballot_key(SINGLE)
    one.vault.held.set()
    await closing
    assert await other.vault.find_ballot_key(SINGLE) is None


async def test_closing_does_not_wait_for_ever(
    workers: tuple[Worker, Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = workers
    monkeypatch.setattr(live, "LAST_PATIENCE", 0.01)
    one.vault.held = asyncio.Event()
    await one.voters.forget_closed(closed(SINGLE))
    await one.voters.close()
    assert one.vault.asked == {("destroy", SINGLE): 1}


@pytest.mark.parametrize("trouble", [LogFull("Full."), LogUnavailable("Gone."), RuntimeError("Broken.")])
async def test_whatever_goes_wrong_destroying_is_told_and_tried_again(
    workers: tuple[Worker, Worker],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    trouble: Exception,
) -> None:
    one, _ = workers
    monkeypatch.setattr(live, "AGAIN_AFTER", 0.001)
    await one.name_of(opened())
    one.vault.trouble = trouble
    await one.voters.forget_closed(closed(SINGLE))
    await until(lambda: one.vault.asked["destroy", SINGLE] >= 3)
    assert caplog.records[0].levelno >= logging.WARNING
    assert SINGLE in caplog.messages[0]
    one.vault.trouble = None
    await until_destroyed(one.vault, SINGLE)


async def test_closing_tries_once_more_what_has_failed(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    await one.name_of(opened())
    one.vault.trouble = LogFull("Full.")
    await one.voters.forget_closed(closed(SINGLE))
    await until(lambda: one.vault.asked["destroy", SINGLE] == 1)
    one.vault.trouble = None
    await one.voters.close()
    assert await other.vault.find_ballot_key(SINGLE) is None


async def test_when_storage_may_have_lost_something_keys_are_read_and_destroyed_anew(
    workers: tuple[Worker, Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = workers
    before = await one.name_of(opened())
    await one.voters.forget_closed(closed(MULTIPLE))
    await until_destroyed(one.vault, MULTIPLE)

    async def drawn_anew(poll: str) -> bytes:
        return b"another key"

    monkeypatch.setattr(one.vault, "open_ballot_key", drawn_anew)
    assert await one.name_of(opened()) == before
    one.voters.begin_again()
    assert await one.name_of(opened()) != before
    await one.voters.forget_closed(closed(MULTIPLE))
    await one.voters.close()
    assert one.vault.asked["destroy", MULTIPLE] == 2


async def test_a_key_from_before_a_loss_is_neither_used_nor_kept_after_it(
    workers: tuple[Worker, Worker],
) -> None:
    one, _ = workers
    one.vault.held = asyncio.Event()
    naming = asyncio.create_task(one.name_of(opened()))
    await until(lambda: one.vault.asked["draw", SINGLE] == 1)
    one.voters.begin_again()
    one.vault.held.set()
    with pytest.raises(LogUnavailable, match="changed"):
        await naming
    await one.name_of(opened())
    assert one.vault.asked["draw", SINGLE] == 2


async def test_a_close_that_was_lost_destroys_nothing_any_more(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    await one.name_of(opened())
    one.vault.trouble = LogFull("Full.")
    await one.voters.forget_closed(closed(SINGLE))
    await until(lambda: one.vault.asked["destroy", SINGLE] == 1)
    one.voters.begin_again()
    one.vault.trouble = None
    await one.voters.forget_closed(opened())
    await one.voters.close()
    assert await other.vault.find_ballot_key(SINGLE)
