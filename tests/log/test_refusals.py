"""A file that cannot be used is left alone, and one clear sentence says why."""

import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.log.base import LogUnavailable
from server.log.sqlite.log import SqliteLog

OPEN_AND_WAIT = """
import asyncio, pathlib, sys
from server.log.sqlite.log import SqliteLog
async def main():
    log = await SqliteLog.open(pathlib.Path(sys.argv[1]))
    await log.append("aix", [b"mine"])
    print("open", flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
async def log(path: Path) -> AsyncIterator[SqliteLog]:
    log = await SqliteLog.open(path)
    yield log
    await log.close()


@contextmanager
def held_by_another_process(path: Path) -> Iterator[None]:
    command = [sys.executable, "-c", OPEN_AND_WAIT, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        try:
            assert holder.stdout.readline() == "open\n"
            yield
        finally:
            holder.kill()


def write_prose(path: Path) -> None:
    path.write_bytes(b"Not a database at all. " * 100)


def damage(path: Path) -> None:
    pages = path.read_bytes()
    path.write_bytes(pages[:8192] + b"\xff" * (len(pages) - 8192))


def run_sql(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


async def test_a_second_log_on_the_same_file_is_refused(log: SqliteLog, path: Path) -> None:
    with pytest.raises(LogUnavailable, match="in use by another process"):
        await SqliteLog.open(path)
    assert await log.append("aix", [b"still mine"]) == range(1, 2)


async def test_a_second_process_is_refused_until_the_first_is_killed(path: Path) -> None:
    refused = pytest.raises(LogUnavailable, match=r"log\.db is in use by another process")
    with held_by_another_process(path), refused:
        await SqliteLog.open(path)
    log = await SqliteLog.open(path)
    assert [entry.body for entry in await log.read("aix", 0)] == [b"mine"]
    await log.close()


async def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    write_prose(path)
    with pytest.raises(LogUnavailable, match="damaged, or is no database"):
        await SqliteLog.open(path)


async def test_a_damaged_file_is_refused_where_the_damage_is(path: Path) -> None:
    log = await SqliteLog.open(path)
    await log.append("aix", [b"x" * 500] * 500)
    await log.close()
    damage(path)
    log = await SqliteLog.open(path)
    with pytest.raises(LogUnavailable, match="damaged"):
        await log.read("aix", 0)
    await log.close()


async def test_a_file_that_was_refused_is_let_go(path: Path) -> None:
    log = await SqliteLog.open(path)
    await log.append("aix", [b"x" * 500] * 500)
    await log.close()
    run_sql(path, "UPDATE store SET uncleaned = 1")
    damage(path)
    refusals = []
    for _ in range(2):
        with pytest.raises(LogUnavailable) as refused:
            await SqliteLog.open(path)
        refusals.append(refused)  # with the traceback, and whatever that holds
    assert all("damaged" in str(refused.value) for refused in refusals)


async def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable, match="No such file or directory"):
        await SqliteLog.open(tmp_path / "missing" / "log.db")
    with pytest.raises(LogUnavailable, match="cannot be opened"):
        await SqliteLog.open(tmp_path)


async def test_someone_elses_database_is_left_alone(path: Path) -> None:
    run_sql(path, "CREATE TABLE recipe (name TEXT)")
    with pytest.raises(LogUnavailable, match="not an Entaku log"):
        await SqliteLog.open(path)


async def test_the_file_of_a_newer_entaku_is_left_alone(path: Path) -> None:
    await (await SqliteLog.open(path)).close()
    run_sql(path, "PRAGMA user_version=2")
    with pytest.raises(LogUnavailable, match="format 2 of a newer Entaku"):
        await SqliteLog.open(path)


async def test_only_its_owner_may_read_the_file(log: SqliteLog, path: Path) -> None:
    await log.append("aix", [b"a"])
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
