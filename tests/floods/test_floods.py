"""What an attacker gets: nothing without the code, little without sockets; honest people notice nothing."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from server.web.limits import HALL, RATES
from tests.floods.attacks import (
    Flood,
    first_visits,
    with_code_and_socket,
    with_the_code,
    without_the_code,
)
from tests.floods.siege import KIB, Siege, Strength, besieged

SHORT = Strength(seconds=1, connections=6, present=10, arrivals=4, sockets=20, asks=1)
FULL = Strength(seconds=600, connections=32, present=200, arrivals=5, sockets=300, asks=0.2)
STRENGTHS = [
    pytest.param(SHORT, id="short"),
    pytest.param(FULL, id="full", marks=pytest.mark.soak),
]
# An entry with its index, and as much again for snapshots; what the state keeps of a made-up person.
DISK_EACH, MEMORY_EACH = 1 * KIB, 4 * KIB
# Every connected phone, and the caches that a server fills when many come.
MEMORY_OF_A_PHONE, MEMORY_ANYWAY = 128 * KIB, 64 * KIB * KIB

Report = Callable[[str], None]


def theirs(siege: Siege, flood: Flood, times: int) -> int:
    """What was accepted of attackers; so many were stopped while they waited for an answer."""
    assert flood.accepted <= siege.made_up() <= flood.accepted + times
    return flood.accepted


def bounded(siege: Siege, sockets: int = 0) -> None:
    """Disk and memory are what the entries and the phones account for, however much was sent."""
    assert siege.ledger
    entries, phones = siege.ledger.head, len(siege.honest.phones) + sockets
    assert siege.disk() <= entries * DISK_EACH + 1024 * KIB
    assert siege.memory <= entries * MEMORY_EACH + phones * MEMORY_OF_A_PHONE + MEMORY_ANYWAY


@pytest.mark.parametrize("strength", STRENGTHS)
async def test_without_the_code_nobody_gets_anything(
    tmp_path: Path, strength: Strength, report: Report
) -> None:
    async with besieged(tmp_path, strength) as siege:
        flood = await siege.under(without_the_code, strength.connections)
        await siege.over()
    report(f"{flood.figures()}\n{siege.honest.figures()}\n{siege.figures()}")
    assert flood.accepted == siege.made_up() == 0
    assert flood.answers["own state 200"] == flood.answers["socket that was shown something"] == 0
    assert flood.answers["socket that was closed"] > 0
    assert siege.honest.refusals() == []
    bounded(siege)


@pytest.mark.parametrize("strength", STRENGTHS)
async def test_with_the_code_and_no_socket_they_share_what_newcomers_have(
    tmp_path: Path, strength: Strength, report: Report
) -> None:
    async with besieged(tmp_path, strength) as siege:
        flood = await siege.under(with_the_code, strength.connections)
        await siege.over()
    report(f"{flood.figures()}\n{siege.honest.figures()}\n{siege.figures()}")
    rate = RATES["newcomers"]
    most = rate.burst + rate.per_second * flood.seconds
    assert flood.sent > 2 * most
    assert rate.burst / 2 < flood.accepted
    assert theirs(siege, flood, strength.connections) <= most
    assert flood.answers["ask"] <= RATES["newcomers-asking"].burst + 1 + flood.seconds / 10
    assert siege.honest.refusals() == []
    bounded(siege)


@pytest.mark.parametrize("strength", STRENGTHS)
async def test_with_code_and_sockets_they_are_bounded_and_take_nothing_from_others(
    tmp_path: Path, strength: Strength, report: Report
) -> None:
    async with besieged(tmp_path, strength) as siege:
        flood = await siege.under(with_code_and_socket, strength.sockets)
        await siege.over()
    report(f"{flood.figures()}\n{siege.honest.figures()}\n{siege.figures()}")
    share, people = HALL["acting"], strength.sockets + len(siege.honest.phones)
    most = share.base.burst + people * share.each.burst
    most += (share.base.per_second + people * share.each.per_second) * flood.seconds
    assert theirs(siege, flood, strength.sockets) <= most
    assert flood.answers["slow-down"] > flood.sent / 4
    # The session's questions are used up in time, which cannot be prevented; nothing else may be refused.
    assert set(siege.honest.refusals()) <= {"session-full"}
    bounded(siege, strength.sockets)


@pytest.mark.parametrize("strength", STRENGTHS)
async def test_first_visits_and_wrong_codes_cost_nobody_anything(
    tmp_path: Path, strength: Strength, report: Report
) -> None:
    async with besieged(tmp_path, strength) as siege:
        flood = await siege.under(first_visits, strength.connections)
        await siege.over()
    report(f"{flood.figures()}\n{siege.honest.figures()}\n{siege.figures()}")
    assert flood.answers["page 200"] > 20
    assert flood.answers["wrong code 429"] > 0
    assert siege.made_up() == 0
    assert siege.honest.refusals() == []
    bounded(siege)


@pytest.mark.parametrize(
    ("people", "within"),
    [pytest.param(200, 2.0, id="short"), pytest.param(5_000, 120.0, id="full", marks=pytest.mark.soak)],
)
async def test_a_hall_that_really_comes_at_once_notices_nothing(
    tmp_path: Path, people: int, within: float, report: Report
) -> None:
    async with besieged(tmp_path, SHORT._replace(present=0)) as siege:
        honest = siege.honest

        async def comes(number: int) -> None:
            await asyncio.sleep(number * within / people)
            phone = await honest.come()
            for _ in range(3):
                honest.vote(phone)
            if number % 25 == 0:
                honest.ask(phone)

        await asyncio.gather(*map(comes, range(people)))
        await honest.answered()
        await siege.over()
    report(f"{honest.figures()}\n{siege.figures()}")
    assert honest.refusals() == []
    assert siege.ledger
    assert siege.ledger.state.boxes["p1"].voters == people
    assert siege.made_up() == 0
