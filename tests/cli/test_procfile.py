"""The Procfile: a host starts the server on its port, a developer also a Redis that keeps what it gets."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.cli.entaku import PATIENCE, ROOT, Server
from tests.ports import free_port

LINES = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text("utf-8").splitlines())


def test_the_web_line_serves_with_two_workers_on_the_port_and_redis_of_the_host(
    server: Server, redis_url: str
) -> None:
    shell = ["sh", "-c", LINES["web"]]
    server.start(shell, PORT=str(server.port), ENTAKU_DATA=str(server.data), REDIS_URL=redis_url)
    assert server.links["meeting"] == "AIX7"
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    assert len(children.read_text("utf-8").split()) == 2
    assert server.stop() == 0


def test_the_redis_line_keeps_what_it_acknowledged_and_evicts_nothing(tmp_path: Path) -> None:
    port = free_port()
    with started(LINES["redis"].replace("6379", str(port)), tmp_path):
        told = settings_of(port)
    assert (told["appendonly"], told["appendfsync"]) == ("yes", "always")
    assert (told["maxmemory-policy"], told["bind"]) == ("noeviction", "127.0.0.1")
    assert (tmp_path / "var" / "redis" / "appendonlydir").is_dir()


def test_the_web_line_looks_for_redis_where_the_redis_line_has_it() -> None:
    assert "${REDIS_URL:-redis://127.0.0.1:6379}" in LINES["web"]
    assert "--bind 127.0.0.1 --port 6379 " in LINES["redis"]


@contextmanager
def started(line: str, folder: Path) -> Iterator[None]:
    """What a line of the Procfile starts, in another folder."""
    process = subprocess.Popen(["sh", "-c", line], cwd=folder, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def settings_of(port: int) -> dict[str, str]:
    """How a Redis is set, once it answers."""
    deadline = time.monotonic() + PATIENCE
    with redis.Redis(port=port, protocol=2, decode_responses=True) as client:
        while True:
            try:
                told: dict[str, str] = client.config_get("*")
            except redis.ConnectionError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return told
