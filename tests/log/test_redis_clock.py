"""All workers go by the clock of Redis, whatever their own say."""

import time
from types import SimpleNamespace

import pytest

from server.log.redis import clock as module
from server.log.redis.clock import Clock
from tests.log.workers import worker


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """This machine's clock, stopped."""
    here = SimpleNamespace(seconds=1000.0)
    here.monotonic = lambda: here.seconds
    monkeypatch.setattr(module, "time", here)
    return here


def test_it_is_the_time_that_was_told(here: SimpleNamespace) -> None:
    clock = Clock()
    clock.take(1000.0, 5000.0, 1000.0)
    assert clock.now() == 5_000_000
    here.seconds += 1.5
    assert clock.now() == 5_001_500


def test_an_answer_is_taken_to_be_of_the_middle_of_the_way(here: SimpleNamespace) -> None:
    clock = Clock()
    clock.take(1000.0, 5000.0, 1000.2)
    here.seconds = 1000.2
    assert clock.now() == 5_000_100


def test_a_leap_of_redis_is_told_once(here: SimpleNamespace, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    clock.take(1000.0, 5000.0, 1000.0)
    for seconds, told in ((1002.0, 5002.0), (1004.0, 2_683_404.0), (1006.0, 2_683_406.0)):
        here.seconds = seconds
        clock.take(seconds, told, seconds)
    (record,) = caplog.records
    assert record.getMessage().startswith("The clock of Redis's machine leapt ahead by 31 days, 0:00:00: ")


@pytest.mark.usefixtures("here")
def test_an_answer_that_took_long_does_not_push_out_one_that_did_not() -> None:
    clock = Clock()
    clock.take(1000.0, 5000.0, 1000.0)
    clock.take(1000.0, 5003.0, 1002.0)
    assert clock.now() == 5_000_000


def test_after_long_enough_an_answer_that_took_long_is_better_than_none(here: SimpleNamespace) -> None:
    clock = Clock()
    clock.take(1000.0, 5000.0, 1000.0)
    here.seconds = 4000.0
    clock.take(3999.0, 8001.0, 4000.0)
    assert clock.now() == 8_001_500


def test_redis_may_set_its_clock(here: SimpleNamespace) -> None:
    clock = Clock()
    clock.take(1000.0, 5000.0, 1000.0)
    here.seconds = 1002.0
    clock.take(1002.0, 5602.0, 1002.0)
    assert clock.now() == 5_602_000


async def test_two_workers_agree_when_their_machines_do_not(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with worker(redis_url) as log:
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + 600))
        async with worker(redis_url) as other:
            ahead = other.now()
        monkeypatch.undo()
        seconds, _ = await log.link.ask("TIME")
        assert abs(ahead - int(seconds) * 1000) < 5000
        assert abs(log.now() - int(seconds) * 1000) < 5000
