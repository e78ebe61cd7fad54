"""Ballots carry pseudonyms, and nobody can work one out once the poll is closed."""

import asyncio

import pytest

from server.live.voters import Voters
from server.log.base import LogUnavailable
from server.log.sqlite.vault import SqliteVault
from server.log.vault import KeyDestroyed
from server.room.base import Refusal
from server.room.codec import decode
from server.room.polls import BallotCast, ClosePoll, OpenPoll, PollClosed, PollOpened, Vote
from server.room.sessions import EndSession, StartSession
from tests.live.hall import MEETING, Meeting
from tests.live.keys import until_destroyed
from tests.room.given import ANNA, BEN, LIVE, given

SINGLE, MULTIPLE = "rt1-p1", "rt1-p2"


async def bodies(meeting: Meeting) -> bytes:
    return b"".join(stored.body for stored in await meeting.log.read(MEETING, 0))


async def voters_in_the_log(meeting: Meeting) -> list[tuple[str, str]]:
    entries = [decode(*stored) for stored in await meeting.log.read(MEETING, 0)]
    return [(one.event.poll, one.stamp.by) for one in entries if isinstance(one.event, BallotCast)]


async def test_a_ballot_does_not_name_its_voter(meeting: Meeting) -> None:
    await meeting.done(OpenPoll(SINGLE))
    await meeting.done(Vote(SINGLE, ("a",)), by=ANNA)
    assert b"anna" not in await bodies(meeting)
    assert "anna" not in meeting.runtime.state.boxes[SINGLE].ballots


async def test_a_voter_has_another_pseudonym_in_every_poll_and_keeps_it(meeting: Meeting) -> None:
    await meeting.done(OpenPoll(SINGLE), OpenPoll(MULTIPLE))
    for poll in (SINGLE, MULTIPLE, SINGLE):
        await meeting.done(Vote(poll, ("a",)), by=ANNA)
    await meeting.done(Vote(SINGLE, ("a",)), by=BEN)
    (_, first), (_, other), (_, again), (_, ben) = await voters_in_the_log(meeting)
    assert first == again
    assert len({first, other, ben}) == 3


async def test_a_voter_is_the_same_after_a_restart_while_the_poll_is_open(meeting: Meeting) -> None:
    await meeting.done(OpenPoll(SINGLE))
    await meeting.done(Vote(SINGLE, ("a",)), by=ANNA)
    await meeting.restart()
    await meeting.done(Vote(SINGLE, ("b",)), by=ANNA)
    assert meeting.runtime.state.boxes[SINGLE].voters == 1
    assert (await meeting.runtime.me("main", "anna")).ballots[0].choice == ("b",)


