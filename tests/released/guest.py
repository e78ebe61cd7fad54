"""One browser at a meeting, driven over HTTP and WebSocket, and what is kept of it in a fixture."""

import json
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec

from tests.faults.desk import browser
from tests.web.clients import Websockets

MEETING, HALL = "AIX7", "main"
_SHOWN = re.compile(r'<input id="address"[^>]* value="[^"]*(/in/[^"]+)"')


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """A participant of a fixture: the cookies of their browser, and what they left in the meeting.

    `questions` are those that still exist, with their status; `ballots` are the choices in open polls.
    """

    name: str
    cookies: dict[str, str]
    questions: dict[str, str] = {}
    ballots: dict[str, str] = {}


class Guest:
    """Somebody with a browser; `view` is the screen as which it acts."""

    def __init__(self, name: str, client: httpx.AsyncClient, view: str) -> None:
        self.name, self.client, self._view = name, client, view

    @classmethod
    @asynccontextmanager
    async def coming(
        cls, origin: str, address: str, name: str = "", view: str = ""
    ) -> AsyncIterator["Guest"]:
        """Open an address: a private link, or the page of the audience."""
        async with browser(origin) as client:
            answer = await client.get(address)
            assert answer.status_code in {200, 303}, answer
            yield cls(name, client, view or "audience")

    @property
    def cookie(self) -> str:
        """What a socket sends to be let in."""
        return "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())

    async def do(self, command: str, **fields: Any) -> dict[str, str]:
        """The answer to a command that goes over HTTP."""
        headers = {"Accept": "application/json"}
        answer = await self.client.post(
            f"/do/{command}", params={"as": self._view}, json=fields, headers=headers
        )
        found: dict[str, str] = answer.json()
        return found

    async def done(self, command: str, **fields: Any) -> None:
        """Carry out a command that must be accepted, over HTTP."""
        answer = await self.do(command, **fields)
        assert "seq" in answer, (self.name, command, fields, answer)

    async def say(self, command: str, **fields: Any) -> None:
        """Carry out a command that must be accepted, over a socket as phones do."""
        async with self.socket() as socket:
            answer = await socket.do(command, **fields)
        assert "seq" in answer, (self.name, command, fields, answer)

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[Websockets]:
        """The socket of this guest's screen."""
        origin, path = str(self.client.base_url).rstrip("/"), f"/ws/{self._view}/{HALL}?lang=en"
        async with Websockets.open(origin, self.cookie, deflates=True, path=path) as socket:
            yield socket

    async def ask(self, text: str, session: str = "rt1", **fields: Any) -> str:
        """Ask a question, and give its id."""
        question = secrets.token_urlsafe(15)
        await self.say("ask", question=question, session=session, text=text, **fields)
        return question

    async def invite(self, name: str, role: str) -> tuple[str, str]:
        """Make a private link as the organiser; gives its id and its path."""
        link = secrets.token_urlsafe(15)
        page = await self.client.post("/staff/invite", data={"link": link, "name": name, "role": role})
        return link, _address(page)

    async def renew(self, link: str, seen: int) -> str:
        """Make another address for a link; gives its path."""
        return _address(await self.client.post("/staff/renew", data={"link": link, "seen": str(seen)}))

    async def revoke(self, link: str) -> None:
        """End a link."""
        assert (await self.client.post("/staff/revoke", data={"link": link})).status_code == 303

    async def mine(self) -> dict[str, Any]:
        """What `/state/me` says."""
        answer = await self.client.get(f"/state/me/{HALL}")
        found: dict[str, Any] = json.loads(answer.text)
        return found

    async def kept(self) -> Kept:
        """What a fixture remembers of this participant."""
        mine = await self.mine()
        questions = {one["question"]: one["status"] for one in mine["questions"]}
        ballots = {one["poll"]: one["choice"][0] for one in mine["ballots"]}
        return Kept(self.name, dict(self.client.cookies), questions, ballots)


def _address(page: httpx.Response) -> str:
    (address,) = _SHOWN.findall(page.text)
    return str(address)
