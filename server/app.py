"""Wiring: a storage, a runtime and the web in this process, started in order and stopped in reverse."""

import errno
import logging
import socket
from collections.abc import Callable

from server.invitations import invite
from server.log.storage import Storage
from server.machine import advice, look
from server.opening import house_in, storage_for
from server.room.programme import Programme
from server.serving import serve_house
from server.settings import Settings, Trouble
from server.web.listening import listen

EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not listened on
ONLY_HERE = "http://127.0.0.1"

log_ = logging.getLogger("entaku.machine")


async def serve(settings: Settings, programme: Programme) -> None:
    """Serve the meeting until the process is told to stop; raises `Trouble` for what its owner can mend."""
    with listening(listen, settings) as listener:
        async with (
            storage_for(settings, programme.code) as storage,
            house_in(storage, settings, programme) as house,
        ):
            await prepared(storage, settings, programme)
            await serve_house(house, listener)


async def prepared(storage: Storage, settings: Settings, programme: Programme) -> None:
    """Ready the links, say what the machine is short of, and on the terminal where everybody comes in."""
    for sentence in advice(look()):
        log_.warning(sentence)
    await invite(storage, settings, programme)
    if settings.host in EVERY_ADDRESS and settings.url.startswith(ONLY_HERE):
        print("This machine is on no network that phones could reach; --url gives another address.")
    print("Stop with Ctrl+C.\n", flush=True)


def listening(way: Callable[[str, int], socket.socket], settings: Settings) -> socket.socket:
    """A socket on the port, had in this way; raises `Trouble` when the port cannot be had."""
    host, port = settings.host, settings.port
    try:
        return way(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Trouble(f"Port {port} is taken by another program; choose another with --port.") from error
        raise Trouble(f"Nothing can listen on {host}, port {port}: {error.strerror}.") from error


def own_address(host: str, port: int) -> str:
    """The address of this machine as phones on the same network reach it, unless it listens on one only."""
    if host not in EVERY_ADDRESS:
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only asks the kernel which way it would go.
            probe.connect(("192.0.2.1", 9))
            return f"http://{probe.getsockname()[0]}:{port}"
        except OSError:
            return f"{ONLY_HERE}:{port}"
