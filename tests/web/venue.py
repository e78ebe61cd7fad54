"""A small meeting that is served for a test, and the people who come to it."""

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from moderation.permissions import Role
from server.live.runtime import Runtime
from server.log.base import Log
from server.log.vault import Vault
from server.room.base import Actor, Command
from server.room.programme import Hall, Option, Poll, PreparedQuestion, Programme, Session, Speaker
from server.room.wording import Text
from server.web.doors import cookie_name
from server.web.house import House
from server.web.orders import new_id

CODE = "PORT24"
MODERATOR = Actor("test-moderator", "moderator")

PROGRAMME = Programme(
    code=CODE,
    title=Text("Deux ports", "二つの港", "Two ports"),
    halls=(Hall("main", Text(fr="Lumière")), Hall("side", Text(fr="Mistral"))),
    sessions=(
        Session(
            id="talk",
            hall="main",
            kind="round-table",
            title=Text(fr="L'eau", en="Water"),
            speakers=(Speaker("tours", Text(fr="Tours")), Speaker("kobe", Text(ja="神戸"), language="ja")),
            questions=(PreparedQuestion("why", Text(fr="Pourquoi ?", en="Why?")),),
            polls=(
                Poll(
                    "where", Text(en="Where?"), (Option("a", Text(en="Here")), Option("b", Text(en="There")))
                ),
                Poll(
                    "which",
                    Text(en="Which?"),
                    (Option("a", Text(en="One")), Option("b", Text(en="Two"))),
                    kind="multiple",
                ),
            ),
        ),
        Session(
            id="craft",
            hall="side",
            kind="workshop",
            title=Text(en="Craft"),
            speakers=(Speaker("nara", Text(ja="奈良")),),
        ),
    ),
)


class Screen:
    """A socket as a page has it."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, do: str, id: str = "", **fields: Any) -> str:
        """Send a command; gives its id."""
        id = id or new_id()
        await self.connection.send(json.dumps({"id": id, "command": {"do": do, **fields}}))
        return id

    async def next(self) -> str:
        """The next message; a test must fail rather than wait for ever."""
        async with asyncio.timeout(20):
            return str(await self.connection.recv())

    async def answer(self) -> dict[str, Any]:
        """The next message that is for this page alone."""
        while True:
            message = await self.next()
            if message.startswith("{"):
                return dict(json.loads(message))

    async def html(self, containing: str = "") -> str:
        """The next parts, or the next ones that contain something."""
        while True:
            message = await self.next()
            if not message.startswith("{") and containing in message:
                return message

    async def do(self, do: str, id: str = "", **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        await self.send(do, id, **fields)
        return await self.answer()

    async def closed(self) -> int | None:
        """The code with which the server closes."""
        async with asyncio.timeout(20):
            await self.connection.wait_closed()
        return self.connection.close_code


class Browser(httpx.AsyncClient):
    """Someone's browser: it keeps cookies and says where its requests come from."""

    def __init__(self, origin: str, leaving: AsyncExitStack) -> None:
        super().__init__(base_url=origin, headers={"Origin": origin}, timeout=20)
        self.origin, self._leaving = origin, leaving

    async def command(self, do: str, view: str = "audience", **fields: Any) -> httpx.Response:
        """A command as a machine sends it."""
        return await self.post(
            f"/do/{do}", params={"as": view}, json=fields, headers={"Accept": "application/json"}
        )

    async def form(self, do: str, view: str = "audience", **fields: Any) -> httpx.Response:
        """A command as a page without JavaScript sends it."""
        return await self.post(f"/do/{do}", params={"as": view}, data=fields)

    async def screen(self, view: str = "audience", hall: str = "main", **query: str) -> Screen:
        """A socket with this browser's cookies."""
        address = httpx.URL(f"{self.origin.replace('http', 'ws', 1)}/ws/{view}/{hall}", params=query)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies.jar)
        headers = {"Cookie": cookies} if cookies else {}
        connection = await connect(
            str(address),
            origin=Origin(self.origin),
            additional_headers=headers,
            compression=None,
            max_size=None,
            max_queue=None,  # with unread messages in its way, closing would take ten seconds
        )
        self._leaving.push_async_callback(connection.close)
        return Screen(connection)


@dataclass
class Venue:
    """A meeting that is being served."""

    origin: str
    house: House
    runtime: Runtime
    vault: Vault
    log: Log
    leaving: AsyncExitStack

    def cookie(self, prefix: str = "") -> str:
        """What somebody sends as `Cookie` who was on the page; under TLS `prefix` goes before its name."""
        name = cookie_name(self.house, Role.AUDIENCE)
        return f"{prefix}{name}={self.house.participants.mint(self.runtime.now())}"

    async def stranger(self) -> Browser:
        """A browser that was never here."""
        return await self.leaving.enter_async_context(Browser(self.origin, self.leaving))

    async def phone(self) -> Browser:
        """A browser with the audience's page open."""
        browser = await self.stranger()
        assert (await browser.get(f"/m/{CODE}")).status_code == 200
        return browser

    async def staff(self, role: str, subject: str = "") -> Browser:
        """A browser that came in by a private link."""
        browser = await self.stranger()
        token = await self.vault.mint_link(role, subject)
        assert (await browser.get(f"/in/{token}")).status_code == 303
        return browser

    async def do(self, *commands: Command) -> Self:
        """Carry commands out as a moderator would."""
        for command in commands:
            answer = await self.runtime.submit(command, MODERATOR, "")
            assert not isinstance(answer, str), answer
        return self
