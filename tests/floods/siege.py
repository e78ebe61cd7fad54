"""A server under siege: a process of its own with honest people in it, and what it took in the end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from moderation.permissions import Role
from server.log.storage import in_folder
from tests.cli.entaku import Server
from tests.faults.checker import check_commands, check_polls, require_none
from tests.faults.copies import copy_keys
from tests.faults.desk import Desk
from tests.faults.ledger import Ledger
from tests.faults.waiting import until
from tests.faults.worker import new_id
from tests.floods.attacks import Attack, Flood, flooding
from tests.floods.honest import POLL, SESSION, Honest
from tests.floods.plain import CODE

KIB = 1024
LEAST_EACH = 100  # commands or guesses of one attacker


class Strength(NamedTuple):
    """How hard and how long: `arrivals` honest people come each second meanwhile, a share of whom `asks`."""

    seconds: float
    connections: int
    present: int
    arrivals: float
    sockets: int
    asks: float


@dataclass
class Siege:
    """What a test has: who is honest, and what the server takes. `ledger` is there when it is over."""

    server: Server
    honest: Honest
    strength: Strength
    memory: int = 0
    ledger: Ledger | None = None

    async def under(self, attack: Attack, times: int) -> Flood:
        """Honest people take part while so many attackers do what they do."""
        first = self.honest.history.acknowledged("ask")[0]
        flood = Flood(self.server.url, first.id)
        before = self._resident()
        async with flooding(flood, attack, times):
            await self.honest.take_part(self.strength.seconds, self.strength.arrivals, self.strength.asks)
            # On a slow machine it takes longer until it is a flood.
            await until(lambda: flood.sent >= times * LEAST_EACH)
        self.memory = self._resident() - before
        return flood

    def made_up(self) -> int:
        """How many entries of the log are of people who are not honest."""
        assert self.ledger
        theirs = [entry for entry in self.ledger.entries if entry.stamp.role == Role.AUDIENCE]
        return len(theirs) - len(self.honest.history.acknowledged())

    def disk(self) -> int:
        """Bytes of the data folder."""
        return sum(file.stat().st_size for file in self.server.data.rglob("*") if file.is_file())

    def figures(self) -> str:
        """What it took."""
        assert self.ledger
        disk, memory = self.disk() // KIB, self.memory // KIB
        return f"{self.ledger.head} entries, {disk} KiB on disk, {memory} KiB of memory more"

    def _resident(self) -> int:
        status = Path(f"/proc/{self.server.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * KIB

    async def over(self) -> None:
        """Close the poll, stop the server, and hold what honest people saw against the log."""
        copy_keys(self.server.data)
        await self.honest.desk.done("close-poll", new_id(), poll=POLL)
        assert await asyncio.to_thread(self.server.stop) == 0
        async with in_folder(self.server.data) as storage:
            self.ledger = await Ledger.read(storage.log, CODE)
        acts = self.honest.history.acts
        require_none(check_commands(acts, self.ledger) + check_polls(acts, self.ledger))
        assert "Traceback" not in self.server.said, self.server.said


@asynccontextmanager
async def besieged(folder: Path, strength: Strength) -> AsyncIterator[Siege]:
    """Serve until the block ends; a poll is open, questions are published, and somebody has asked one."""
    server = Server(folder)
    await asyncio.to_thread(server.start)
    try:
        desk = await Desk(server.url, server.links["moderator"].rpartition("/")[2]).come_in()
        await desk.done("start-session", new_id(), session=SESSION)
        await desk.done("set-review-mode", new_id(), session=SESSION, mode="publish")
        await desk.done("open-poll", new_id(), poll=POLL)
        async with Honest(server.url, desk).here() as honest:
            honest.ask(await honest.come())
            await honest.settle(strength.present)
            await honest.answered()
            yield Siege(server, honest, strength)
    finally:
        server.clear_away()