async def test_a_poll_that_opens_while_an_old_visitor_is_looked_for_does_no_harm(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meeting.done(OpenPoll(SINGLE))
    await meeting.done(Vote(SINGLE, ("a",)), by=ANNA)
    await meeting.restart()
    find = meeting.vault.find_ballot_key

    async def found_late(poll: str) -> bytes | None:
        await meeting.done(OpenPoll(MULTIPLE))
        return await find(poll)

    monkeypatch.setattr(meeting.vault, "find_ballot_key", found_late)
    assert not await meeting.runtime.knows("nobody")
    assert await meeting.runtime.knows("anna")


async def test_the_close_destroys_the_key_for_good(meeting: Meeting) -> None:
    await meeting.done(OpenPoll(SINGLE), OpenPoll(MULTIPLE))
    await meeting.done(Vote(SINGLE, ("a",)), Vote(MULTIPLE, ("a",)), by=ANNA)
    await meeting.done(ClosePoll(SINGLE))
    await until_destroyed(meeting.vault, SINGLE)
    assert await meeting.vault.find_ballot_key(MULTIPLE)
    await meeting.restart()
    with pytest.raises(KeyDestroyed):
        await meeting.vault.open_ballot_key(SINGLE)


async def test_the_end_of_a_session_destroys_the_keys_of_its_polls(meeting: Meeting) -> None:
    await meeting.done(OpenPoll(SINGLE))
    await meeting.done(Vote(SINGLE, ("a",)), by=ANNA)
    await meeting.done(EndSession("rt1"))
    await until_destroyed(meeting.vault, SINGLE)


async def test_a_key_that_outlived_the_close_goes_at_the_next_start(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(poll: str) -> None:
        raise LogUnavailable("Gone.")

    await meeting.done(OpenPoll(SINGLE))
    await meeting.done(Vote(SINGLE, ("a",)), by=ANNA)
    with monkeypatch.context() as patch:
        patch.setattr(meeting.vault, "destroy_ballot_key", refuse)
        await meeting.done(ClosePoll(SINGLE))
        await meeting.stop()
    await meeting.start()
    await until_destroyed(meeting.vault, SINGLE)


async def test_a_ballot_for_a_poll_that_is_not_open_is_refused_and_draws_no_key(meeting: Meeting) -> None:
    assert await meeting.do(Vote(SINGLE, ("a",)), ANNA) is Refusal.POLL_NOT_OPEN
    assert await meeting.do(Vote("rt9-p1", ("a",)), ANNA) is Refusal.UNKNOWN_POLL
    assert await meeting.vault.find_ballot_key(SINGLE) is None
    assert await meeting.vault.find_ballot_key("rt9-p1") is None


async def test_a_key_that_was_drawn_while_the_poll_closed_is_destroyed_too(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meeting.done(OpenPoll(SINGLE))
    closed = asyncio.Event()
    draw = meeting.vault.open_ballot_key

    async def slowly(poll: str) -> bytes:
        await closed.wait()
        return await draw(poll)

    monkeypatch.setattr(meeting.vault, "open_ballot_key", slowly)
    ballot = asyncio.create_task(meeting.do(Vote(SINGLE, ("a",)), ANNA))
    await asyncio.sleep(0)
    await meeting.done(ClosePoll(SINGLE))
    closed.set()
    assert await ballot is Refusal.POLL_NOT_OPEN
    await until_destroyed(meeting.vault, SINGLE)


async def test_a_ballot_whose_key_was_destroyed_although_the_poll_is_open_is_refused(
    meeting: Meeting,
) -> None:
    await meeting.done(OpenPoll(SINGLE))
    await meeting.vault.destroy_ballot_key(SINGLE)
    assert await meeting.do(Vote(SINGLE, ("a",)), ANNA) is Refusal.POLL_NOT_OPEN


async def test_looking_at_my_part_draws_no_key(meeting: Meeting) -> None:
    await meeting.done(OpenPoll(SINGLE))
    assert (await meeting.runtime.me("main", "anna")).ballots == ()
    assert await meeting.vault.find_ballot_key(SINGLE) is None


async def test_my_ballot_is_mine_alone_and_gone_after_the_close(meeting: Meeting) -> None:
    await meeting.done(OpenPoll(SINGLE))
    await meeting.done(Vote(SINGLE, ("a",)), by=ANNA)
    assert [one.choice for one in (await meeting.runtime.me("main", "anna")).ballots] == [("a",)]
    assert (await meeting.runtime.me("main", "ben")).ballots == ()
    assert (await meeting.runtime.me("side", "anna")).ballots == ()
    await meeting.done(ClosePoll(SINGLE))
    assert (await meeting.runtime.me("main", "anna")).ballots == ()


async def test_polls_of_another_session_are_no_concern_of_mine(meeting: Meeting) -> None:
    await meeting.done(StartSession("ws"), OpenPoll("ws-p1"))
    await meeting.done(Vote("ws-p1", ("b",)), by=ANNA)
    assert (await meeting.runtime.me("main", "anna")).ballots == ()
    assert [one.poll for one in (await meeting.runtime.me("side", "anna")).ballots] == ["ws-p1"]


async def test_a_pseudonym_cannot_be_worked_out_without_the_key(
    meeting: Meeting, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = given(LIVE, PollOpened(SINGLE)).state
    other = await SqliteVault.open(tmp_path_factory.mktemp("other") / "vault.db")
    mine, theirs = Voters(meeting.vault), Voters(other)
    assert mine.pseudonym(state, SINGLE, "anna") is None
    assert [await voters.draw(state, SINGLE) for voters in (mine, theirs)] == [True, True]
    assert mine.pseudonym(state, SINGLE, "anna") != theirs.pseudonym(state, SINGLE, "anna")
    state.polls[SINGLE] = given(LIVE, PollOpened(SINGLE), PollClosed(SINGLE)).state.polls[SINGLE]
    assert mine.pseudonym(state, SINGLE, "anna") is None
    await other.close()
