"""Ports for the servers that tests start."""

import os
import socket
from itertools import count

# Below the ports that the kernel gives to whoever asks for any, and for each test process some of its own: no
# other test's server can be on a port between the asking and the listening.
FIRST, EACH, PROCESSES = 10_000, 2_500, 8

_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % PROCESSES
_numbers = count(os.getpid())


def free_port() -> int:
    """A port of this machine on which nobody listens now, another one each time."""
    while True:
        port = FIRST + _process * EACH + next(_numbers) % EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
