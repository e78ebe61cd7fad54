"""A worker: one of several processes that serve a meeting on one port, under a supervisor."""

import asyncio
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from server.app import listening
from server.log.base import LogFull, LogUnavailable
from server.opening import house_in, storage_for
from server.room.programme import Programme
from server.serving import serve_house, start_log
from server.settings import Settings, Trouble
from server.web.listening import listen

READY = b"r"


class Assignment(msgspec.Struct, frozen=True):
    """What a supervisor tells a worker on the line between them, and all that it tells."""

    number: int
    settings: Settings
    programme: Programme

    def written(self) -> bytes:
        """As one line."""
        return msgspec.json.encode(self, enc_hook=str) + b"\n"

    @classmethod
    def read(cls, written: bytes) -> "Assignment":
        """The same again."""
        return msgspec.json.decode(written, type=cls, dec_hook=_path)


def _path(kind: type, written: Any) -> Path:
    return Path(written)


def main() -> None:
    """What a supervisor starts: the line to it is the standard input."""
    with socket.socket(fileno=sys.stdin.fileno()) as line:
        with line.makefile("rb") as said:
            written = said.readline()
        if not written:
            return  # the supervisor is gone
        assignment = Assignment.read(written)
        start_log(assignment.settings.log_level, f"worker={assignment.number} ")
        try:
            uvloop.run(_work(assignment, line))
        except (Trouble, LogUnavailable, LogFull) as trouble:
            print(trouble, file=sys.stderr)
            sys.exit(2)


async def _work(assignment: Assignment, line: socket.socket) -> None:
    _stop_with_the_supervisor(line)
    settings, given = assignment.settings, assignment.programme
    async with (
        storage_for(settings, given.code) as storage,
        # Meanwhile another machine may have planned the meeting anew.
        house_in(storage, settings, given, keep_plan=True) as house,
    ):
        with listening(lambda host, port: listen(host, port, shared=True), settings) as listener:
            await serve_house(house, listener, supervised=True, ready=lambda: _say_ready(line))


def _stop_with_the_supervisor(line: socket.socket) -> None:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.remove_reader(line)
        signal.raise_signal(signal.SIGTERM)

    # The supervisor says nothing more: the line can be read once it is gone.
    loop.add_reader(line, stop)


def _say_ready(line: socket.socket) -> None:
    with suppress(ConnectionError):  # the supervisor is gone, which is seen to elsewhere
        line.send(READY)


if __name__ == "__main__":
    main()
