"""A voter with a phone: what it sends, and what whoever stands beside it can see."""

import asyncio
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

from tests.cli.entaku import CODE
from tests.faults.desk import browser
from tests.faults.wire import Wire
from tests.secrecy.poll import CLOSED, Group, Person
from tests.visits import visited

# What "the same moment" is: a phone that comes back sends everything that it has kept.
MOMENT = 0.002
PATIENCE = 20.0


class Voter:
    """Comes, votes, and stays until the end."""

    def __init__(self, origin: str, group: Group) -> None:
        self.group, self._origin, self._cookie = group, origin, ""
        self._wire: Wire | None = None
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._voted: list[int] = []
        self._ids: list[str] = []

    @property
    def person(self) -> Person:
        """What an attacker may know of this voter."""
        return Person.of(self._cookie, self.group)._replace(voted=tuple(self._voted), ids=tuple(self._ids))

    async def come(self) -> None:
        """Visit the page, and open the socket if there are scripts."""
        self._cookie = self._cookie or await visited(self._origin, CODE)
        await self.look()
        if self.group is not Group.WITHOUT_SCRIPTS:
            self._wire = await Wire.open(self._origin, "/ws/audience/main?lang=en", self._cookie, self._took)

    async def look(self) -> None:
        """Load the page again, with all that it says about oneself."""
        async with browser(self._origin) as client:
            assert (await client.get(f"/m/{CODE}", headers={"Cookie": self._cookie})).status_code == 200

    async def vote(self, choice: str, poll: str = CLOSED, again: bool = False) -> None:
        """Cast a ballot by the means that this phone has; `again`: twice under the same id."""
        if self._wire:
            frame = self.frame("vote", poll=poll, choice=[choice])
            await self.send(frame, *([frame] if again else []))
        else:
            await self.post("vote", poll=poll, choice=choice)
        if poll == CLOSED:
            self._voted.append(int(time.time() * 1000))

    async def vote_with(self, choice: str, other: bytes, first: bool, apart: bool) -> None:
        """Cast a ballot and do something else at the same moment: before it or after it, or in one go."""
        ballot = self.frame("vote", poll=CLOSED, choice=[choice])
        await self.send(*((other, ballot) if first else (ballot, other)), apart=MOMENT if apart else 0.0)
        self._voted.append(int(time.time() * 1000))

    def frame(self, command: str, **fields: Any) -> bytes:
        """A command under a new id, as the page's script mints it."""
        id = secrets.token_hex(16)
        if fields.get("poll") == CLOSED:
            self._ids.append(id)
        return json.dumps({"id": id, "command": {**fields, "do": command}}, separators=(",", ":")).encode()

    async def send(self, *frames: bytes, apart: float = 0.0) -> None:
        """Send frames, and wait until each is accepted."""
        assert self._wire
        ids = [str(json.loads(frame)["id"]) for frame in frames]
        for id in ids:
            self._answers.setdefault(id, asyncio.get_running_loop().create_future())
        for frame in frames:
            self._wire.send(frame)
            if apart:
                await asyncio.sleep(apart)
        for id in dict.fromkeys(ids):
            answer = await asyncio.wait_for(self._answers[id], PATIENCE)
            assert "seq" in answer, (frames, answer)

    async def post(self, command: str, **fields: str) -> None:
        """Send a form, and follow to the page that answers it."""
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        async with browser(self._origin) as client:
            answer = await client.post(f"/do/{command}", content=urlencode(fields), headers=headers)
            assert answer.status_code == 303, answer.text
            assert "said=ok" in answer.headers["location"], answer.headers
            await client.get(answer.headers["location"], headers=headers)

    def leave(self) -> None:
        """Cut the line."""
        if self._wire:
            self._wire.cut()
            self._wire = None

    def _took(self, message: bytes) -> None:
        if message.startswith(b"{"):
            answer = json.loads(message)
            waiting = self._answers.get(answer.get("ack", ""))
            if waiting and not waiting.done():
                waiting.set_result(answer)
