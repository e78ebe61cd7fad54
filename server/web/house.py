"""The house: what every request needs of the meeting that runs here, and how the outside reaches it."""

import asyncio
import logging
import re
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self, cast

from starlette.requests import HTTPConnection

from server.live.runtime import Runtime
from server.log.base import Log, LogFull, LogUnavailable
from server.log.storage import Storage
from server.log.vault import KEY_BYTES, Vault
from server.room.codec import Entry
from server.room.electorate import code_rotates
from server.room.state import State
from server.web.limits import Limits
from server.web.newcomers import Crowd
from server.web.participants import Participants
from server.web.patrol import Patrol
from server.web.rotating_key import key_at, opens

log_ = logging.getLogger("entaku.web")

_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,255}")
AGAIN_AFTER = 1.0  # seconds
# The rules of the first release whose workers sign participants' tokens.
FIRST_TO_SIGN = 2
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
    """One meeting as the edges see it. Make one with `House.open`."""

    runtime: Runtime
    storage: Storage
    participants: Participants
    crowd: Crowd
    address: Address = Address()
    limits: Limits = field(default_factory=Limits)
    patrol: Patrol = field(default_factory=Patrol)
    _renewing: set[asyncio.Task[None]] = field(default_factory=set)

    @classmethod
    async def open(
        cls, runtime: Runtime, storage: Storage, address: Address = Address(), limits: Limits | None = None
    ) -> Self:
        """The house of a meeting that runs; raises LogUnavailable or LogFull."""
        key = await storage.vault.signing_key(secrets.token_bytes(KEY_BYTES))
        limits = limits or Limits()
        crowd = Crowd(runtime.hub, runtime.people_elsewhere, limits.clock)
        house = cls(runtime, storage, Participants(runtime.meeting, key), crowd, address, limits)
        runtime.show_key(house.newcomers_key)
        if storage.shared:
            runtime.overheard, runtime.renewed = house._charge, house._renew
        return house

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
    def is_mixed(self) -> bool:
        """Whether workers that sign nobody's token may serve this meeting, too."""
        return self.storage.shared and self.state.rules < FIRST_TO_SIGN

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

    def newcomers_key(self) -> str:
        """What newcomers need beside the code now; empty while the code alone opens."""
        return key_at(self.participants.key, self.runtime.now()) if code_rotates(self.state) else ""

    def lets_in(self, key: str) -> bool:
        """Whether somebody who knows the code, and this key or none, may come in."""
        return not code_rotates(self.state) or opens(self.participants.key, key, self.runtime.now())

    def _renew(self) -> None:
        """The storage has lost something, which may be the key: all workers agree on one that they have."""
        renewing = asyncio.create_task(self._agree_on_a_key(), name="agree on a key")
        self._renewing.add(renewing)
        renewing.add_done_callback(self._renewing.discard)

    async def _agree_on_a_key(self) -> None:
        while True:
            try:
                self.participants.use(await self.storage.vault.signing_key(self.participants.key))
            except (LogFull, LogUnavailable) as error:
                log_.warning("the key of participants could not be put back yet: %s", error)
                await asyncio.sleep(AGAIN_AFTER)
            else:
                return

    def _charge(self, entry: Entry) -> None:
        """What somebody does by way of another worker counts for how fast they may act here."""
        if entry.event:
            self.limits.charge(entry.event, entry.stamp.role, entry.stamp.by, self.crowd)


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
