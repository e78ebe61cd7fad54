"""`entaku` as a process, and a browser that comes to what it serves."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import httpx
from typer.testing import CliRunner

from server.cli import cli
from tests.ports import free_port
from tests.room.programmes import MEETING, SPEAKER

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "server"]
PATIENCE = 120.0

CODE = "PORT24"
POLL = '\n[[sessions.polls]]\nid = "p1"\ntext = "Où ?"\noptions = ["Ici", "Là-bas"]\n'
PROGRAMME = MEETING + SPEAKER + POLL


def entaku(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command, env = [*COMMAND, *map(str, words)], os.environ | variables
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE)


def complaint(*words: object) -> str:
    """The one line that a command ends with, which is for its user to mend."""
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    (line,) = result.stderr.splitlines()
    return line


def until(reached: Callable[[], bool]) -> None:
    """Wait for something that takes a moment."""
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Server:
    """`entaku serve` on a small programme, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.data, self.port = folder / "data", free_port()
        self.programme = folder / "port24.toml"
        self.programme.write_text(PROGRAMME, "utf-8")
        self.url = f"http://127.0.0.1:{self.port}"
        self._said = folder / "said"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def words(self) -> list[str]:
        """What `entaku` is told."""
        place = ["--host", "127.0.0.1", "--port", str(self.port), "--data", str(self.data)]
        return ["serve", str(self.programme), *place]

    @property
    def links(self) -> dict[str, Any]:
        """The links file."""
        found: dict[str, Any] = json.loads((self.data / "links.json").read_text("utf-8"))
        return found

    @property
    def said(self) -> str:
        """What it printed since it was started."""
        return self._said.read_text("utf-8")

    @property
    def pid(self) -> int:
        """The process that was started."""
        assert self._process
        return self._process.pid

    def start(self, command: list[str] | None = None, **variables: str) -> Self:
        """Start, and wait until it answers."""
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                command or [*COMMAND, *self.words],
                cwd=ROOT,
                env=os.environ | variables,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                assert httpx.get(f"{self.url}/health").status_code == 200
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return self
        raise AssertionError(f"it did not start: {self.said}")

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Stop it; gives its exit code."""
        assert self._process
        self._process.send_signal(how)
        return self._process.wait(PATIENCE)

    def clear_away(self) -> None:
        """Leave no process behind."""
        if self._process and self._process.poll() is None:
            self.stop(signal.SIGKILL)


class Browser(httpx.Client):
    """Somebody's browser: it keeps cookies and says where its requests come from."""

    def __init__(self, origin: str) -> None:
        super().__init__(base_url=origin, headers={"Origin": origin}, timeout=PATIENCE)

    @property
    def cookie(self) -> str:
        """What it sends as `Cookie`."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies.jar)

    def command(self, do: str, view: str = "audience", **fields: Any) -> dict[str, str]:
        """The answer to a command, as a machine gets it."""
        machine = {"Accept": "application/json"}
        answer = self.post(f"/do/{do}", params={"as": view}, json=fields, headers=machine)
        found: dict[str, str] = answer.json()
        return found

    def done(self, do: str, view: str = "audience", **fields: Any) -> int:
        """Send a command that must be accepted; gives its place in the log."""
        answer = self.command(do, view, **fields)
        assert "seq" in answer, answer
        return int(answer["seq"])
