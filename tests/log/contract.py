"""What every log promises, whatever keeps it; a subclass says how one is opened."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from server.log.base import Log, LogChanged, Place, Snapshot, Stored

Reopen = Callable[[], Awaitable[Log]]


async def refused(work: Awaitable[object]) -> None:
    with pytest.raises(LogChanged, match="aix"):
        await work


async def bodies(log: Log, meeting: str = "aix") -> list[bytes]:
    stored = await log.read(meeting, 0)
    assert [entry.seq for entry in stored] == list(range(1, len(stored) + 1))
    return [entry.body for entry in stored]


async def others(log: Log, meeting: str = "aix") -> list[Place]:
    """Places that a log of the entries a and b does not have."""
    epoch = await log.epoch(meeting)
    return [
        Place("another", 2, b"b"),
        Place("another", 0, b""),
        Place(epoch, 2, b"B"),
        Place(epoch, 1, b"b"),
        Place(epoch, 3, b"c"),
        Place(epoch, 2, b""),
    ]


class LogContract:
    """Subclasses give the fixture `reopen`: each call opens the same, at first empty, storage."""

    @pytest.fixture
    async def log(self, reopen: Reopen) -> AsyncIterator[Log]:
        log = await reopen()
        yield log
        await log.close()

    async def test_an_empty_meeting_has_no_entries_and_head_0(self, log: Log) -> None:
        assert await log.read("aix", 0) == []
        assert await log.head("aix") == 0

    async def test_entries_are_numbered_from_1_without_gaps(self, log: Log) -> None:
        assert await log.append("aix", [b"a"]) == range(1, 2)
        assert await log.append("aix", [b"b", b"c"]) == range(2, 4)
        assert await log.head("aix") == 3

    async def test_entries_are_read_in_the_order_in_which_they_were_appended(self, log: Log) -> None:
        for body in (b"z", b"a", b"m"):
            await log.append("aix", [body])
        assert await log.read("aix", 0) == [Stored(1, b"z"), Stored(2, b"a"), Stored(3, b"m")]

    async def test_reading_starts_after_a_seq_and_stops_at_the_limit(self, log: Log) -> None:
        await log.append("aix", [b"1", b"2", b"3", b"4", b"5"])
        assert [entry.seq for entry in await log.read("aix", 1, 3)] == [2, 3, 4]
        assert [entry.seq for entry in await log.read("aix", 4, 3)] == [5]
        assert await log.read("aix", 5) == []
        assert await log.read("aix", 99) == []
        assert await log.read("aix", 0, 0) == []

    async def test_reading_without_a_limit_gives_a_thousand(self, log: Log) -> None:
        await log.append("aix", [b"x"] * 1001)
        assert len(await log.read("aix", 0)) == 1000

    async def test_appending_nothing_adds_nothing(self, log: Log) -> None:
        await log.append("aix", [b"a"])
        assert await log.append("aix", []) == range(2, 2)
        assert await bodies(log) == [b"a"]

    async def test_a_body_may_be_any_bytes_even_none(self, log: Log) -> None:
        odd = [b"", bytes(range(256)), "円卓".encode(), b"\r\n\x00"]
        await log.append("aix", odd)
        assert await bodies(log) == odd

    async def test_a_body_may_be_big(self, log: Log) -> None:
        big = bytes(range(256)) * 8192
        await log.append("aix", [big, b"small"])
        assert await bodies(log) == [big, b"small"]

    async def test_concurrent_appends_are_all_there_exactly_once(self, log: Log) -> None:
        sent = [b"%d" % number for number in range(300)]
        seqs = await asyncio.gather(*(log.append("aix", [body]) for body in sent))
        stored = await bodies(log)
        assert sorted(stored) == sorted(sent)
        assert [stored[given.start - 1] for given in seqs] == sent

    async def test_the_bodies_of_one_call_stay_side_by_side(self, log: Log) -> None:
        batches = [[b"%d.%d" % (number, part) for part in range(7)] for number in range(50)]
        seqs = await asyncio.gather(*(log.append("aix", batch) for batch in batches))
        stored = await bodies(log)
        assert [stored[given.start - 1 : given.stop - 1] for given in seqs] == batches

    async def test_a_cancelled_append_is_there_whole_or_not_at_all(self, log: Log) -> None:
        appends = [asyncio.create_task(log.append("aix", [b"%d" % number] * 2)) for number in range(40)]
        for number, append in enumerate(appends):
            if number % 4 == 0:
                await asyncio.sleep(0)
            if number % 3 == 0:
                append.cancel()
        kept = await asyncio.gather(*appends, return_exceptions=True)
        last = await log.append("aix", [b"last"])
        stored = await bodies(log)
        assert stored[last.start - 1 :] == [b"last"]
        for number, seqs in enumerate(kept):
            if isinstance(seqs, range):
                assert [stored[seq - 1] for seq in seqs] == [b"%d" % number] * 2
            else:
                assert stored.count(b"%d" % number) in (0, 2)

    async def test_two_meetings_do_not_mix(self, log: Log) -> None:
        await asyncio.gather(*(log.append(meeting, [meeting.encode()]) for meeting in ("aix", "kyoto") * 20))
        await log.save_snapshot("aix", "1", Snapshot(20, b"sum"))
        epoch = await log.epoch("kyoto")
        await log.rewrite("aix", lambda stored: b"new")
        assert await bodies(log, "aix") == [b"new"] * 20
        assert await bodies(log, "kyoto") == [b"kyoto"] * 20
        assert await log.head("kyoto") == 20
        assert await log.load_snapshot("kyoto", "1") is None
        assert await log.epoch("kyoto") == epoch

    async def test_reopening_keeps_everything(self, log: Log, reopen: Reopen) -> None:
        await log.append("aix", [b"a", b"b"])
        await log.save_snapshot("aix", "1", Snapshot(2, b"sum"))
        epoch = await log.epoch("aix")
        await log.close()
        again = await reopen()
        try:
            assert await bodies(again) == [b"a", b"b"]
            assert await again.load_snapshot("aix", "1") == Snapshot(2, b"sum")
            assert await again.epoch("aix") == epoch
            assert await again.append("aix", [b"c"]) == range(3, 4)
        finally:
            await again.close()

    async def test_what_was_asked_before_closing_is_done(self, log: Log, reopen: Reopen) -> None:
        appends = [asyncio.create_task(log.append("aix", [b"x"])) for _ in range(20)]
        await asyncio.sleep(0)
        await log.close()
        await asyncio.gather(*appends)
        again = await reopen()
        try:
            assert await again.head("aix") == 20
        finally:
            await again.close()

    async def test_the_epoch_stays_until_a_rewrite(self, log: Log) -> None:
        epoch = await log.epoch("aix")
        assert epoch
        await log.append("aix", [b"a"])
        assert await log.epoch("aix") == epoch
        rewritten = await log.rewrite("aix", lambda stored: stored.body)
        assert await log.epoch("aix") == rewritten != epoch
        assert await log.rewrite("aix", lambda stored: stored.body) not in (epoch, rewritten)

    async def test_a_rewrite_keeps_the_seqs_and_replaces_the_bodies(self, log: Log) -> None:
        await log.append("aix", [b"%d" % number for number in range(1, 2501)])
        await log.rewrite("aix", lambda stored: b"" if stored.seq % 2 else stored.body * 2)
        stored = await log.read("aix", 0, 5000)
        assert stored == [Stored(seq, b"" if seq % 2 else b"%d" % seq * 2) for seq in range(1, 2501)]
        assert await log.append("aix", [b"next"]) == range(2501, 2502)

    async def test_a_rewrite_that_fails_changes_nothing(self, log: Log) -> None:
        def stumble(stored: Stored) -> bytes:
            if stored.seq == 2:
                raise ValueError("no")
            return b"changed"

        await log.append("aix", [b"a", b"b", b"c"])
        await log.save_snapshot("aix", "1", Snapshot(2, b"sum"))
        epoch = await log.epoch("aix")
        with pytest.raises(ValueError, match="no"):
            await log.rewrite("aix", stumble)
        assert await bodies(log) == [b"a", b"b", b"c"]
        assert await log.epoch("aix") == epoch
        assert await log.load_snapshot("aix", "1") == Snapshot(2, b"sum")
        assert await log.append("aix", [b"d"]) == range(4, 5)

    async def test_appends_during_a_rewrite_come_after_it(self, log: Log) -> None:
        await log.append("aix", [b"old"] * 500)
        rewrite = asyncio.create_task(log.rewrite("aix", lambda stored: b"new"))
        appends = [asyncio.create_task(log.append("aix", [b"%d" % number])) for number in range(20)]
        await rewrite
        await asyncio.gather(*appends)
        stored = await bodies(log)
        assert stored[:500] == [b"new"] * 500
        assert len(stored) == 520

    async def test_a_snapshot_belongs_to_one_version(self, log: Log) -> None:
        await log.append("aix", [b"x"] * 9)
        assert await log.load_snapshot("aix", "1") is None
        await log.save_snapshot("aix", "1", Snapshot(3, b"three"))
        await log.save_snapshot("aix", "2", Snapshot(5, b"five"))
        assert await log.load_snapshot("aix", "1") == Snapshot(3, b"three")
        assert await log.load_snapshot("aix", "2") == Snapshot(5, b"five")
        assert await log.load_snapshot("aix", "3") is None

    async def test_the_newest_snapshot_is_given(self, log: Log) -> None:
        await log.append("aix", [b"x"] * 9)
        for seq in range(1, 10):
            await log.save_snapshot("aix", "1", Snapshot(seq, b"%d" % seq))
        assert await log.load_snapshot("aix", "1") == Snapshot(9, b"9")
        await log.save_snapshot("aix", "1", Snapshot(9, b"again"))
        assert await log.load_snapshot("aix", "1") == Snapshot(9, b"again")

    async def test_the_snapshots_of_one_meeting_do_not_push_out_those_of_another(self, log: Log) -> None:
        for meeting, seqs in (("kyoto", range(1, 2)), ("aix", range(1, 20))):
            await log.append(meeting, [b"x"] * 20)
            for seq in seqs:
                await log.save_snapshot(meeting, "1", Snapshot(seq, b"sum"))
        assert await log.load_snapshot("kyoto", "1") == Snapshot(1, b"sum")

    async def test_a_snapshot_ahead_of_the_log_is_passed_over(self, log: Log) -> None:
        await log.append("aix", [b"x"] * 5)
        await log.save_snapshot("aix", "1", Snapshot(4, b"four"))
        await log.save_snapshot("aix", "1", Snapshot(6, b"six"))
        assert await log.load_snapshot("aix", "1") == Snapshot(4, b"four")

    async def test_a_rewrite_drops_the_snapshots(self, log: Log) -> None:
        await log.append("aix", [b"x"] * 5)
        await log.save_snapshot("aix", "1", Snapshot(4, b"four"))
        await log.rewrite("aix", lambda stored: stored.body)
        assert await log.load_snapshot("aix", "1") is None

    async def test_a_snapshot_is_kept_if_the_log_has_its_place(self, log: Log) -> None:
        await log.append("aix", [b"a", b"b", b"c"])
        place = Place(await log.epoch("aix"), 2, b"b")
        await log.save_snapshot("aix", "1", Snapshot(2, b"two"), place)
        assert await log.load_snapshot("aix", "1") == Snapshot(2, b"two")

    async def test_a_snapshot_of_another_log_is_not_kept(self, log: Log) -> None:
        await log.append("aix", [b"a", b"b"])
        for place in await others(log):
            await refused(log.save_snapshot("aix", "1", Snapshot(1, b"sum"), place))
        assert await log.load_snapshot("aix", "1") is None

    async def test_a_snapshot_made_before_a_rewrite_is_not_kept_after_it(self, log: Log) -> None:
        await log.append("aix", [b"x"] * 5)
        before = await log.epoch("aix")
        after = await log.rewrite("aix", lambda stored: stored.body)
        await refused(log.save_snapshot("aix", "1", Snapshot(4, b"old"), Place(before, 4, b"x")))
        assert await log.load_snapshot("aix", "1") is None
        await log.save_snapshot("aix", "1", Snapshot(4, b"new"), Place(after, 4, b"x"))
        assert await log.load_snapshot("aix", "1") == Snapshot(4, b"new")

    async def test_an_append_after_a_place_that_the_log_has_is_done(self, log: Log) -> None:
        epoch = await log.epoch("aix")
        assert await log.append("aix", [b"a"], Place(epoch, 0, b"")) == range(1, 2)
        assert await log.append("aix", [b"b"], Place(epoch, 1, b"a")) == range(2, 3)

    async def test_others_may_have_appended_since_a_place(self, log: Log) -> None:
        epoch = await log.epoch("aix")
        await log.append("aix", [b"a", b"b", b"c"])
        assert await log.append("aix", [b"d"], Place(epoch, 1, b"a")) == range(4, 5)
        assert await log.append("aix", [b"e"], Place(epoch, 0, b"")) == range(5, 6)

    async def test_appending_nothing_after_a_place_says_whether_the_log_has_it(self, log: Log) -> None:
        await log.append("aix", [b"a"])
        assert await log.append("aix", [], Place(await log.epoch("aix"), 1, b"a")) == range(2, 2)
        await refused(log.append("aix", [], Place(await log.epoch("aix"), 1, b"b")))

    async def test_an_append_after_a_place_of_another_log_writes_nothing(self, log: Log) -> None:
        await log.append("aix", [b"a", b"b"])
        for place in await others(log):
            await refused(log.append("aix", [b"c", b"d"], place))
        assert await bodies(log) == [b"a", b"b"]

    async def test_an_empty_body_is_no_missing_one(self, log: Log) -> None:
        epoch = await log.epoch("aix")
        await refused(log.append("aix", [b"a"], Place(epoch, 1, b"")))
        await log.append("aix", [b""])
        await log.append("aix", [b"a"], Place(epoch, 1, b""))
        await refused(log.append("aix", [b"b"], Place(epoch, 2, b"")))
        assert await bodies(log) == [b"", b"a"]

    async def test_a_place_before_a_rewrite_is_not_in_the_log_after_it(self, log: Log) -> None:
        await log.append("aix", [b"a"])
        before = await log.epoch("aix")
        after = await log.rewrite("aix", lambda stored: stored.body)
        for seq, body in ((0, b""), (1, b"a")):
            await refused(log.append("aix", [b"b"], Place(before, seq, body)))
            await refused(log.read("aix", seq, place=Place(before, seq, body)))
            await log.read("aix", seq, place=Place(after, seq, body))
        assert await bodies(log) == [b"a"]

    async def test_a_place_in_one_meeting_is_none_in_another(self, log: Log) -> None:
        await log.append("kyoto", [b"a"])
        epoch = await log.epoch("aix")
        await refused(log.append("aix", [b"b"], Place(epoch, 1, b"a")))
        assert await log.head("aix") == 0

    async def test_what_follows_a_place_is_read_if_the_log_has_it(self, log: Log) -> None:
        await log.append("aix", [b"a", b"b", b"c"])
        place = Place(await log.epoch("aix"), 1, b"a")
        assert await log.read("aix", 1, place=place) == [Stored(2, b"b"), Stored(3, b"c")]
        assert await log.read("aix", 1, 1, place) == [Stored(2, b"b")]
        assert await log.read("aix", 3, place=place) == []

    async def test_nothing_is_read_after_a_place_of_another_log(self, log: Log) -> None:
        await log.append("aix", [b"a", b"b"])
        for place in await others(log):
            await refused(log.read("aix", 0, place=place))
            await refused(log.read("aix", 5, place=place))

    async def test_appends_with_a_place_and_without_come_through_side_by_side(self, log: Log) -> None:
        await log.append("aix", [b"first"])
        place = Place(await log.epoch("aix"), 1, b"first")
        wrong = place._replace(body=b"other")
        answers = await asyncio.gather(
            *(
                log.append("aix", [b"%d" % number] * 2, (place, None, wrong)[number % 3])
                for number in range(60)
            ),
            return_exceptions=True,
        )
        stored = await bodies(log)
        assert len(stored) == 1 + 40 * 2
        for number, answer in enumerate(answers):
            if number % 3 == 2:
                assert isinstance(answer, LogChanged)
            else:
                assert isinstance(answer, range)
                assert [stored[seq - 1] for seq in answer] == [b"%d" % number] * 2

    async def test_the_bell_rings_after_an_append(self, log: Log) -> None:
        async with log.bell("aix") as bell:
            follower = asyncio.create_task(bell.wait())
            await log.append("aix", [b"a"])
            await asyncio.wait_for(follower, 10)

    async def test_a_ring_is_kept_for_whoever_was_reading_meanwhile(self, log: Log) -> None:
        async with log.bell("aix") as bell:
            await log.append("aix", [b"a"])
            await asyncio.wait_for(bell.wait(), 10)

    async def test_a_follower_sees_every_entry(self, log: Log) -> None:
        seen: list[bytes] = []

        async def follow() -> None:
            async with log.bell("aix") as bell:
                while len(seen) < 100:
                    seen.extend([entry.body for entry in await log.read("aix", len(seen))])
                    if len(seen) < 100:
                        await bell.wait()

        followers = asyncio.create_task(follow())
        for number in range(100):
            await log.append("aix", [b"%d" % number])
        await asyncio.wait_for(followers, 20)
        assert seen == [b"%d" % number for number in range(100)]

    async def test_the_bell_rings_after_a_rewrite(self, log: Log) -> None:
        await log.append("aix", [b"a"])
        async with log.bell("aix") as bell:
            await log.rewrite("aix", lambda stored: b"b")
            await asyncio.wait_for(bell.wait(), 10)

    async def test_every_follower_of_a_meeting_has_a_bell(self, log: Log) -> None:
        async with log.bell("aix") as first, log.bell("aix") as second:
            await log.append("aix", [b"a"])
            await asyncio.wait_for(first.wait(), 10)
            await asyncio.wait_for(second.wait(), 10)

    async def test_waiting_for_the_bell_may_be_given_up_and_taken_up_again(self, log: Log) -> None:
        async with log.bell("aix") as bell:
            given_up = asyncio.create_task(bell.wait())
            await asyncio.sleep(0)
            given_up.cancel()
            await asyncio.wait([given_up])
            await log.append("aix", [b"a"])
            await asyncio.wait_for(bell.wait(), 10)

    async def test_closing_twice_is_no_mistake(self, log: Log) -> None:
        await log.close()
        await log.close()
