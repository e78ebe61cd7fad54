"""Serving a house: uvicorn until the process is told to stop, then a drain before anything closes."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn

from server.tidying import LOOK_EVERY, Tidying
from server.web.edge import configured
from server.web.house import House
from server.web.listening import doors
from server.web.routes import build_app

AGAIN = 0.1  # seconds
SWITCH_EVERY = 0.001  # seconds
# How often uvicorn goes round, which is every tenth of a second, between two looks.
TICKS = round(LOOK_EVERY / 0.1)


def start_log(level: str, who: str = "") -> None:
    """Write on standard error what the server says of itself, a line each."""
    logging.basicConfig(level=level.upper(), format=f"%(asctime)s %(levelname)s %(name)s {who}%(message)s")


async def serve_house(
    house: House, listener: socket.socket, supervised: bool = False, ready: Callable[[], None] = lambda: None
) -> None:
    """Serve until a signal says stop; `ready` is called once requests are answered.

    A second signal ends it at once. Whoever is supervised may be told twice, by the supervisor and by what
    stops both, so only an interrupt counts there.
    """
    # The thread that writes to SQLite needs the interpreter for moments only, which a busy loop would make it
    # wait for five times as long.
    sys.setswitchinterval(SWITCH_EVERY)
    await _Server(house, supervised, ready).serve(sockets=doors(listener))


class _Server(uvicorn.Server):
    """uvicorn, but screens are sent away first, and a signal ends the serving only.

    uvicorn itself would raise the signal again, before the log is closed.
    """

    def __init__(self, house: House, supervised: bool, ready: Callable[[], None]) -> None:
        super().__init__(configured(build_app(house)))
        self._runtime, self._supervised, self._ready = house.runtime, supervised, ready
        self._tidying = Tidying()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        loop, signals = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
        for each in signals:
            loop.add_signal_handler(each, self.handle_exit, each, None)
        try:
            yield
        finally:
            for each in signals:
                loop.remove_signal_handler(each)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit and not (self._supervised and sig == signal.SIGTERM)
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._tidying.begin()
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS == 0:
            self._tidying.look(len(self.server_state.connections))
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        drain = asyncio.create_task(self._runtime.drain(), name="drain")
        while not drain.done() and not self.force_exit:
            await asyncio.wait([drain], timeout=AGAIN)
        drain.cancel()
        with suppress(asyncio.CancelledError):
            await drain
        await super().shutdown(sockets)
