"""A meeting for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.hall import Meeting, opened
from tests.live.house import House
from tests.live.workers import Workers, two_in_folder, two_in_redis


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker looks at the log of its own accord, unless a test wants it to."""
    monkeypatch.setattr("server.live.follower.LOOK_EVERY", 3_600.0)


@pytest.fixture
async def meeting(tmp_path: Path) -> AsyncIterator[Meeting]:
    """The planned meeting, its first session live."""
    meeting = await opened(tmp_path)
    yield meeting
    await meeting.stop()


@pytest.fixture
async def older_meeting(tmp_path: Path) -> AsyncIterator[Meeting]:
    """The same by the first rules: its polls are opened as release 0.1.0 does, and no ballot is sealed."""
    meeting = await opened(tmp_path, by_first_rules=True)
    yield meeting
    await meeting.stop()


@pytest.fixture(params=["file", "redis"])
async def workers(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Workers]:
    """The planned meeting, its first session live, on two workers."""
    redis = request.param == "redis"
    two = two_in_redis(request.getfixturevalue("redis_url"), tmp_path) if redis else two_in_folder(tmp_path)
    async with two as workers:
        yield workers


@pytest.fixture
def house() -> House:
    """Screens without a clock."""
    return House()
