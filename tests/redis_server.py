"""A Redis of the tests' own: a process on a free port of this machine, gone when the tests are."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.ports import free_port

DEFAULTS = (
    "bind 127.0.0.1",
    "daemonize no",
    "loglevel notice",
    'save ""',
    "appendonly yes",
    "appendfsync always",
    "maxmemory-policy noeviction",
    "aof-load-truncated no",
)
READY = ("Ready to accept connections", "Sentinel ID is")
TAKEN = "Address already in use"
PATIENCE = 20.0

# A process that setpriv starts dies with the thread that started it: this one lives as long as the tests do.
_starter = ThreadPoolExecutor(1, thread_name_prefix="redis-server")


class NotStarted(Exception):
    """The server did not start, and its own log says why."""


class RedisServer:
    """One redis-server; options are lines of its configuration file and come after our own."""

    def __init__(self, folder: Path, *options: str, sentinel: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        self._options = options
        self._kind = ["--sentinel"] if sentinel else []
        self._configuration = folder / "redis.conf"
        self._output = folder / "redis.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._otherwise: tuple[str, ...] = ()
        self._is_cut = False

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process, "the server is not running"
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None

    def start(self, *otherwise: str) -> None:
        """Start, on the same port and data as before, and return when it answers.

        `otherwise` are lines of its configuration that are for this time only.
        """
        self._otherwise = otherwise
        assert self._process is None, "the server is running"
        if self._is_cut:
            self._start_on_a_cut_file()
            return
        new = not self._configuration.exists()
        for _ in range(4):
            if new:
                self._configure()
            try:
                self._launch()
                return
            except NotStarted as failure:
                if not new or TAKEN not in str(failure):
                    raise
                self.port = free_port()
        raise NotStarted("No port was free.")

    def _start_on_a_cut_file(self) -> None:
        self._is_cut, self._otherwise = False, ("aof-load-truncated yes", *self._otherwise)
        self.start(*self._otherwise)
        with redis.Redis.from_url(self.url, protocol=2) as client:
            client.config_set("aof-load-truncated", "no")

    def stop(self) -> None:
        """Let it end as an operator would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Leave its connections open and answer nobody."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after a pause; no harm if there was none."""
        os.kill(self.pid, signal.SIGCONT)

    def cut(self, count: int) -> None:
        """Take this many bytes off the end of what a stopped server wrote last."""
        assert self._process is None, "the server is running"
        newest = max(self.folder.glob("appendonlydir/*.incr.aof"), key=lambda file: file.stat().st_mtime_ns)
        os.truncate(newest, newest.stat().st_size - count)
        self._is_cut = True

    def flush(self) -> None:
        """Forget all data and scripts."""
        with redis.Redis.from_url(self.url, protocol=2) as client:
            client.flushall()
            client.script_flush()

    def _configure(self) -> None:
        own = (f"port {self.port}", f"dir {self.folder}", *self._options)
        self._configuration.write_text("\n".join((*(() if self._kind else DEFAULTS), *own)) + "\n")

    def _launch(self) -> None:
        said = self._output.stat().st_size if self._output.exists() else 0
        otherwise = [word for line in self._otherwise for word in f"--{line}".split()]
        command = ["setpriv", "--pdeathsig", "KILL", "redis-server", str(self._configuration)]
        command += [*otherwise, *self._kind]
        with self._output.open("ab") as output:
            self._process = _starter.submit(
                subprocess.Popen, command, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            ).result()
        try:
            self._wait_until_ready(said)
        except BaseException:
            self._end(signal.SIGKILL)
            raise

    def _wait_until_ready(self, said: int) -> None:
        assert self._process
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            if any(sign in self._said_since(said) for sign in READY):
                return
            time.sleep(0.005)
        raise NotStarted(f"redis-server did not start:\n{self._said_since(said)}")

    def _said_since(self, place: int) -> str:
        return self._output.read_bytes()[place:].decode(errors="replace")

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        process.send_signal(signal.SIGCONT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running(folder: Path, *options: str, sentinel: bool = False) -> Iterator[RedisServer]:
    """Give a server that runs until the block ends."""
    server = RedisServer(folder, *options, sentinel=sentinel)
    server.start()
    try:
        yield server
    finally:
        server.kill()
