"""A meeting remembers: snapshots, the log's tail, and what becomes of a snapshot that does not fit."""

from pathlib import Path

import msgspec
import pytest

from server.live import follower, memory
from server.live.memory import digest
from server.live.sealers import Sealers
from server.log.base import LogChanged, LogFull, Snapshot
from server.room.base import Stamp
from server.room.codec import encode, encode_state
from server.room.fold import fold
from server.room.people import NameSet, SetName
from server.room.polls import ClosePoll, OpenPoll, Vote
from server.room.questions import Ask, QuestionAsked
from server.room.screen import Stage
from server.room.state import State
from server.room.support import Upvote
from server.room.undo import Undo
from tests.live.hall import MEETING, Meeting, cut
from tests.room.given import ANNA, BEN, MO, Q1, Q2, Q3


async def busy(meeting: Meeting) -> str:
    """A meeting in which something has happened; its digest."""
    await meeting.done(Ask(Q2, "rt1", "Why?"), Ask(Q1, "rt1", "How?"), by=ANNA)
    await meeting.done(Upvote(Q1), Upvote(Q2), by=BEN)
    await meeting.done(Stage(Q1), OpenPoll("rt1-p1"), OpenPoll("rt1-p2"))
    await meeting.done(Vote("rt1-p1", ("a",)), Vote("rt1-p2", ("a", "b")), by=BEN)
    await meeting.done(ClosePoll("rt1-p1"))
    await meeting.counted()
    return digest(meeting.runtime.state)


async def test_a_meeting_that_is_started_again_is_as_it_was(meeting: Meeting) -> None:
    before = await busy(meeting)
    await meeting.restart()
    assert digest(meeting.runtime.state) == before
    assert list(meeting.runtime.state.questions) == [Q2, Q1]


async def test_a_snapshot_and_the_tail_are_as_much_as_the_whole_log(meeting: Meeting) -> None:
    await busy(meeting)
    await meeting.restart()
    assert await meeting.log.load_snapshot(MEETING, memory.snapshot_version())
    await meeting.done(Ask(Q3, "rt1", "When?"), by=BEN)
    remembered = (await memory.recall(meeting.log, MEETING, meeting.sealers())).state
    replayed = await memory.catch_up(meeting.log, MEETING, State(), meeting.sealers())
    assert digest(remembered) == digest(replayed) == digest(meeting.runtime.state)


