"""Two workers, one log: whoever decides on what is no longer so, the log's order judges, on both alike."""

import asyncio

import pytest

from moderation.status import ReviewMode, Status
from server.live import follower, memory
from server.live.writer import Accepted
from server.room.base import Actor, Refusal
from server.room.people import SetName
from server.room.polls import ClosePoll, OpenPoll, Vote
from server.room.questions import Ask
from server.room.sessions import SetReviewMode
from server.room.support import Upvote
from server.room.triage import Approve, Dismiss
from tests.live.hall import MEETING, Screen, seated
from tests.live.workers import Held, Worker, Workers
from tests.room.given import ANNA, BEN, MO, Q1, SAM

POLL = "rt1-p1"
ASK = Ask(Q1, "rt1", "Why so late?")
ID = "a" * 16


def sits(worker: Worker, by: Actor = BEN) -> Screen:
    """Somebody comes with the newest page."""
    seat, screen = seated(by=by)
    worker.runtime.sit(seat, worker.runtime.page("audience", "main", fresh=True).version)
    return screen


async def test_what_one_worker_accepts_is_on_the_screens_of_the_other(workers: Workers) -> None:
    phone = sits(workers.b)
    await workers.a.done(ASK, by=ANNA)
    await phone.until(lambda: any("Why so late?" in message for message in phone.pushed))
    await workers.even()


async def test_what_is_mine_changes_where_i_am(workers: Workers) -> None:
    await workers.a.done(SetReviewMode("rt1", ReviewMode.REVIEW))
    phone = sits(workers.b, by=ANNA)
    await workers.a.done(ASK, by=ANNA)
    await phone.until(lambda: any("Why so late?" in message for message in phone.said))


async def test_a_worker_that_hears_no_bell_reads_all_the_same(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "LOOK_EVERY", 0.02)
    await workers.b.restart(deaf=True)
    await workers.a.done(ASK, by=ANNA)
    await workers.even()


async def test_of_two_moderators_on_two_workers_the_first_in_the_log_is_right(workers: Workers) -> None:
    await workers.a.done(SetReviewMode("rt1", ReviewMode.REVIEW), by=MO)
    await workers.a.done(ASK, by=ANNA)
    await workers.even()
    with Held(*workers.both) as both:
        approving = asyncio.create_task(workers.a.do(Approve(Q1), MO))
        dismissing = asyncio.create_task(workers.b.do(Dismiss(Q1), SAM))
        await both.decided()
        both.release(workers.b)
        assert isinstance(await dismissing, Accepted)
    assert await approving is Refusal.NOT_ANY_MORE
    assert (await workers.even()).standings[Q1].status is Status.DISMISSED


async def test_a_ballot_that_comes_after_the_close_on_another_worker_does_not_count(workers: Workers) -> None:
    await workers.a.done(OpenPoll(POLL))
    await workers.even()
    with Held(workers.b) as slow:
        ballot = asyncio.create_task(workers.b.do(Vote(POLL, ("a",)), ANNA))
        await slow.decided()
        await workers.a.done(ClosePoll(POLL))
    assert await ballot is Refusal.POLL_NOT_OPEN
    assert (await workers.even()).boxes[POLL].voters == 0


async def test_every_ballot_that_either_worker_accepted_is_counted_however_close_to_the_close(
    workers: Workers,
) -> None:
    await workers.a.done(OpenPoll(POLL))
    await workers.even()
    voters = [Actor(f"voter-{number}", "audience") for number in range(200)]
    ballots = [
        asyncio.create_task(worker.do(Vote(POLL, ("a",)), voter))
        for voter, worker in zip(voters, workers.both * 100, strict=True)
    ]
    await asyncio.wait(ballots, return_when=asyncio.FIRST_COMPLETED)
    await workers.a.done(ClosePoll(POLL))
    answers = await asyncio.gather(*ballots)
    accepted = sum(isinstance(answer, Accepted) for answer in answers)
    assert {answer for answer in answers if not isinstance(answer, Accepted)} <= {Refusal.POLL_NOT_OPEN}
    assert (await workers.even()).boxes[POLL].voters == accepted


async def test_a_command_sent_again_to_another_worker_gets_the_answer_of_the_first(workers: Workers) -> None:
    first = await workers.a.do(ASK, ANNA, ID)
    assert isinstance(first, Accepted)
    await workers.even()
    appends = workers.b.window.appends
    assert await workers.b.do(ASK, ANNA, ID) == first
    assert workers.b.window.appends == appends


