"""A worker that cannot read the log says so, goes on showing what it knows, and is exact again soon after."""

import pytest

from server.live import follower
from server.room.base import Refusal
from server.room.people import SetName
from server.room.polls import OpenPoll, Vote
from server.room.questions import Ask
from server.room.support import Upvote
from tests.live.hall import MEETING, Meeting
from tests.live.keys import until
from tests.live.workers import Workers
from tests.room.given import ANNA, BEN, Q1

ASK = Ask(Q1, "rt1", "Why so late?")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds takes a moment."""
    monkeypatch.setattr(follower, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(follower, "LOOK_AGAIN_AFTER", 0.01)
    monkeypatch.setattr(follower, "BEHIND_AFTER", 0.1)


@pytest.mark.usefixtures("quick")
async def test_a_worker_that_cannot_read_the_log_is_behind_until_it_can(workers: Workers) -> None:
    workers.b.window.unreadable = True
    await until(lambda: workers.b.runtime.behind)
    await workers.a.done(SetName("Anna"), by=ANNA)
    workers.b.window.unreadable = False
    await until(lambda: not workers.b.runtime.behind)
    assert (await workers.even()).person("anna").name == "Anna"


@pytest.mark.usefixtures("quick")
async def test_a_worker_that_is_behind_refuses_at_once_what_it_could_not_judge(workers: Workers) -> None:
    head = await workers.log.head(MEETING)
    workers.b.window.unreadable = True
    await until(lambda: workers.b.runtime._follower.out_of_reach)
    assert await workers.b.do(SetName("Ben"), by=BEN) is Refusal.STORAGE_UNAVAILABLE
    assert await workers.log.head(MEETING) == head
    workers.b.window.unreadable = False
    await until(lambda: not workers.b.runtime._follower.out_of_reach)
    await workers.b.done(SetName("Ben"), by=BEN)


async def test_what_cannot_be_judged_by_the_newest_state_is_not_refused_for_good(workers: Workers) -> None:
    await workers.b.restart(deaf=True)
    await workers.a.done(ASK, by=ANNA)
    await workers.a.done(OpenPoll("rt1-p1"))
    vote, upvote = Vote("rt1-p1", ("a",)), Upvote(Q1)
    workers.b.window.unreadable = True
    assert {await workers.b.do(each, by=BEN) for each in (vote, upvote)} == {Refusal.STORAGE_UNAVAILABLE}
    workers.b.window.unreadable = False
    await workers.b.done(vote, upvote, by=BEN)


async def test_a_worker_that_reads_is_not_behind(workers: Workers) -> None:
    assert not any(worker.runtime.behind for worker in workers.both)


@pytest.mark.usefixtures("quick")
async def test_a_worker_that_has_the_log_to_itself_looks_whether_it_is_there(
    meeting: Meeting,
) -> None:
    await until(lambda: not meeting.runtime.behind)
    await meeting.log.close()
    await until(lambda: meeting.runtime.behind)


async def test_a_log_that_does_not_answer_holds_nobody_up_who_only_looks(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as impatient:
        impatient.setattr(follower, "PATIENCE", 0.01)
        async with workers.b.runtime._follower.turn:
            await workers.b.runtime.catch_up()
    await workers.a.done(SetName("Anna"), by=ANNA)
    await workers.b.runtime.catch_up()
    assert workers.b.state.person("anna").name == "Anna"


async def test_however_often_the_bell_rings_the_log_is_looked_at_only_so_often(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "REST", 3_600.0)
    await workers.a.done(SetName("Anna"), by=ANNA)
    reads = workers.b.window.reads
    for number in range(50):
        await workers.a.done(SetName(f"Anna {number}"), by=ANNA)
    assert workers.b.window.reads - reads <= 1
    await workers.b.done(SetName("Ben"), by=BEN)
    assert workers.b.state.person("anna").name == "Anna 49"


async def test_a_follower_that_fails_begins_again(
    workers: Workers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(follower, "LOOK_AGAIN_AFTER", 0.01)
    with monkeypatch.context() as broken:

        def fail(*_: object) -> None:
            raise ZeroDivisionError

        broken.setattr(follower, "decode", fail)
        await workers.a.done(SetName("Anna"), by=ANNA)
        await until(lambda: "following the log failed" in caplog.text)
    await workers.even()
