"""What the log's tests share: a disk below SQLite that remembers what it was told, and workers on Redis."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.log.redis import subscription
from server.log.redis.log import RedisLog
from tests.log.workers import worker

pytest.register_assert_rewrite("tests.log.contract", "tests.log.vault_contract")


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile `disk.c` to the library that a process is started with."""
    library = tmp_path_factory.mktemp("disk") / "disk.so"
    source = Path(__file__).with_name("disk.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source], check=True)
    return library


@pytest.fixture
async def log(redis_url: str) -> AsyncIterator[RedisLog]:
    """One worker on the shared log."""
    async with worker(redis_url) as log:
        yield log


@pytest.fixture
async def other(redis_url: str) -> AsyncIterator[RedisLog]:
    """Another worker on the same log."""
    async with worker(redis_url) as log:
        yield log


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker be as sure within half a second as otherwise within five that its connection is dead."""
    monkeypatch.setattr(subscription, "BEAT", 0.1)
    monkeypatch.setattr(subscription, "SILENCE", 0.5)