async def test_a_command_given_to_both_workers_at_once_counts_once_and_has_one_answer(
    workers: Workers,
) -> None:
    with Held(*workers.both) as both:
        asking = [asyncio.create_task(worker.do(SetName("Anna"), ANNA, ID)) for worker in workers.both]
        await both.decided()
    answers = await asyncio.gather(*asking)
    assert isinstance(answers[0], Accepted)
    assert answers[0] == answers[1]
    await workers.even()


async def test_a_command_whose_answer_was_lost_is_known_to_the_other_worker(workers: Workers) -> None:
    workers.a.window.answers_are_lost = True
    assert await workers.a.do(ASK, ANNA, ID) is Refusal.STORAGE_UNAVAILABLE
    workers.a.window.answers_are_lost = False
    written = await workers.log.head(MEETING)
    assert await workers.b.do(ASK, ANNA, ID) == Accepted(written)
    assert await workers.a.do(ASK, ANNA, ID) == Accepted(written)
    assert list((await workers.even()).questions) == [Q1]


async def test_a_gap_longer_than_a_page_is_folded_before_our_own(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "PAGE", 3)
    await workers.b.restart(deaf=True)
    for number in range(10):
        await workers.a.done(SetName(f"Anna {number}"), by=ANNA)
    seq = await workers.b.done(SetName("Ben"), by=BEN)
    assert workers.b.state.seq == seq
    assert workers.b.state.person("anna").name == "Anna 9"
    await workers.even()


async def test_what_another_worker_has_just_made_possible_is_not_refused(workers: Workers) -> None:
    await workers.b.restart(deaf=True)
    await workers.a.done(ASK, by=ANNA)
    await workers.b.done(Upvote(Q1), by=BEN)
    await workers.a.done(OpenPoll(POLL))
    await workers.b.done(Vote(POLL, ("a",)), by=BEN)
    assert await workers.b.do(Vote("rt1-p2", ("a",)), BEN) is Refusal.POLL_NOT_OPEN


async def test_whoever_asks_for_it_sees_what_another_worker_has_just_done(workers: Workers) -> None:
    await workers.b.restart(deaf=True)
    await workers.a.done(ASK, by=ANNA)
    assert Q1 not in workers.b.state.questions
    await asyncio.gather(*(workers.b.runtime.catch_up() for _ in range(20)))
    assert Q1 in workers.b.state.questions


async def test_many_who_ask_at_once_are_one_look_at_the_log(workers: Workers) -> None:
    await workers.b.restart(deaf=True)
    reads = workers.b.window.reads
    await asyncio.gather(*(workers.b.runtime.catch_up() for _ in range(200)))
    assert workers.b.window.reads - reads <= 2


async def test_only_the_worker_that_passes_the_mark_keeps_a_snapshot(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "SNAPSHOT_EVERY", 5)
    for worker in (workers.a, workers.a, workers.b):
        await worker.done(SetName(f"Anna {worker.state.seq}"), by=ANNA)
        await workers.even()
    for worker in workers.both:
        await worker.runtime._tick()
    snapshot = await workers.log.load_snapshot(MEETING, memory.snapshot_version())
    assert snapshot
    assert snapshot.seq >= 5
    assert [worker.runtime._snapshots.kept for worker in workers.both] == [snapshot.seq, 0]


async def test_entries_say_when_by_the_clock_of_the_log(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for worker in workers.both:
        monkeypatch.setattr(worker.window, "now", lambda: 1_778_578_200_000)
    await workers.b.done(ASK, by=ANNA)
    assert (await workers.even()).questions[Q1].asked_at == 1_778_578_200_000
    assert workers.a.runtime.now() == 1_778_578_200_000


async def test_only_what_others_wrote_is_overheard(workers: Workers) -> None:
    heard: list[tuple[int, str]] = []
    for name, worker in zip("ab", workers.both, strict=True):
        worker.runtime.overheard = lambda entry, name=name: heard.append((entry.stamp.seq, name))  # type: ignore[misc]
    first = await workers.a.done(ASK, by=ANNA)
    second = await workers.b.done(Upvote(Q1), by=BEN)
    await workers.even()
    assert heard == [(first, "b"), (second, "a")]
