"""A redis-server of the bench's own, with the settings that acknowledgements rest on."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

SETTINGS = {
    "bind": "127.0.0.1",
    "save": "",
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
}
STARTS_WITHIN = 10.0  # seconds


@contextmanager
def redis_server() -> Iterator[str]:
    """Give the address of an empty one, in a temporary folder and gone with the block."""
    port = free_port()
    with TemporaryDirectory() as folder:
        command = ["redis-server", "--port", str(port), "--dir", folder]
        for name, value in SETTINGS.items():
            command += [f"--{name}", value]
        with (Path(folder) / "redis.log").open("wb") as said:
            process = subprocess.Popen(command, stdout=said)
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody listens there."""
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"nobody listened within {STARTS_WITHIN:.0f} seconds")
