"""Where to rehearse, and whether that is allowed: this machine, or a meeting that says it is a rehearsal."""

import asyncio
import errno
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from server.settings import USUAL_PORTS, Trouble, as_origin


@dataclass(frozen=True)
class Target:
    """A server as every phone reaches it; the address is looked up once, so that what was checked is used."""

    origin: str
    host: str
    address: str
    port: int
    tls: ssl.SSLContext | None = None

    @property
    def netloc(self) -> str:
        """What a browser says in `Host`."""
        return self.origin.partition("://")[2]


async def find_target(url: str) -> Target:
    """The server at this address; raises `Trouble` if there is no such address."""
    origin = as_origin(url)
    parts = urlsplit(origin)
    host, port = parts.hostname or "", parts.port or USUAL_PORTS[parts.scheme]
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Trouble(f"{host} has no address: {error.strerror}.") from error
    # A name such as localhost may have an address of each kind while the server listens on the older one.
    addresses = sorted({str(one[4][0]) for one in found}, key=lambda one: (":" in one, one))
    tls = ssl.create_default_context() if parts.scheme == "https" else None
    return Target(origin, host, addresses[0], port, tls)


def is_own_machine(address: str) -> bool:
    """Whether an address is one of this machine's; nothing is sent to find out."""
    place = ipaddress.ip_address(address.partition("%")[0])
    if place.is_loopback or place.is_multicast or place.is_unspecified:
        return place.is_loopback
    with socket.socket(socket.AF_INET6 if place.version == 6 else socket.AF_INET) as probe:
        try:
            probe.bind((address, 0))
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL:
                raise Trouble(f"This machine cannot tell whether {address} is its own: {error}.") from error
            return False
    return True


def refuse_uninvited(target: Target, marked: bool) -> None:
    """Raise `Trouble` unless this machine is meant or the meeting is marked as a rehearsal."""
    if not marked and not is_own_machine(target.address):
        raise Trouble(
            f"{target.origin} is another machine, and its meeting is not a rehearsal: its organiser can write"
            " rehearsal = true at the top of the programme's file and start the server again."
        )
