"""The embedded log keeps the contract, shares commits and leaves nothing of what was replaced."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.log.base import LogChanged, LogUnavailable, Snapshot
from server.log.sqlite import entries
from server.log.sqlite.log import SqliteLog
from tests.log.contract import LogContract, Reopen

REWRITE_AND_DIE = """
import asyncio, os, pathlib, sys
from server.log.sqlite import entries
from server.log.sqlite.log import SqliteLog

async def main():
    log = await SqliteLog.open(pathlib.Path(sys.argv[1]))
    entries.clean = lambda file: os._exit(9)
    await log.rewrite("aix", lambda stored: b"")

asyncio.run(main())
"""


class TestSqliteLog(LogContract):
    @pytest.fixture
    def reopen(self, tmp_path: Path) -> Reopen:
        return lambda: SqliteLog.open(tmp_path / "log.db")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
async def log(path: Path) -> AsyncIterator[SqliteLog]:
    log = await SqliteLog.open(path)
    yield log
    await log.close()


def stored_anywhere(folder: Path, text: bytes) -> bool:
    return any(text in file.read_bytes() for file in folder.iterdir())


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def killed_before_cleaning(path: Path) -> int:
    return subprocess.run([sys.executable, "-c", REWRITE_AND_DIE, path], check=False).returncode


async def test_appends_that_come_during_a_commit_share_the_next(
    log: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = 0
    append = entries.append

    def counted(*given: object, **named: object) -> list[range | LogChanged]:
        nonlocal commits
        commits += 1
        return append(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(entries, "append", counted)
    first = asyncio.create_task(log.append("aix", [b"first"]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.gather(first, *(log.append("aix", [b"more"]) for _ in range(200)))
    assert commits == 2


async def test_an_append_cancelled_before_its_commit_is_not_written(log: SqliteLog) -> None:
    first = asyncio.create_task(log.append("aix", [b"first"]))
    second = asyncio.create_task(log.append("aix", [b"second"]))
    await asyncio.sleep(0)
    second.cancel()
    await first
    await log.append("aix", [b"third"])
    assert [entry.body for entry in await log.read("aix", 0)] == [b"first", b"third"]


async def test_a_defect_in_a_commit_reaches_every_append_of_it_and_no_other(log: SqliteLog) -> None:
    wrong: str = {}  # type: ignore[assignment]
    given = await asyncio.gather(log.append("aix", [b"a"]), log.append(wrong, [b"a"]), return_exceptions=True)
    assert all(isinstance(answer, LogUnavailable) for answer in given)
    assert await log.append("aix", [b"b"]) == range(1, 2)


async def test_a_commit_that_fails_answers_the_others_when_one_has_been_cancelled(log: SqliteLog) -> None:
    wrong: str = {}  # type: ignore[assignment]
    cancelled, refused = (asyncio.create_task(log.append(meeting, [b"a"])) for meeting in ("aix", wrong))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    cancelled.cancel()
    with pytest.raises(LogUnavailable):
        await asyncio.wait_for(refused, 10)
    assert await log.append("aix", [b"b"]) == range(1, 2)


async def test_a_closed_log_says_so(log: SqliteLog) -> None:
    await log.close()
    with pytest.raises(LogUnavailable, match="closed"):
        await log.append("aix", [b"late"])
    with pytest.raises(LogUnavailable, match="closed"):
        await log.read("aix", 0)


async def test_closing_wakes_the_followers(log: SqliteLog) -> None:
    async with log.bell("aix") as bell:
        await log.close()
        await asyncio.wait_for(bell.wait(), 10)


async def test_only_the_newest_snapshots_stay(log: SqliteLog, path: Path) -> None:
    await log.append("aix", [b"x"] * 50)
    for seq in range(1, 51):
        await log.save_snapshot("aix", str(seq % 2), Snapshot(seq, b"sum"))
    await log.close()
    with sqlite3.connect(path) as file:
        seqs = file.execute("SELECT seq FROM snapshot ORDER BY seq").fetchall()
    file.close()
    assert seqs == [(47,), (48,), (49,), (50,)]


async def test_a_snapshot_that_was_dropped_is_gone_from_the_disk_with_the_next_closing(
    log: SqliteLog, path: Path
) -> None:
    await log.append("aix", [b"x"] * 50)
    for seq in range(1, 51):
        await log.save_snapshot("aix", "1", Snapshot(seq, b"sum up to %d." % seq * seq))
    await log.close()
    assert [seq for seq in range(1, 51) if stored_anywhere(path.parent, b"sum up to %d." % seq)] == [
        47,
        48,
        49,
        50,
    ]


async def test_replaced_bodies_are_gone_from_the_disk(log: SqliteLog, path: Path) -> None:
    secret = b"a name that nobody may read again"
    await log.append("aix", [secret * (1 + number % 50) for number in range(400)])
    await log.save_snapshot("aix", "1", Snapshot(400, secret))
    assert stored_anywhere(path.parent, secret)
    await log.rewrite("aix", lambda stored: b"")
    assert not stored_anywhere(path.parent, secret)
    assert await log.head("aix") == 400


async def test_a_rewrite_gives_back_the_room_of_what_it_removed(log: SqliteLog, path: Path) -> None:
    await log.append("aix", [b"x" * 10_000] * 200)
    await log.rewrite("aix", lambda stored: b"")
    assert size(path.parent) < 100_000


async def test_a_file_is_cleaned_once(log: SqliteLog, path: Path) -> None:
    await log.append("aix", [b"x"])
    await log.rewrite("aix", lambda stored: b"")
    await log.close()
    with sqlite3.connect(path) as file:
        uncleaned = file.execute("SELECT uncleaned FROM store").fetchall()
    file.close()
    assert uncleaned == [(0,)]


async def test_a_rewrite_that_was_killed_before_its_cleaning_is_cleaned_at_the_next_start(path: Path) -> None:
    secret = b"a name that nobody may read again"
    log = await SqliteLog.open(path)
    await log.append("aix", [secret] * 100)
    await log.close()
    assert killed_before_cleaning(path) == 9
    assert stored_anywhere(path.parent, secret)
    log = await SqliteLog.open(path)
    assert not stored_anywhere(path.parent, secret)
    assert [entry.body for entry in await log.read("aix", 0)] == [b""] * 100
    await log.close()
