"""A log that comes back shorter or different: every worker begins again with what it says, and says so."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.live import follower
from server.live.memory import digest, snapshot_version
from server.live.writer import Accepted
from server.log.sqlite.log import SqliteLog
from server.render.patches import render_whole
from server.room.base import Actor, Refusal
from server.room.loss import AcknowledgeLoss
from server.room.people import SetName
from server.room.polls import OpenPoll, Vote
from server.room.questions import Ask
from server.room.screen import Blank
from server.room.sessions import StartSession
from server.room.support import Upvote
from tests.live.hall import MEETING, Screen, cut, seated
from tests.live.workers import Held, Worker, Workers, two_in_folder, two_in_redis
from tests.redis_server import RedisServer
from tests.room.given import ANNA, BEN, MO, Q1

ID = "a" * 16
CHANGED = Refusal.STORAGE_UNAVAILABLE


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Workers]:
    """Two workers on a log that a test can change under them; they read only when they must."""
    async with two_in_folder(tmp_path) as workers:
        for worker in workers.both:
            await worker.restart(deaf=True)
        yield workers


async def lose(workers: Workers, count: int) -> None:
    """The log comes back without its latest entries."""
    assert isinstance(workers.log, SqliteLog)
    await cut(workers.log, after=await workers.log.head(MEETING) - count)


async def look(workers: Workers) -> None:
    """Both look at the log, and at what the other wrote when it did."""
    for worker in workers.both * 2:
        await worker.runtime.catch_up()


def sits(worker: Worker, view: str = "audience", by: Actor = BEN) -> Screen:
    """Somebody comes with the newest page."""
    seat, screen = seated(view, by)
    worker.runtime.sit(seat, worker.runtime.page(view, "main", fresh=True).version)
    return screen


async def test_what_the_log_lost_leaves_the_state_of_every_worker(shelf: Workers) -> None:
    await shelf.a.done(SetName("Anna"), by=ANNA)
    seq = await shelf.a.done(Ask(Q1, "rt1", "Why?"), by=ANNA)
    await look(shelf)
    await lose(shelf, 1)
    await look(shelf)
    state = await shelf.even()
    assert (state.questions, state.person("anna").name) == ({}, "Anna")
    assert state.loss
    assert (state.loss.lost, state.seq) == (1, seq)


async def test_the_desks_are_told_how_much_is_lost_and_since_when_by_one_worker(shelf: Workers) -> None:
    for number in range(20):
        await shelf.a.done(SetName(f"Anna {number}"), by=ANNA)
    await look(shelf)
    (latest,) = await shelf.log.read(MEETING, shelf.a.state.seq - 1)
    await lose(shelf, 7)
    await look(shelf)
    state = await shelf.even()
    assert state.loss
    assert state.loss.lost == 7
    assert str(state.loss.since).encode() in latest.body
    await shelf.a.done(AcknowledgeLoss())
    assert (await shelf.log.head(MEETING)) == state.seq + 1, "the other worker has told it again"


async def test_entries_that_took_the_place_of_lost_ones_are_noticed(shelf: Workers) -> None:
    await shelf.a.done(SetName("Anna"), by=ANNA)
    await look(shelf)
    await lose(shelf, 1)
    await shelf.a.restart(deaf=True)  # whoever starts anew knows nothing of what is lost
    await shelf.a.done(SetName("Anne"), SetName("Ann"), SetName("Hanna"), by=ANNA)
    await look(shelf)
    state = await shelf.even()
    assert state.person("anna").name == "Hanna"
    assert state.loss
    assert state.loss.lost == 1


async def test_a_loss_greater_than_what_is_remembered_is_told_as_at_least_that(
    shelf: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "TRAIL", 4)
    for worker in shelf.both:
        await worker.restart(deaf=True)
    for number in range(9):
        await shelf.a.done(SetName(f"Anna {number}"), by=ANNA)
    await lose(shelf, 9)
    await look(shelf)
    state = await shelf.even()
    assert state.loss
    assert state.loss.lost == 9


async def test_a_write_to_a_log_that_has_changed_is_refused_and_accepted_when_it_comes_again(
    shelf: Workers,
) -> None:
    await shelf.a.done(SetName("Anna"), by=ANNA)
    await lose(shelf, 1)
    assert await shelf.a.do(Ask(Q1, "rt1", "Why?"), ANNA, ID) is CHANGED
    assert (shelf.a.state.person("anna").name, shelf.a.state.questions) == ("", {})
    assert isinstance(await shelf.a.do(Ask(Q1, "rt1", "Why?"), ANNA, ID), Accepted)
    await look(shelf)
    assert list((await shelf.even()).questions) == [Q1]


async def test_what_waits_while_the_log_is_read_again_was_made_for_the_old_one_and_is_refused(
    shelf: Workers,
) -> None:
    await shelf.a.done(SetName("Anna"), by=ANNA)
    await lose(shelf, 1)
    with Held(shelf.a) as slow:
        first = asyncio.create_task(shelf.a.do(SetName("Anne"), ANNA))
        await slow.decided()
        second = asyncio.create_task(shelf.a.do(SetName("Ben"), BEN))
        await asyncio.sleep(0)
    assert {await first, await second} == {CHANGED}
    assert not shelf.a.state.people


async def test_what_waits_for_its_turn_while_the_log_is_read_again_is_refused(shelf: Workers) -> None:
    await shelf.a.done(SetName("Anna"), by=ANNA)
    follower = shelf.a.runtime._follower
    async with follower.turn:
        waiting = asyncio.create_task(shelf.a.do(SetName("Ben"), BEN))
        await asyncio.sleep(0.01)
        await lose(shelf, 1)
        await follower.read()
    assert await waiting is CHANGED
    assert not shelf.a.state.people


async def test_what_was_handed_in_with_what_made_a_worker_read_a_changed_log_is_refused(
    shelf: Workers,
) -> None:
    await shelf.a.done(SetName("Anna"), by=ANNA)
    await lose(shelf, 1)
    together = await asyncio.gather(shelf.a.do(Upvote(Q1), BEN), shelf.a.do(SetName("Ben"), BEN))
    assert set(together) == {CHANGED}
    assert not shelf.a.state.people


async def test_a_loss_amid_a_crowd_costs_no_answer_and_no_answer_that_follows_is_wrong(
    shelf: Workers,
) -> None:
    await shelf.a.done(OpenPoll("rt1-p1"))
    answers: dict[str, int] = {}

    async def insists(worker: Worker, name: str) -> None:
        """What a phone does: the same command again until it is accepted."""
        voter, id = Actor(name, "audience"), f"ballot-of-{name:>08}"
        while not isinstance(answer := await worker.do(Vote("rt1-p1", ("a",)), voter, id), Accepted):
            assert answer is CHANGED
        answers[id] = answer.seq

    crowd = list(enumerate(shelf.both * 20))
    await asyncio.gather(*(insists(worker, f"early-{number}") for number, worker in crowd))
    with Held(*shelf.both) as slow:
        late = [asyncio.create_task(insists(worker, f"late-{number}")) for number, worker in crowd]
        await slow.decided()
        await lose(shelf, 5)
    await asyncio.gather(*late)
    await look(shelf)
    state = await shelf.even()
    counted = {id: seq for ids in state.recent.values() for id, seq in ids.items() if id in answers}
    assert len(answers) == 80
    assert len(counted) == 75
    assert counted.items() <= answers.items()
    assert {id for id in answers if "late" in id} <= counted.keys()
    assert state.boxes["rt1-p1"].voters == 75


async def test_every_screen_is_sent_the_whole_and_everyone_their_own_part(shelf: Workers) -> None:
    await shelf.a.done(Ask(Q1, "rt1", "Why?"), by=ANNA)
    phone, desk = sits(shelf.a, by=ANNA), sits(shelf.a, "desk", MO)
    for screen in (phone, desk):
        await screen.until(lambda screen=screen: bool(screen.said))  # type: ignore[misc]
        screen.clear()
    version = shelf.a.runtime.page("audience", "main").version
    await lose(shelf, 1)
    await shelf.a.runtime.catch_up()
    for screen, view in ((phone, "audience"), (desk, "desk")):
        await screen.until(lambda screen=screen: bool(screen.pushed and screen.said))  # type: ignore[misc]
        assert screen.pushed[0] == render_whole(shelf.a.runtime.page(view, "main").root, "fr")
    assert "Why?" not in "".join(phone.pushed + phone.said)
    assert shelf.a.runtime.page("audience", "main").version.split(".")[0] != version.split(".")[0]


async def test_a_rewritten_log_is_read_again_and_nobody_is_told_of_a_loss(shelf: Workers) -> None:
    await shelf.a.done(Ask(Q1, "rt1", "Why?"), by=ANNA)
    phone = sits(shelf.a)
    await look(shelf)
    before = await shelf.log.head(MEETING)
    await shelf.log.rewrite(MEETING, lambda stored: stored.body.replace(b"Why?", b"What?"))
    await look(shelf)
    state = await shelf.even()
    assert (state.questions[Q1].text, state.loss, state.seq) == ("What?", None, before)
    await phone.until(lambda: any("What?" in message for message in phone.pushed))


async def test_whoever_starts_after_a_rewrite_finds_a_snapshot_of_the_new_log(shelf: Workers) -> None:
    await shelf.a.done(SetName("Anna"), by=ANNA)
    await shelf.a.restart(deaf=True)  # which keeps one
    seq, version = shelf.a.state.seq, snapshot_version()
    await shelf.log.rewrite(MEETING, lambda stored: stored.body)
    assert await shelf.log.load_snapshot(MEETING, version) is None
    await shelf.a.runtime.catch_up()
    await shelf.a.runtime._tick()
    kept = await shelf.log.load_snapshot(MEETING, version)
    assert kept
    assert kept.seq == seq


async def test_a_meeting_whose_log_is_empty_is_planned_again(shelf: Workers) -> None:
    plan, seq = shelf.a.state.programme, shelf.a.state.seq
    await look(shelf)
    await lose(shelf, seq)
    await look(shelf)
    state = await shelf.even()
    assert state.programme == plan
    assert state.loss
    assert (state.loss.lost, state.seq) == (seq, 2)


async def test_a_loss_that_cannot_be_read_yet_is_read_later(shelf: Workers) -> None:
    await shelf.a.done(SetName("Anna"), by=ANNA)
    before = digest(shelf.a.state)
    await lose(shelf, 1)
    with Held(shelf.a) as slow:
        asking = asyncio.create_task(shelf.a.do(Blank("main")))
        await slow.decided()
        shelf.a.window.unreadable = True
    assert await asking is CHANGED
    assert digest(shelf.a.state) == before
    shelf.a.window.unreadable = False
    await look(shelf)
    assert (await shelf.even()).person("anna").name == ""


async def test_a_redis_that_has_forgotten_everything_is_noticed_by_every_worker(
    redis_url: str, redis_server: RedisServer, tmp_path: Path
) -> None:
    async with two_in_redis(redis_url, tmp_path) as workers:
        await workers.a.done(OpenPoll("rt1-p1"))
        await workers.b.done(Vote("rt1-p1", ("a",)), by=ANNA)
        state = await workers.even()
        redis_server.flush()
        await look(workers)
        again = await workers.even()
        assert (again.programme, list(again.boxes)) == (state.programme, [])
        assert again.loss
        assert again.loss.lost >= state.seq - 1
        await workers.b.done(StartSession("rt1"), OpenPoll("rt1-p1"))
        await workers.a.done(Vote("rt1-p1", ("a",)), by=ANNA)
        # A worker that went on with the key from before would take her for somebody else.
        await workers.b.done(Vote("rt1-p1", ("b",)), by=ANNA)
        assert (await workers.even()).boxes["rt1-p1"].voters == 1
