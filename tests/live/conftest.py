"""A meeting for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.hall import Meeting, opened
from tests.live.house import House


@pytest.fixture
async def meeting(tmp_path: Path) -> AsyncIterator[Meeting]:
    """The planned meeting, its first session live."""
    meeting = await opened(tmp_path)
    yield meeting
    await meeting.stop()


@pytest.fixture
def house() -> House:
    """Screens without a clock."""
    return House()
