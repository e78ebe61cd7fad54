"""A moderator's browser, and how a browser looks at what workers show."""

import asyncio
from typing import Any

import httpx

from tests.faults.agreement import Seen, without_presence
from tests.faults.history import LATER
from tests.faults.waiting import PATIENCE

HALL = "main"


def browser(origin: str, cookies: httpx.Cookies | None = None) -> httpx.AsyncClient:
    """Somebody's browser, which opens a line for every request and has no use for certificates."""
    return httpx.AsyncClient(
        base_url=origin,
        headers={"Origin": origin},
        cookies=cookies,
        timeout=20,
        limits=httpx.Limits(max_keepalive_connections=0),
        verify=False,
    )


async def looked_at(origin: str, looks: int, cookies: httpx.Cookies) -> list[Seen]:
    """What the workers at an address show: each look is a new line, which any of them may take."""
    async with browser(origin, cookies) as client:
        return [await _look(client) for _ in range(looks)]


async def _look(client: httpx.AsyncClient) -> Seen:
    shown = await client.get(f"/state/projector/{HALL}")
    projectors = {HALL: without_presence(shown.json())}
    return Seen(f"a worker at {client.base_url}", int(shown.headers["entaku-seq"]), projectors)


class Desk:
    """A moderator with a browser, who sends a command under the same id until it is answered."""

    def __init__(self, origin: str, token: str) -> None:
        self._origin, self._token = origin, token
        self.cookies = httpx.Cookies()

    @property
    def cookie(self) -> str:
        """What a socket sends to be let in."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def come_in(self) -> "Desk":
        """Exchange the link for a pass."""
        async with browser(self._origin) as client:
            assert (await client.get(f"/in/{self._token}")).status_code == 303
            self.cookies = client.cookies
        return self

    async def done(self, op: str, id: str, **fields: Any) -> None:
        """Carry out a command that must be accepted."""
        answer = await self.do(op, id, **fields)
        assert "seq" in answer, (op, answer)

    async def do(self, op: str, id: str, **fields: Any) -> dict[str, str]:
        """The last word on a command."""
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self._ask(op, {"id": id, **fields})
                if answer and answer.get("refused") not in LATER:
                    return answer
                await asyncio.sleep(0.2)

    async def _ask(self, op: str, fields: dict[str, Any]) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        try:
            async with browser(self._origin, self.cookies) as client:
                answer = await client.post(f"/do/{op}", params={"as": "desk"}, json=fields, headers=headers)
                found: dict[str, str] = answer.json()
                return found
        except httpx.TransportError:
            return {}
