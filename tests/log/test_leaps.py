"""A clock that is set while a meeting runs is noticed, and told once."""

from types import SimpleNamespace

import pytest

from server.log import leaps
from server.log.leaps import WallClock


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A machine whose clocks a test sets."""
    machine = SimpleNamespace(wall=1_700_000_000.25, since_start=50.0)
    clocks = SimpleNamespace(time=lambda: machine.wall, monotonic=lambda: machine.since_start)
    monkeypatch.setattr(leaps, "time", clocks)
    return machine


def test_it_is_the_time_of_day_in_milliseconds(machine: SimpleNamespace) -> None:
    assert WallClock().now() == 1_700_000_000_250


def test_time_that_passes_is_no_leap_however_long_nobody_asked(
    machine: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    clock = WallClock()
    for seconds in (1.0, 86_400.0):
        machine.wall += seconds + 0.5
        machine.since_start += seconds
        clock.now()
    assert caplog.messages == []


def test_a_leap_ahead_and_one_back_are_told_once_each(
    machine: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    clock = WallClock()
    for seconds in (31 * 86_400, 0, -31 * 86_400, 0):
        machine.wall += seconds
        clock.now()
    ahead, back = caplog.messages
    assert ahead.startswith("The clock of this machine leapt ahead by 31 days, 0:00:00: ")
    assert back.startswith("The clock of this machine leapt back by 31 days, 0:00:00: ")
