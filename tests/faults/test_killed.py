"""Workers go in the middle of a vote: phones move on, nothing is lost, nothing counts twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.hall import Size
from tests.faults.venue import in_processes
from tests.faults.waiting import until

SHORT = Size(workers=2, phones=60, rate=120, faults=3, spread=0.5)
BIG = Size(workers=4, phones=2_000, rate=500, faults=10, spread=4)
FULL = pytest.param(BIG, id="full", marks=pytest.mark.soak)
# Fifty kills in all, ten at a time: a test may not take more than five minutes.
FULL_TURNS = [pytest.param(BIG, id=f"full-{turn}", marks=pytest.mark.soak) for turn in range(1, 6)]


@pytest.mark.parametrize("size", [pytest.param(SHORT, id="short"), *FULL_TURNS])
async def test_workers_killed_in_the_middle_of_a_vote(
    tmp_path: Path, size: Size, report: Callable[[str], None]
) -> None:
    async with in_processes(tmp_path, size) as (hall, _, served):
        for turn in range(size.faults):
            await hall.crowd.acknowledged(more=size.burst)
            served.kill_one(turn)
            await hall.crowd.all_live()
            # Who dies again and again is replaced more slowly: there must be somebody else meanwhile.
            await until(lambda: len(served.workers()) > size.workers // 2)
        await hall.crowd.acknowledged(more=size.burst)
        await hall.finish()
        assert len(hall.crowd.returns()) >= size.faults, "nobody's line was cut"
        report(f"{size.faults} kills of {size.workers} workers: {hall.figures()}")


@pytest.mark.parametrize("size", [FULL])
async def test_workers_replaced_one_after_the_other_in_the_middle_of_a_vote(
    tmp_path: Path, size: Size, report: Callable[[str], None]
) -> None:
    async with in_processes(tmp_path, size) as (hall, _, served):
        await hall.crowd.acknowledged(more=size.burst)
        await served.relieve_all()
        await hall.crowd.acknowledged(more=size.burst)
        await hall.finish()
        assert len(hall.crowd.returns()) >= size.phones, "not everybody's line was cut"
        report(f"{size.workers} workers replaced: {hall.figures()}")
