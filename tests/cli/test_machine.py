"""What is said at the start of a machine that a hall of phones would be too much for."""

import logging
import resource
from pathlib import Path

import pytest

from server import app
from server.log.storage import in_folder
from server.machine import Machine, advice, look
from server.settings import Settings
from tests.room.plan import PLAN

AMPLE = Machine(65_536, 65_535, 65_535, 262_144, 4 << 30)


def proc(folder: Path, **files: str) -> Path:
    """A /proc that says this."""
    places = {
        "queue": "sys/net/core/somaxconn",
        "cookies": "sys/net/ipv4/tcp_syncookies",
        "half_open": "sys/net/ipv4/tcp_max_syn_backlog",
        "tracked": "sys/net/netfilter/nf_conntrack_max",
        "memory": "meminfo",
    }
    for name, text in files.items():
        place = folder / places[name]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder


class Limits:
    """The limits of a process that asks for other ones."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, most: int | None = None
    ) -> None:
        self.now, self._most = (soft, hard), most
        monkeypatch.setattr(resource, "getrlimit", lambda what: self.now)
        monkeypatch.setattr(resource, "setrlimit", self._set)

    def _set(self, what: int, limits: tuple[int, int]) -> None:
        if self._most is not None and not 0 <= limits[0] <= self._most:
            raise ValueError("current limit exceeds maximum limit")
        self.now = limits


def test_a_machine_with_enough_of_everything_is_not_talked_about() -> None:
    assert advice(AMPLE) == []
    assert advice(Machine(None)) == []


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ({"files": 4096}, ["may have 4096", "ulimit -n 65536", "LimitNOFILE=65536"]),
        ({"queue": 128}, ["128 may wait", "net.core.somaxconn=65535"]),
        ({"half_open": 512}, ["512 are remembered", "net.ipv4.tcp_syncookies=1"]),
        ({"tracked": 8192}, ["8192 connections", "net.netfilter.nf_conntrack_max=262144"]),
        ({"memory": 300 << 20}, ["300 MB", "512"]),
    ],
)
def test_what_is_short_is_named_with_what_to_raise_and_to_how_much(
    short: dict[str, int], words: list[str]
) -> None:
    (sentence,) = advice(AMPLE._replace(**short))
    for word in words:
        assert word in sentence


def test_everything_that_is_short_has_its_sentence() -> None:
    assert len(advice(Machine(1024, 128, 128, 1024, 1))) == len(Machine._fields)


def test_the_machine_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Limits(monkeypatch, 65_536, 65_536)
    meminfo = "MemTotal: 8000000 kB\nMemAvailable:    2048 kB\n"
    there = proc(tmp_path, queue="4096\n", cookies="0", half_open="512\n", tracked="9999", memory=meminfo)
    assert look(there) == Machine(65_536, 4096, 512, 9999, 2 << 20)


def test_with_cookies_it_does_not_matter_how_many_are_half_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Limits(monkeypatch, 65_536, 65_536)
    assert look(proc(tmp_path, cookies="1\n", half_open="128\n")).half_open is None


def test_a_system_that_tells_nothing_is_not_talked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Limits(monkeypatch, resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    assert advice(look(proc(tmp_path, queue="?", memory="nothing"))) == []


def test_the_server_takes_as_many_open_files_as_it_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(monkeypatch, 1024, 65_536)
    assert look(tmp_path).files == 65_536
    assert limits.now == (65_536, 65_536)


def test_where_unlimited_is_not_to_be_had_it_says_how_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Limits(monkeypatch, 256, resource.RLIM_INFINITY, most=10_240)
    assert look(tmp_path).files == 256


async def test_a_machine_that_is_too_small_is_told_of_when_the_server_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "look", lambda: AMPLE._replace(files=4096))
    settings = Settings("127.0.0.1", 8000, tmp_path, "http://127.0.0.1:8000")
    async with in_folder(tmp_path) as storage:
        await app.prepared(storage, settings, PLAN)
    (said,) = [record for record in caplog.records if record.name == "entaku.machine"]
    assert (said.levelno, "may have 4096" in said.getMessage()) == (logging.WARNING, True)
