"""Wiring: a log, a vault, a runtime and the web, started in order and stopped in reverse."""

import asyncio
import errno
import gc
import os
import signal
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import segno
import uvicorn

from server.links import Links, doors, known_links, ready_links
from server.live.runtime import Runtime
from server.live.writer import Accepted
from server.log.sqlite import SqliteLog
from server.log.vault import Vault
from server.room.base import Actor, Refusal
from server.room.planning import PlanProgramme
from server.room.programme import Programme
from server.settings import LINKS_FILE, VAULT_FILE, Settings, Trouble
from server.web.edge import configured, listen
from server.web.house import Address, House
from server.web.routes import build_app

SYSTEM = Actor("system", "system")
EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not listened on
ONLY_HERE = "http://127.0.0.1"


async def serve(settings: Settings, programme: Programme) -> None:
    """Serve the meeting until the process is told to stop; raises `Trouble` for what its owner can mend."""
    with _listening(settings.host, settings.port) as listener:
        async with _house(settings, programme) as house:
            file = settings.links_file
            links = await ready_links(house.vault, file, settings.url, programme.code, doors(programme))
            _announce(links, file)
            if settings.host in EVERY_ADDRESS and settings.url.startswith(ONLY_HERE):
                print("This machine is on no network that phones could reach; --url gives another address.")
            print("Stop with Ctrl+C.\n", flush=True)
            # What lives as long as the server need not be looked at by the collector again.
            gc.freeze()
            await _Server(configured(build_app(house))).serve(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn, but a signal ends the serving only: uvicorn would raise it again, before the log is closed."""

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


@asynccontextmanager
async def _house(settings: Settings, programme: Programme) -> AsyncIterator[House]:
    _ready_folder(settings, programme.code)
    async with AsyncExitStack() as open_now:
        log = await SqliteLog.open(settings.log_file)
        open_now.push_async_callback(log.close)
        vault = await Vault.open(settings.vault_file)
        open_now.push_async_callback(vault.close)
        runtime = await Runtime.open(log, vault, programme.code)
        open_now.push_async_callback(runtime.close)
        planned = await runtime.submit(PlanProgramme(programme), SYSTEM, "")
        if not isinstance(planned, Accepted) and planned is not Refusal.NOTHING_CHANGED:
            raise Trouble(f"The programme could not be written to {settings.log_file}: {planned}.")
        address = Address(settings.url if settings.public else "", frozenset(settings.origins))
        yield House(runtime, vault, log, address)


def _ready_folder(settings: Settings, meeting: str) -> None:
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"The data folder {settings.data} cannot be made: {error.strerror}.") from error
    if not os.access(settings.data, os.W_OK | os.X_OK):
        raise Trouble(f"The data folder {settings.data} cannot be written.")
    known = known_links(settings.links_file)
    # The vault remembers by a poll's id that its ballots are sealed: two meetings would seal each other's.
    if known and known.meeting != meeting:
        raise Trouble(f"{settings.data} holds the meeting {known.meeting}; {meeting} needs another --data.")


def _listening(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
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


async def print_links(data: Path, url: str, renew: bool) -> None:
    """Print the private links, renewed if asked; without a url they begin as they did."""
    file, known = data / LINKS_FILE, known_links(data / LINKS_FILE)
    if known is None or not (data / VAULT_FILE).exists():
        raise Trouble(f"{data} has no links yet: `entaku serve` makes them at its first start.")
    vault = await Vault.open(data / VAULT_FILE)
    try:
        if renew:
            await vault.revoke_links()
        links = await ready_links(vault, file, url or known.url, known.meeting, known.private())
    finally:
        await vault.close()
    _announce(links, file)


def _announce(links: Links, file: Path) -> None:
    """Say where everybody comes in; the terminal belongs to the organiser."""
    segno.make(links.audience, error="m").terminal(compact=True, border=1)
    print(f"\n{links.meeting}  —  audience: {links.audience}\n")
    for (role, subject), address in links.private().items():
        print(f"  {f'{role} {subject}'.strip():<24} {address}")
    print(f"\nThe private links are also in {file}.", flush=True)
