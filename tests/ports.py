"""Ports for the servers that tests start."""

import os
import socket
from itertools import count

# Above 10080, which browsers refuse; below the ports that the kernel gives to whoever asks for any. Each test
# process has some of its own: no other's server can be on a port between the asking and the listening.
FIRST, EACH, PROCESSES = 11_000, 2_500, 8

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
