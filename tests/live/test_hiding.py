"""Snapshots in which open polls are sealed; workers that cannot open them say nothing of these polls."""

import shutil
from pathlib import Path

import pytest

from server.live import memory
from server.live.hiding import is_uncounted
from server.live.memory import digest, snapshot_version
from server.live.outcomes import Outcomes
from server.live.sealing import PSEUDONYM_BYTES, Ballot, BallotSealer
from server.log.secret import SecretBuffer
from server.room.base import Actor, Refusal
from server.room.codec import encode_state
from server.room.people import SetName
from server.room.polls import ClosePoll, OpenPoll, Vote, room_for_ballots
from server.room.state import State
from tests.live.hall import MEETING, Meeting
from tests.live.keys import name_of_key, until_key_destroyed
from tests.room.given import ANNA

POLL, OTHER = "rt1-p1", "rt1-p2"


async def snapshot_of(meeting: Meeting) -> bytes:
    snapshot = await meeting.log.load_snapshot(MEETING, snapshot_version())
    assert snapshot
    return snapshot.body


async def mixed(meeting: Meeting) -> None:
    """In two open polls and beside them people act in turns, some of them more than once."""
    await meeting.done(OpenPoll(POLL), OpenPoll(OTHER))
    for number in range(6):
        who = Actor(f"person-{number}", "audience")
        if number % 3:
            await meeting.done(SetName(f"Name {number}"), by=who)
        await meeting.done(Vote(POLL if number % 2 else OTHER, ("a",)), by=who)
    await meeting.done(Vote(OTHER, ("a", "b")), by=Actor("person-0", "audience"))


def lock_away(folder: Path, meeting: Meeting, *polls: str) -> None:
    """This machine has the keys of these polls no more."""
    for poll in polls:
        path = folder / "ballots" / meeting.keys._files._name(name_of_key(meeting, poll))
        path.rename(folder / f"key-of-{poll}")


async def test_a_snapshot_tells_nothing_of_open_polls_and_is_as_much_as_the_log(meeting: Meeting) -> None:
    await mixed(meeting)
    voters = [*meeting.runtime.state.boxes[POLL].ballots, *meeting.runtime.state.boxes[OTHER].ballots]
    before = encode_state(meeting.runtime.state)
    await meeting.restart()
    body = await snapshot_of(meeting)
    assert voters
    assert not any(voter.encode() in body for voter in voters)
    assert (await memory.recall(meeting.log, MEETING, meeting.sealers())).kept
    assert encode_state(meeting.runtime.state) == before
    await meeting.done(Vote(POLL, ("b",)), SetName("Anna"), by=ANNA)
    replayed = await memory.catch_up(meeting.log, MEETING, State(), meeting.sealers())
    assert encode_state(replayed) == encode_state(meeting.runtime.state)


async def test_after_the_outcome_all_that_was_hidden_is_dead_weight(meeting: Meeting) -> None:
    await mixed(meeting)
    await meeting.restart()
    await meeting.done(ClosePoll(POLL), ClosePoll(OTHER))
    await meeting.counted()
    before = digest(meeting.runtime.state)
    await until_key_destroyed(meeting, POLL)
    await until_key_destroyed(meeting, OTHER)
    recalled = await memory.recall(meeting.log, MEETING, meeting.sealers())
    assert recalled.kept
    assert digest(recalled.state) == before
    replayed = await memory.catch_up(meeting.log, MEETING, State(), meeting.sealers())
    assert digest(replayed) == before


async def test_between_close_and_outcome_no_snapshot_is_kept(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would tell the ids of the ballots."""
    for way in ("write_due", "write_all"):
        monkeypatch.setattr(Outcomes, way, lambda self, now: None)
    await meeting.done(OpenPoll(POLL))
    await meeting.do(Vote(POLL, ("a",)), ANNA, "an-id-that-is-known")
    await meeting.done(ClosePoll(POLL))
    await meeting.stop()
    await meeting.start()
    assert is_uncounted(meeting.runtime.state, POLL)
    assert await meeting.log.load_snapshot(MEETING, snapshot_version()) is None


@pytest.mark.parametrize("locked", [(POLL,), (OTHER,), (POLL, OTHER)])
@pytest.mark.parametrize("from_snapshot", [True, False])
async def test_without_the_key_a_worker_is_blind_and_silent_until_somebody_tells_the_outcome(
    meeting: Meeting,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    locked: tuple[str, ...],
    from_snapshot: bool,
) -> None:
    await mixed(meeting)
    if from_snapshot:
        await meeting.restart()
    before = await meeting.log.load_snapshot(MEETING, snapshot_version())
    lock_away(tmp_path, meeting, *locked)
    with monkeypatch.context() as crash:
        crash.setattr(memory, "keep", _nothing)
        await meeting.restart()
    for poll in (POLL, OTHER):
        assert bool(meeting.runtime.state.boxes[poll].voters) is (poll not in locked)
    await meeting.done(ClosePoll(POLL), ClosePoll(OTHER))
    await meeting.runtime._tick()
    assert is_uncounted(meeting.runtime.state, locked[0])
    # Who sends a ballot again is neither told that it counts nor that it does not.
    assert await meeting.do(Vote(locked[0], ("a",)), ANNA) is Refusal.STORAGE_UNAVAILABLE
    await meeting.stop()
    assert await _snapshot(meeting, tmp_path) == before

    for poll in locked:
        shutil.move(tmp_path / f"key-of-{poll}", tmp_path / "ballots" / _file_of(meeting, poll))
    await meeting.start()
    await meeting.counted()
    assert [meeting.runtime.state.boxes[poll].voters for poll in (POLL, OTHER)] == [3, 3]


async def test_a_blind_worker_keeps_no_snapshot_of_an_open_poll(meeting: Meeting, tmp_path: Path) -> None:
    await mixed(meeting)
    lock_away(tmp_path, meeting, POLL)
    await meeting.restart()
    before = await meeting.log.load_snapshot(MEETING, snapshot_version())
    await meeting.done(SetName("Anna"), by=ANNA)
    await meeting.runtime._snapshots.keep()
    assert await meeting.log.load_snapshot(MEETING, snapshot_version()) == before


async def _nothing(*_: object) -> None:
    """Whoever is killed keeps no snapshot."""


def _file_of(meeting: Meeting, poll: str) -> str:
    return meeting.keys._files._name(name_of_key(meeting, poll))


async def _snapshot(meeting: Meeting, folder: Path) -> object:
    again = type(meeting.log)
    log = await again.open(folder / "log.db")
    try:
        return await log.load_snapshot(MEETING, snapshot_version())
    finally:
        await log.close()


def test_every_ballot_that_a_poll_allows_fits_into_its_size() -> None:
    for options in (("a", "b"), tuple(f"option-{'é' * 20}-{n}" for n in range(40)), ("x" * 64,)):
        size = room_for_ballots(options)
        with SecretBuffer(32) as key:
            sealer = BallotSealer(MEETING, POLL, key, size)
        longest = Ballot(32_503_680_000_000, "v" * (PSEUDONYM_BYTES * 4 // 3), "c" * 40, options, 3)
        assert sealer.unseal(sealer.seal(longest)) == longest
        sealer.wipe()
