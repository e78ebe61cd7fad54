"""A worker as its supervisor sees it: a process, and the line on which it says that it serves."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path
from typing import Self

from server.workers.worker import READY, Assignment

LEAVES_WITHIN = 20.0  # seconds

# The worker finds this code, whatever is called `server` in the folder where it is started.
COMMAND = (sys.executable, "-P", "-m", "server.workers.worker")
ROOT = str(Path(__file__).parents[2])


class WorkerProcess:
    """One process. It stops when told to, and when the line breaks because the supervisor was killed."""

    def __init__(self, process: Process, line: socket.socket) -> None:
        self._process, self._line = process, line

    @classmethod
    async def start(cls, assignment: Assignment) -> Self:
        """Start one; raises OSError when the machine has no room for it."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                # In a session of its own no Ctrl+C reaches it but through the supervisor.
                process = await asyncio.create_subprocess_exec(
                    *COMMAND, stdin=theirs.fileno(), env=_environment(), start_new_session=True
                )
        except BaseException:
            ours.close()
            raise
        ours.setblocking(False)
        with suppress(ConnectionError):  # it has ended already, which whoever waits for it will see
            await asyncio.get_running_loop().sock_sendall(ours, assignment.written())
        return cls(process, ours)

    async def ready(self) -> bool:
        """Wait until it serves; False if it ended before."""
        try:
            return await asyncio.get_running_loop().sock_recv(self._line, len(READY)) == READY
        except ConnectionError:
            return False

    async def ended(self) -> int:
        """Wait until it is gone; gives its exit code, or the signal that ended it as a negative number."""
        code = await self._process.wait()
        self._line.close()
        return code

    async def leave(self) -> None:
        """Tell it to stop, and see to it that it does."""
        self._send(signal.SIGTERM)
        try:
            async with asyncio.timeout(LEAVES_WITHIN):
                await self.ended()
        except TimeoutError:
            self.kill()
            await self.ended()

    def kill(self) -> None:
        """End it at once; whatever it has acknowledged is in the log."""
        self._send(signal.SIGKILL)

    def _send(self, how: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self._process.send_signal(how)


def _environment() -> dict[str, str]:
    known = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": os.pathsep.join((ROOT, known) if known else (ROOT,))}