async def test_a_start_reads_only_what_the_snapshot_does_not_hold(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await busy(meeting)
    await meeting.restart()
    seqs: list[int] = []

    def counted(state: State, entry: object) -> object:
        seqs.append(entry.stamp.seq)  # type: ignore[attr-defined]
        return fold(state, entry)  # type: ignore[arg-type]

    monkeypatch.setattr(memory, "fold", counted)
    seq = await meeting.done(Ask(Q3, "rt1", "When?"), by=BEN)
    await memory.recall(meeting.log, MEETING, meeting.sealers())
    assert seqs == [seq]


async def test_a_start_that_had_much_to_read_keeps_a_snapshot_for_the_next(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await busy(meeting)
    await meeting.log.save_snapshot(MEETING, memory.snapshot_version(), Snapshot(3, b"not a state"))
    monkeypatch.setattr("server.live.snapshots.SNAPSHOT_EVERY", 5)
    await meeting.restart()
    await meeting.runtime._tick()
    recalled = await memory.recall(meeting.log, MEETING, meeting.sealers())
    assert recalled.kept == recalled.state.seq >= 5


async def test_a_snapshot_of_another_shape_is_passed_over(meeting: Meeting) -> None:
    before = await busy(meeting)
    await meeting.log.save_snapshot(MEETING, "another-version", Snapshot(1, b"not a state"))
    await meeting.restart()
    assert digest(meeting.runtime.state) == before


async def test_a_log_longer_than_a_page_is_read_to_its_end(meeting: Meeting) -> None:
    body = encode(QuestionAsked(Q1, "rt1", "Why?", "en"), Stamp(0, 1, "anna", "audience", ""))
    await meeting.log.append("LONG", [body] * 2_500)
    assert (await memory.catch_up(meeting.log, "LONG", State(), meeting.sealers())).seq == 2_500


async def test_a_meeting_keeps_a_snapshot_whenever_it_passes_a_mark(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "SNAPSHOT_EVERY", 6)
    monkeypatch.setattr(memory, "keep", kept := Kept())
    for seq in (5, 6, 7):
        assert await meeting.done(SetName(f"Anna the {seq}th"), by=ANNA) == seq
        await meeting.runtime._tick()
        await meeting.runtime._tick()
    assert kept.seqs == [6]


STAMP = Stamp(0, 1, "anna", "audience", "")


class Kept:
    """Counts the snapshots that are asked for; none of them can be written."""

    def __init__(self) -> None:
        self.seqs: list[int] = []

    async def __call__(self, log: object, meeting: str, recalled: memory.Recalled, sealers: Sealers) -> None:
        self.seqs.append(recalled.state.seq)
        raise LogFull("No room.")


async def test_a_snapshot_that_cannot_be_read_is_passed_over(meeting: Meeting) -> None:
    before = await busy(meeting)
    await meeting.log.save_snapshot(MEETING, memory.snapshot_version(), Snapshot(3, b"not a state"))
    assert digest((await memory.recall(meeting.log, MEETING, meeting.sealers())).state) == before


async def test_a_snapshot_of_entries_that_the_log_lost_is_passed_over(meeting: Meeting) -> None:
    await busy(meeting)
    sealers = meeting.sealers()
    await memory.keep(meeting.log, MEETING, await memory.recall(meeting.log, MEETING, sealers), sealers)
    snapshot = await meeting.log.load_snapshot(MEETING, memory.snapshot_version())
    assert snapshot
    await cut(meeting.log, after=3)
    for number in range(snapshot.seq):
        await meeting.log.append(MEETING, [encode(NameSet(f"Anna {number}"), STAMP)])
    recalled = (await memory.recall(meeting.log, MEETING, meeting.sealers())).state
    assert (list(recalled.questions), recalled.person("anna").name) == ([], f"Anna {snapshot.seq - 1}")


async def test_a_snapshot_of_a_log_that_has_changed_is_not_kept(meeting: Meeting) -> None:
    recalled = await memory.recall(meeting.log, MEETING, meeting.sealers())
    await meeting.log.rewrite(MEETING, lambda stored: stored.body)
    with pytest.raises(LogChanged):
        await memory.keep(meeting.log, MEETING, recalled, meeting.sealers())


def test_the_version_of_snapshots_changes_with_the_shape_of_the_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Wider(State):
        """A state with one thing more."""

        floor: str = ""

    before = memory.snapshot_version()
    monkeypatch.setattr(memory, "State", Wider)
    assert memory.snapshot_version() != before


def test_the_version_of_snapshots_changes_with_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    before = memory.snapshot_version()
    assert memory.snapshot_version() == before
    monkeypatch.setattr(memory, "__version__", "999")
    assert memory.snapshot_version() != before


async def test_equal_states_have_equal_digests_and_others_do_not(meeting: Meeting) -> None:
    await busy(meeting)
    copy = msgspec.msgpack.decode(encode_state(meeting.runtime.state), type=State)
    assert digest(copy) == digest(meeting.runtime.state)
    copy.asked["rt1"] += 1
    assert digest(copy) != digest(meeting.runtime.state)


async def test_an_action_can_be_undone_after_a_restart(meeting: Meeting, tmp_path: Path) -> None:
    await busy(meeting)
    await meeting.done(Stage("rt1-q1"), by=MO)
    await meeting.restart()
    await meeting.done(Undo(), by=MO)
    assert meeting.runtime.state.halls["main"].on_stage == Q1
