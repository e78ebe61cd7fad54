"""Database files that are moved or replaced under the server, or put back beside what is not theirs."""

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from server.log.base import LogUnavailable
from server.log.sqlite.log import SqliteLog
from server.log.sqlite.vault import SqliteVault
from server.log.storage import in_folder
from tests.log.contract import bodies
from tests.log.vault_contract import NOW, link_of, pass_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    folder.mkdir()
    return folder


@pytest.fixture
async def log(folder: Path) -> AsyncIterator[SqliteLog]:
    log = await SqliteLog.open(folder / "log.db")
    await log.append("aix", [b"a"])
    yield log
    await log.close()


def files_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def deleted(path: Path) -> Callable[[], object]:
    """Delete a file that another name keeps, and give the way back."""
    kept = path.with_name("kept")
    kept.hardlink_to(path)
    path.unlink()
    return lambda: kept.rename(path)


def moved(path: Path) -> Callable[[], object]:
    """Move a file or a folder, and give the way back."""
    aside = path.rename(path.with_name("aside"))
    return lambda: aside.rename(path)


def replaced(path: Path) -> Callable[[], object]:
    """Put a copy in the place of a file, and give the way back."""
    aside = path.rename(path.with_name("aside"))
    shutil.copy(aside, path)
    return lambda: aside.rename(path)


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        *((name, how) for name in ("log.db", "log.db-wal") for how in (deleted, moved, replaced)),
        ("", moved),
    ],
)
async def test_nothing_is_acknowledged_that_the_next_start_would_not_find(
    log: SqliteLog,
    folder: Path,
    name: str,
    gone: Callable[[Path], Callable[[], object]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    put_back = gone(folder / name)
    missing = folder / (name or "log.db")
    sentence = f"{missing} has been moved, deleted or replaced: nothing is saved until it is back."
    for _ in range(2):
        with pytest.raises(LogUnavailable) as refused:
            await log.append("aix", [b"meanwhile"])
        assert str(refused.value) == sentence
    assert await bodies(log) == [b"a"]
    put_back()
    assert await log.append("aix", [b"b"]) == range(2, 3)
    assert caplog.messages == [sentence, f"{folder / 'log.db'} is back: it is written again."]
    await log.close()
    again = await SqliteLog.open(folder / "log.db")
    assert await bodies(again) == [b"a", b"b"]
    await again.close()


async def test_a_file_that_goes_during_a_commit_is_not_acknowledged(
    log: SqliteLog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def going(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO entry VALUES ('aix', 2, x'62')")
        (folder / "log.db").unlink()

    with pytest.raises(LogUnavailable, match="has been moved, deleted or replaced"):
        await log._file.write(going)


async def test_a_vault_that_was_taken_away_makes_no_link_and_no_pass(folder: Path) -> None:
    vault = await SqliteVault.open(folder / "vault.db")
    link = await link_of(vault)
    put_back = moved(folder / "vault.db")
    for refused in (vault.mint_link("speaker", "nancy"), vault.mint_pass(link.id, NOW)):
        with pytest.raises(LogUnavailable, match=r"vault\.db has been moved, deleted or replaced"):
            await refused
    put_back()
    assert await vault.find_pass(await pass_of(vault, link), NOW) == link
    await vault.close()


async def test_a_file_that_is_put_back_beside_a_wal_of_later_is_refused(
    log: SqliteLog, folder: Path, tmp_path: Path
) -> None:
    await log.close()
    shutil.copy(folder / "log.db", tmp_path / "backup")
    later = await SqliteLog.open(folder / "log.db")
    await later.append("aix", [b"b"])
    shutil.copytree(folder, tmp_path / "killed")
    await later.close()
    path = tmp_path / "killed" / "log.db"
    shutil.copy(tmp_path / "backup", path)
    with pytest.raises(LogUnavailable) as refused:
        await SqliteLog.open(path)
    assert str(refused.value) == (
        f"{path}-wal does not belong to {path}, which was put back beside it:"
        " move it out of the folder, and start again."
    )
    path.with_name("log.db-wal").rename(tmp_path / "out of the folder")
    restored = await SqliteLog.open(path)
    assert await bodies(restored) == [b"a"]
    assert await restored.append("aix", [b"c"]) == range(2, 3)
    await restored.close()


async def test_a_copy_with_its_own_wal_is_read(log: SqliteLog, folder: Path, tmp_path: Path) -> None:
    await log.append("aix", [b"b"])
    shutil.copytree(folder, tmp_path / "killed")
    assert (tmp_path / "killed" / "log.db-wal").stat().st_size
    again = await SqliteLog.open(tmp_path / "killed" / "log.db")
    assert await bodies(again) == [b"a", b"b"]
    await again.close()


async def test_a_copy_of_one_moment_with_a_wal_of_another_is_damaged(
    log: SqliteLog, folder: Path, tmp_path: Path
) -> None:
    def checkpoint(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    await log._file.run(checkpoint)
    shutil.copy(folder / "log.db", tmp_path / "early")
    await log.append("aix", [b"x" * 1000] * 400)
    await log._file.run(checkpoint)
    await log.append("aix", [b"x" * 1000] * 400)
    shutil.copytree(folder, tmp_path / "mixed")
    shutil.copy(tmp_path / "early", tmp_path / "mixed" / "log.db")
    with pytest.raises(LogUnavailable, match=r"log\.db is damaged"):
        await SqliteLog.open(tmp_path / "mixed" / "log.db")


async def test_a_vault_that_is_put_back_beside_a_journal_of_another_is_damaged(
    folder: Path, tmp_path: Path
) -> None:
    vault = await SqliteVault.open(folder / "vault.db")
    for number in range(200):
        await vault.mint_link("speaker", f"number {number}")
    await vault.close()
    shutil.copy(folder / "vault.db", tmp_path / "early")
    connection = sqlite3.connect(folder / "vault.db", isolation_level=None)
    connection.execute("DELETE FROM link WHERE id > 20")
    connection.execute("VACUUM")
    connection.execute("PRAGMA cache_size=1")
    connection.execute("BEGIN")
    connection.execute("UPDATE link SET subject = 'somebody'")
    connection.execute("CREATE TABLE another AS SELECT one.role FROM link one, link other")
    shutil.copytree(folder, tmp_path / "killed")
    connection.close()
    path = tmp_path / "killed" / "vault.db"
    assert path.with_name("vault.db-journal").stat().st_size
    shutil.copy(tmp_path / "early", path)
    with pytest.raises(LogUnavailable, match=r"vault\.db is damaged"):
        await SqliteVault.open(path)


async def test_a_log_without_its_vault_is_served_and_the_open_poll_told_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for warnings in (0, 0, 1):
        if warnings:
            (tmp_path / "vault.db").unlink()
        async with in_folder(tmp_path) as storage:
            await storage.log.append("aix", [b"a"])
        assert len(caplog.messages) == warnings
    assert caplog.messages[0].startswith(f"{tmp_path / 'vault.db'} was not there and has been made anew: ")


async def test_a_log_that_is_only_read_is_in_use_as_well(log: SqliteLog, folder: Path) -> None:
    await log.close()
    reading = await SqliteLog.open(folder / "log.db")
    script = (
        "import asyncio, pathlib, sys\nfrom server.log.sqlite.log import SqliteLog\n"
        "asyncio.run(SqliteLog.open(pathlib.Path(sys.argv[1])))"
    )
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, folder / "log.db"), stderr=asyncio.subprocess.PIPE
    )
    _, said = await other.communicate()
    assert b"is in use by another process" in said
    assert await reading.append("aix", [b"b"]) == range(2, 3)
    await reading.close()


async def test_after_a_clean_stop_the_file_is_alone_and_says_so(log: SqliteLog, folder: Path) -> None:
    await log.close()
    assert files_in(folder) == ["log.db"]
    assert (folder / "log.db").read_bytes()[18:20] == b"\x01\x01"
