"""A programme with newer settings, beside a worker of an older release and once the last one has gone."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from server.live.runtime import Runtime
from server.live.writer import Accepted
from server.log.storage import in_folder
from server.room.base import SYSTEM
from server.room.planning import PlanProgramme, for_first_rules
from server.room.programme import Programme
from server.room.registry import rules_known
from server.room.rules import AdoptRules
from tests.live.hall import MEETING
from tests.room.plan import PLAN, RT2, WORKSHOP

WANTED = replace(PLAN, may_vote="here-before", rotating_code=True)


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[Runtime]:
    """A worker that must suppose that others share its log."""
    async with in_folder(tmp_path) as kept:
        runtime = await Runtime.open(dataclasses.replace(kept, shared=True), MEETING)
        yield runtime
        await runtime.close()


async def adopted(runtime: Runtime) -> Programme | None:
    """What is planned once the last older worker has gone."""
    assert isinstance(await runtime.submit(AdoptRules(rules_known()), SYSTEM, ""), Accepted)
    await asyncio.sleep(0)
    # What was handed in before is carried out before.
    await runtime.submit(AdoptRules(1), SYSTEM, "")
    return runtime.state.programme


async def test_it_is_planned_as_far_as_an_older_worker_reads_it_and_then_whole(runtime: Runtime) -> None:
    assert isinstance(await runtime.plan(WANTED), Accepted)
    assert runtime.state.programme == for_first_rules(WANTED) == PLAN
    assert await adopted(runtime) == WANTED


async def test_what_was_planned_otherwise_meanwhile_stays(runtime: Runtime) -> None:
    other = replace(PLAN, sessions=(RT2, WORKSHOP))
    await runtime.plan(WANTED)
    assert isinstance(await runtime.submit(PlanProgramme(other), SYSTEM, ""), Accepted)
    assert await adopted(runtime) == other


async def test_a_plan_without_newer_settings_is_not_planned_again(runtime: Runtime) -> None:
    await runtime.plan(PLAN)
    head = runtime.state.seq
    assert await adopted(runtime) == PLAN
    assert runtime.state.seq == head + 1
