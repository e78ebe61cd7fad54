"""After the close neither whoever has the disk nor whoever has the memory links a person and a choice."""

from pathlib import Path

import pytest

from tests.cli.entaku import CODE
from tests.secrecy.course import Course
from tests.secrecy.findings import findings
from tests.secrecy.venue import venue

EACH, MANY = 26, 60  # voters of each group


@pytest.mark.parametrize(
    ("storage", "each", "restarts", "later"),
    [
        ("sqlite", EACH, True, 1.0),
        ("redis", EACH, True, 0.0),
        pytest.param("sqlite", MANY, False, 0.0, marks=pytest.mark.soak),
        pytest.param("sqlite", MANY, True, 20.0, marks=pytest.mark.soak),
        pytest.param("redis", MANY, True, 20.0, marks=pytest.mark.soak),
    ],
)
async def test_disk_and_memory_know_no_more_than_the_tally(
    storage: str, each: int, restarts: bool, later: float, tmp_path: Path
) -> None:
    with venue(tmp_path, storage) as place:
        async with Course(place, each).held(restarts, later) as (truth, evidence):
            pass
    assert evidence.keys, "no key was found while the poll was open: what was searched for is no secret"
    assert all(CODE.encode() in raw for raw in evidence.memories.values()), "a memory was not read"
    found = findings(evidence, truth)
    assert not found, "\n" + "\n".join(map(str, found))
