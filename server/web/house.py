"""The house: what every request needs of the meeting that runs here, and how the outside reaches it."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from starlette.requests import HTTPConnection

from server.live.runtime import Runtime
from server.log.base import Log
from server.log.storage import Storage
from server.log.vault import Vault
from server.room.codec import Entry
from server.room.state import State
from server.web.limits import Limits
from server.web.patrol import Patrol

_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,255}")
# Some proxies name the scheme of a socket as that of a page, others as its own.
_SECURE = frozenset({"https", "wss"})


@dataclass(frozen=True)
class Address:
    """How this server is reached: its public address if it is known, and other origins that may act here."""

    public_url: str = ""
    origins: frozenset[str] = frozenset()

    @cached_property
    def public_origin(self) -> str:
        """The origin of the pages under the public address."""
        return "/".join(self.public_url.split("/")[:3])


@dataclass(frozen=True)
class House:
    """One meeting as the edges see it."""

    runtime: Runtime
    storage: Storage
    address: Address = Address()
    limits: Limits = field(default_factory=Limits)
    patrol: Patrol = field(default_factory=Patrol)

    def __post_init__(self) -> None:
        if self.storage.shared:
            self.runtime.overheard = self._charge

    @property
    def vault(self) -> Vault:
        """Who may enter, and the keys of ballots."""
        return self.storage.vault

    @property
    def log(self) -> Log:
        """The log of the meeting."""
        return self.storage.log

    @property
    def state(self) -> State:
        """The state of the meeting, to be read only."""
        return self.runtime.state

    @property
    def halls(self) -> tuple[str, ...]:
        """The halls of the programme, in its order."""
        plan = self.state.programme
        return tuple(hall.id for hall in plan.halls) if plan else ()

    @property
    def main_hall(self) -> str:
        """The hall that a newcomer sees: the first one with a live session, else the first one."""
        live = (hall for hall in self.halls if self.state.halls[hall].session)
        return next(live, next(iter(self.halls), ""))

    def _charge(self, entry: Entry) -> None:
        """What somebody does by way of another worker counts for how fast they may act here."""
        if entry.event:
            self.limits.charge(entry.event, entry.stamp.role, entry.stamp.by)


def house_of(connection: HTTPConnection) -> House:
    """The house that a connection came to."""
    return cast(House, connection.app.state.house)


def is_secure(connection: HTTPConnection) -> bool:
    """Whether the person came over TLS, be it as far as a proxy before this server.

    Nothing is gained by a false header: it concerns the sender's own cookies and origin only.
    """
    forwarded = connection.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    public = house_of(connection).address.public_origin
    return (
        connection.scope["scheme"] in _SECURE
        or forwarded in _SECURE
        or public == f"https://{host_of(connection)}"
    )


def host_of(connection: HTTPConnection) -> str:
    """The host that the request names, or an empty string if it is none that could be ours."""
    host = connection.headers.get("host", "")
    return host if _HOST.fullmatch(host) else ""


def own_origin(connection: HTTPConnection) -> str:
    """The origin of this server as the request sees it."""
    scheme = "https" if is_secure(connection) else "http"
    return f"{scheme}://{host_of(connection)}"


def public_base(connection: HTTPConnection) -> str:
    """The address to give to people, without a slash at its end."""
    return house_of(connection).address.public_url.rstrip("/") or own_origin(connection)
