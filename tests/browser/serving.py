"""The server of a hall, one process on files or two workers on Redis, and what can befall it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
LISTENS = "0A"
# What is set for the servers of whoever runs the tests is not meant for these.
SETTINGS = re.compile("ENTAKU_.*|REDIS_URL|WEB_CONCURRENCY|PORT")


class Serving:
    """One meeting on one port, over several lives; all that it says is in `server.log`."""

    def __init__(self, data: Path, redis: str = "") -> None:
        self.data, self.port = data, free_port()
        self._workers = 2 if redis else 1
        self._kept = ["--redis", redis, "--workers", str(self._workers)] if redis else []
        self._output = data.parent / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, on the same data and port as before, and return when all who should serve do."""
        command = [sys.executable, "-m", "server", "serve", "programmes/rencontres.toml", *self._kept]
        place = ["--host", "127.0.0.1", "--port", str(self.port), "--data", str(self.data)]
        env = {name: value for name, value in os.environ.items() if not SETTINGS.fullmatch(name)}
        with self._output.open("ab") as out:
            self._process = subprocess.Popen([*command, *place], cwd=ROOT, env=env, stdout=out, stderr=out)
        self._wait_until_all_serve()

    def stop(self) -> None:
        """End it as an operator would, if it is there."""
        if self._process and self._process.poll() is None:
            self.thaw()
            self._process.terminate()
            self._process.wait(PATIENCE)

    def kill(self) -> None:
        """End all of it at one moment, as a power cut would."""
        self.freeze()
        self._send(signal.SIGKILL)
        assert self._process
        self._process.wait(PATIENCE)

    def kill_oldest_worker(self) -> None:
        """End one worker of several, as if it had crashed, and return when another serves in its place."""
        worker = self._workers_now()[0]
        os.kill(worker, signal.SIGKILL)
        self._wait_until_gone({worker})

    def renew(self) -> None:
        """Have every worker replaced, one after the other, and return when none of the old ones is left."""
        assert self._process
        old = set(self._workers_now())
        self._process.send_signal(signal.SIGHUP)
        self._wait_until_gone(old)

    def freeze(self) -> None:
        """Nobody answers any more, but connections stay open."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Everybody goes on."""
        self._send(signal.SIGCONT)

    def _wait_until_gone(self, workers: set[int]) -> None:
        deadline = time.monotonic() + PATIENCE
        while workers & set(self._workers_now()):
            assert time.monotonic() < deadline, "a worker stays that should be gone"
            time.sleep(0.02)
        self._wait_until_all_serve()

    def _wait_until_all_serve(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            if self._listening() == self._workers and self._answers():
                return
            time.sleep(0.02)
        raise AssertionError(f"the server does not serve: {self._output.read_text()}")

    def _send(self, how: signal.Signals) -> None:
        assert self._process
        for process in (self._process.pid, *self._workers_now()):
            os.kill(process, how)

    def _workers_now(self) -> list[int]:
        assert self._process
        first = self._process.pid
        return [int(each) for each in Path(f"/proc/{first}/task/{first}/children").read_text().split()]

    def _listening(self) -> int:
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()]
        return sum(row[1].endswith(f":{self.port:04X}") and row[3] == LISTENS for row in rows)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                return True
        except (URLError, ConnectionError, TimeoutError):
            return False
