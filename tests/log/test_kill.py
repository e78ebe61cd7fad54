"""A log whose process is killed in the middle of a burst has every row that was acknowledged."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from server.log.sqlite.log import SqliteLog
from tests.log.workload import body


def killed_in_a_burst(path: Path, after: int) -> list[int]:
    """Start appending, kill -9 after so many acknowledgements, and give every seq that was acknowledged."""
    command = [sys.executable, "-m", "tests.log.workload", str(path), "/dev/stdout", "FULL", "1000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        acknowledged = [int(process.stdout.readline()) for _ in range(after)]
        process.kill()
        return acknowledged + [int(line) for line in process.stdout.read().splitlines()]


@pytest.mark.parametrize("rounds", [5, pytest.param(100, marks=pytest.mark.soak)])
async def test_every_acknowledged_row_survives_a_kill(rounds: int, tmp_path: Path) -> None:
    chance = Random(rounds)
    path = tmp_path / "log.db"
    head = 0
    for _ in range(rounds):
        acknowledged = killed_in_a_burst(path, after=chance.randint(1, 300))
        assert acknowledged == list(range(head + 1, head + 1 + len(acknowledged)))
        log = await SqliteLog.open(path)
        stored = await log.read("aix", head, 10_000)
        assert [entry.seq for entry in stored] == list(range(head + 1, head + 1 + len(stored)))
        assert all(entry.body == body(entry.seq) for entry in stored)
        assert len(stored) >= len(acknowledged)
        head = await log.head("aix")
        await log.close()
