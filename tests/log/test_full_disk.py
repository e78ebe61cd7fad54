"""While the disk refuses to write, the log says so and reading goes on; later everything does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

WRITE_ON_A_SICK_DISK = """
import asyncio, pathlib, sys
from server.log.sqlite.log import SqliteLog

async def main():
    log, sick = await SqliteLog.open(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2])
    await log.append("aix", [b"before"])
    sick.touch()
    try:
        await log.append("aix", [b"meanwhile"])
    except Exception as error:
        print(repr(error))
    print([entry.body for entry in await log.read("aix", 0)])
    sick.unlink()
    print(await log.append("aix", [b"after"]))
    await log.close()

asyncio.run(main())
"""


def run(disk: Path, place: Path, flag: str, *arguments: str) -> str:
    """Run Python on a disk that refuses while `flag` is up, and give what it prints."""
    folder = place / "folder"
    folder.mkdir()
    watch = {"LD_PRELOAD": str(disk), "DISK_FOLDER": str(folder), flag: str(place / "flag")}
    ran = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **watch},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return ran.stdout


@pytest.mark.parametrize("kind", ["no space left", "files may grow no further"])
def test_a_full_disk_costs_no_data_and_stops_no_reader(kind: str, disk: Path, tmp_path: Path) -> None:
    how = str(tmp_path / "flag") if kind == "no space left" else "limit"
    script = ("-m", "tests.log.filling", str(tmp_path / "folder" / "log.db"), how)
    told = json.loads(run(disk, tmp_path, "DISK_FULL", *script))
    for refused in (told.pop("refused"), told.pop("refused after a restart")):
        assert len(refused) == 3
        assert all(answer.startswith("LogFull: ") for answer in refused)
        assert all("log.db could not be written: " in answer for answer in refused)
    assert told == {
        "snapshot": "full",
        "rewrite": "full",
        "reading": True,
        "reading after a restart": True,
        "append again": True,
        "rewrite again": "done",
        "reading again": True,
    }


def test_a_disk_that_cannot_promise_is_not_said_to_have_refused(disk: Path, tmp_path: Path) -> None:
    script = (WRITE_ON_A_SICK_DISK, str(tmp_path / "folder" / "log.db"), str(tmp_path / "flag"))
    error, read, again = run(disk, tmp_path, "DISK_SICK", "-c", *script).splitlines()
    assert error.startswith("LogUnavailable(")
    assert "log.db cannot be used: disk I/O error." in error
    assert read == "[b'before']"
    assert again == "range(2, 3)"
