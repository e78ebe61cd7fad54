"""Storage that is full or gone: writes are refused with the reason, everything else goes on."""

import asyncio
from pathlib import Path

import pytest

from moderation.polls import Phase
from server.live import voters
from server.live.memory import digest
from server.live.writer import Accepted
from server.log.ballot_keys.keys import LocalKeys
from server.log.base import LogFull, LogUnavailable
from server.room.base import Refusal
from server.room.polls import ClosePoll, OpenPoll, Vote
from server.room.questions import Ask
from server.room.support import Upvote
from tests.live.hall import PATIENCE, Meeting, seated
from tests.live.keys import has_key, until_key_destroyed
from tests.room.given import ANNA, Q1

TROUBLES = [(LogFull, Refusal.STORAGE_FULL), (LogUnavailable, Refusal.STORAGE_UNAVAILABLE)]
POLL = "rt1-p1"


@pytest.mark.parametrize(("trouble", "refusal"), TROUBLES)
async def test_a_write_that_storage_refuses_is_refused_with_the_reason_and_changes_nothing(
    meeting: Meeting, trouble: type[LogFull | LogUnavailable], refusal: Refusal
) -> None:
    before = digest(meeting.runtime.state)
    meeting.log.trouble = trouble
    asking = [meeting.do(Ask(f"question-number-{n}", "rt1", f"Why {n}?"), ANNA) for n in range(3)]
    assert set(await asyncio.gather(*asking)) == {refusal}
    assert digest(meeting.runtime.state) == before


async def test_when_there_is_room_again_the_same_command_is_accepted(meeting: Meeting) -> None:
    meeting.log.trouble = LogFull
    assert await meeting.do(Ask(Q1, "rt1", "Why?"), ANNA, "a" * 16) is Refusal.STORAGE_FULL
    meeting.log.trouble = None
    assert isinstance(await meeting.do(Ask(Q1, "rt1", "Why?"), ANNA, "a" * 16), Accepted)
    before = digest(meeting.runtime.state)
    await meeting.restart()
    assert digest(meeting.runtime.state) == before


async def test_a_full_disk_does_not_hide_what_a_command_got_wrong(meeting: Meeting) -> None:
    meeting.log.trouble = LogFull
    assert await meeting.do(Upvote(Q1), ANNA) is Refusal.UNKNOWN_QUESTION


async def test_a_full_disk_does_not_hide_that_a_command_was_carried_out(meeting: Meeting) -> None:
    first = await meeting.do(Ask(Q1, "rt1", "Why?"), ANNA, "a" * 16)
    meeting.log.trouble = LogFull
    assert await meeting.do(Ask(Q1, "rt1", "Why?"), ANNA, "a" * 16) == first


async def test_pages_are_read_while_the_disk_is_full(meeting: Meeting) -> None:
    meeting.log.trouble = LogFull
    assert meeting.runtime.page("projector", "main").root.id == "projector"
    seat, screen = seated()
    meeting.runtime.sit(seat, "old")
    assert screen.pushed


class FullDisk:
    """Makes the writing of keys fail until it is told otherwise."""

    def __init__(self, keys: LocalKeys, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]) -> None:
        self.trouble: type[Exception] | None = trouble
        self._refused = {name: asyncio.Event() for name in ("draw", "destroy")}
        for name in self._refused:
            monkeypatch.setattr(keys, name, self._guarded(name, getattr(keys, name)))

    async def refused(self, name: str) -> None:
        """Wait until this has been refused."""
        await asyncio.wait_for(self._refused[name].wait(), PATIENCE)

    def _guarded(self, name: str, work: object) -> object:
        async def guarded(poll: str) -> object:
            if self.trouble:
                self._refused[name].set()
                raise self.trouble("No room.")
            return await work(poll)  # type: ignore[operator]

        return guarded


@pytest.mark.parametrize(("trouble", "refusal"), TROUBLES)
async def test_a_ballot_whose_key_cannot_be_drawn_is_refused_with_the_reason(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception], refusal: Refusal
) -> None:
    await meeting.done(OpenPoll(POLL))
    disk = FullDisk(meeting.keys, monkeypatch, trouble)
    assert await meeting.do(Vote(POLL, ("a",)), ANNA, "a" * 16) is refusal
    disk.trouble = None
    assert isinstance(await meeting.do(Vote(POLL, ("a",)), ANNA, "a" * 16), Accepted)


@pytest.mark.parametrize("trouble", [LogFull, LogUnavailable])
async def test_a_personal_part_is_made_while_no_key_can_be_drawn(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]
) -> None:
    await meeting.done(OpenPoll(POLL))
    FullDisk(meeting.keys, monkeypatch, trouble)
    assert (await meeting.runtime.me("main", "anna")).ballots == ()


@pytest.mark.parametrize("trouble", [LogFull, LogUnavailable])
async def test_a_close_whose_key_cannot_be_destroyed_yet_is_accepted_and_the_key_goes_later(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]
) -> None:
    await meeting.done(OpenPoll(POLL))
    await meeting.done(Vote(POLL, ("a",)), by=ANNA)
    monkeypatch.setattr(voters, "AGAIN_AFTER", 0.01)
    disk = FullDisk(meeting.keys, monkeypatch, trouble)
    await meeting.done(ClosePoll(POLL))
    assert meeting.runtime.state.polls[POLL].phase is Phase.CLOSED
    await disk.refused("destroy")
    assert await has_key(meeting, POLL)
    disk.trouble = None
    await until_key_destroyed(meeting, POLL)


async def test_a_meeting_starts_while_keys_cannot_be_destroyed_and_does_so_later(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meeting.done(OpenPoll(POLL))
    await meeting.done(Vote(POLL, ("a",)), by=ANNA)
    FullDisk(meeting.keys, monkeypatch, LogFull)
    await meeting.done(ClosePoll(POLL))
    await meeting.stop()
    monkeypatch.undo()
    monkeypatch.setattr(voters, "AGAIN_AFTER", 0.01)
    full, destroy, refused = True, LocalKeys.destroy, asyncio.Event()

    async def refuse(keys: LocalKeys, poll: str) -> None:
        if full:
            refused.set()
            raise LogFull("No room.")
        await destroy(keys, poll)

    monkeypatch.setattr(LocalKeys, "destroy", refuse)
    await meeting.start()
    await asyncio.wait_for(refused.wait(), PATIENCE)
    assert await has_key(meeting, POLL)
    full = False
    await until_key_destroyed(meeting, POLL)


async def test_while_the_log_is_not_where_it_was_commands_wait_and_pages_are_read(
    meeting: Meeting, tmp_path: Path
) -> None:
    aside = (tmp_path / "log.db").rename(tmp_path / "aside")
    asked = Ask(Q1, "rt1", "Why?")
    assert await meeting.do(asked, ANNA, "a" * 16) is Refusal.STORAGE_UNAVAILABLE
    assert meeting.runtime.page("projector", "main", fresh=True).root.id == "projector"
    aside.rename(tmp_path / "log.db")
    assert isinstance(await meeting.do(asked, ANNA, "a" * 16), Accepted)
    before = digest(meeting.runtime.state)
    await meeting.restart()
    assert digest(meeting.runtime.state) == before
