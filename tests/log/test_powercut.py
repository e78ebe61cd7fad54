"""After a power cut at any moment, everything that was acknowledged is there."""

import sqlite3
from pathlib import Path

import pytest

from server.log.ballot_keys.files import KeyFiles
from server.log.base import LogFull, LogUnavailable, Snapshot, Stored
from server.log.sqlite.log import SqliteLog
from server.log.sqlite.vault import SqliteVault
from server.log.vault import KeyDestroyed
from tests.log.powercut import Recorded
from tests.log.workload import body, rewritten

SHORT, LONG = 60, 1000
BEFORE_REWRITE = 300


def is_sound(file: Path) -> bool:
    connection = sqlite3.connect(file)
    try:
        return list(connection.execute("PRAGMA integrity_check")) == [("ok",)]
    finally:
        connection.close()


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def log_keeps(folder: Path, acknowledged: list[str]) -> bool:
    """Tell whether the log has every acknowledged row, nothing out of order, and goes on."""
    try:
        log = await SqliteLog.open(folder / "file.db")
        stored = await log.read("aix", 0, 10_000)
        snapshot = await log.load_snapshot("aix", "1")
        goes_on = await log.append("aix", [b"next"]) == range(len(stored) + 1, len(stored) + 2)
        await log.close()
    except (LogUnavailable, LogFull):
        return False
    seqs = [int(line) for line in acknowledged if line != "rewritten"]
    return (
        goes_on
        and len(stored) >= max(seqs, default=0)
        and are_the_workloads(stored, is_rewritten="rewritten" in acknowledged)
        and snapshot in (None, Snapshot(300, b"sum of 300"), Snapshot(600, b"sum of 600"))
        and is_sound(folder / "file.db")
    )


def are_the_workloads(stored: list[Stored], is_rewritten: bool) -> bool:
    early, late = stored[:BEFORE_REWRITE], stored[BEFORE_REWRITE:]
    old = [Stored(seq, body(seq)) for seq in range(1, len(early) + 1)]
    new = [Stored(entry.seq, rewritten(entry)) for entry in old]
    expected = [new] if is_rewritten or late else [old, new]
    return early in expected and late == [
        Stored(seq, body(seq)) for seq in range(BEFORE_REWRITE + 1, len(stored) + 1)
    ]


async def rows_lost(disk: Path, place: Path, synchronous: str, number: int) -> int:
    steps = (str(BEFORE_REWRITE), "rewrite", "300")
    recorded = Recorded(disk, place, "tests.log.workload", synchronous, *steps)
    return sum([not await log_keeps(*cut) for cut in recorded.cuts(number, seed=number)])


async def test_no_acknowledged_row_is_lost_by_a_power_cut(disk: Path, tmp_path: Path) -> None:
    assert await rows_lost(disk, tmp_path, "FULL", SHORT) == 0


@pytest.mark.soak
async def test_no_acknowledged_row_is_lost_by_a_thousand_power_cuts(disk: Path, tmp_path: Path) -> None:
    assert await rows_lost(disk, tmp_path, "FULL", LONG) == 0


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
async def test_the_instrument_sees_rows_lost_when_the_log_does_not_wait_for_the_disk(
    synchronous: str, disk: Path, tmp_path: Path
) -> None:
    assert await rows_lost(disk, tmp_path, synchronous, SHORT) > 0


def told(acknowledged: list[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Give every key that was drawn, and what was last said of its poll."""
    drawn: dict[str, bytes] = {}
    said: dict[str, str] = {}
    for verb, poll, *key in (line.split() for line in acknowledged):
        said[poll] = verb
        if verb == "drawn":
            drawn[poll] = bytes.fromhex(key[0])
    return drawn, said


async def vault_keeps(folder: Path, acknowledged: list[str]) -> bool:
    """Tell whether every acknowledged key is found, unless destroyed: then no byte of any file has it."""
    drawn, said = told(acknowledged)
    left = bytes_in(folder)
    if any(drawn[poll] in left for poll, verb in said.items() if verb == "destroyed"):
        return False
    vault = await SqliteVault.open(folder / "file.db")
    found = {poll: await vault.find_ballot_key(poll) for poll in drawn}
    await vault.close()
    return all(found[poll] in allowed(said[poll], key) for poll, key in drawn.items())


def allowed(said: str, key: bytes) -> list[bytes | None]:
    """Give what may be found of a key, by what was last said of it."""
    answers: dict[str, list[bytes | None]] = {"drawn": [key], "destroying": [key, None], "destroyed": [None]}
    return answers[said]


async def keys_lost_or_left(disk: Path, place: Path, journal_mode: str, number: int) -> int:
    recorded = Recorded(disk, place, "tests.log.keys", journal_mode)
    return sum([not await vault_keeps(*cut) for cut in recorded.cuts(number, seed=number)])


async def test_a_power_cut_loses_no_key_and_brings_none_back(disk: Path, tmp_path: Path) -> None:
    assert await keys_lost_or_left(disk, tmp_path, "TRUNCATE", SHORT) == 0


@pytest.mark.soak
async def test_a_thousand_power_cuts_lose_no_key_and_bring_none_back(disk: Path, tmp_path: Path) -> None:
    assert await keys_lost_or_left(disk, tmp_path, "TRUNCATE", LONG) == 0


async def test_the_instrument_sees_keys_brought_back_by_a_journal_that_is_only_deleted(
    disk: Path, tmp_path: Path
) -> None:
    assert await keys_lost_or_left(disk, tmp_path, "DELETE", SHORT) > 0


def files_keep(folder: Path, acknowledged: list[str]) -> bool:
    """Tell the same of keys in files; none is drawn again, and nothing of any other is left."""
    drawn, said = told(acknowledged)
    left = bytes_in(folder)
    if any(drawn[poll] in left for poll, verb in said.items() if verb == "destroyed"):
        return False
    keys = KeyFiles(folder, "aix")
    found = {poll: found_in(keys, poll) for poll in drawn}
    is_tidy = {file.stat().st_size for file in folder.iterdir()} <= {0, 64}
    return is_tidy and all(found[poll] in allowed(said[poll], key) for poll, key in drawn.items())


def found_in(keys: KeyFiles, poll: str) -> bytes | None:
    """Give a poll's key, None when it is destroyed; one that is not there was lost."""
    try:
        key = keys.find(poll)
    except KeyDestroyed:
        return None
    return b"lost" if key is None else bytes(key.view)


def key_files_lost_or_left(disk: Path, place: Path, manner: str, number: int) -> int:
    recorded = Recorded(disk, place, "tests.log.key_files", manner)
    return sum(not files_keep(*cut) for cut in recorded.cuts(number, seed=number))


def test_a_power_cut_loses_no_key_in_a_file_and_brings_none_back(disk: Path, tmp_path: Path) -> None:
    assert key_files_lost_or_left(disk, tmp_path, "waits", SHORT) == 0


@pytest.mark.soak
def test_a_thousand_power_cuts_lose_no_key_in_a_file_and_bring_none_back(disk: Path, tmp_path: Path) -> None:
    assert key_files_lost_or_left(disk, tmp_path, "waits", LONG) == 0


def test_the_instrument_sees_key_files_lost_or_left_without_waiting_for_the_disk(
    disk: Path, tmp_path: Path
) -> None:
    assert key_files_lost_or_left(disk, tmp_path, "hurries", SHORT) > 0
