"""WebSocket clients that others have written, under one roof: Python's `websockets` and Node's `ws`."""

import asyncio
import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

PATIENCE = 40.0
SCRIPT = Path(__file__).with_name("ws_client.mjs")
PATH = "/ws/audience/main?lang=en"
# What is broadcast to a hall may take more than a line of a pipe usually does.
LONGEST_LINE = 1 << 24


class Client(ABC):
    """A phone. What it was sent is in `html` and `answers`."""

    def __init__(self) -> None:
        self.extensions = ""
        self.html: list[str] = []
        self.answers: list[dict[str, Any]] = []
        self.pings = 0
        self.closed_with: int | None = None
        self._news = asyncio.Event()

    @abstractmethod
    async def say(self, *pieces: str) -> None:
        """Send a text, in so many frames."""

    @abstractmethod
    async def ping(self, words: str) -> None:
        """Send a ping, and wait for its own pong."""

    @abstractmethod
    async def close(self, code: int) -> None:
        """Close, and wait until the other side has agreed."""

    async def answer(self) -> dict[str, Any]:
        """The next message for this phone alone."""
        await self.until(lambda: bool(self.answers))
        return self.answers.pop(0)

    async def do(self, do: str, /, **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        id = secrets.token_urlsafe(15)
        await self.say(json.dumps({"id": id, "command": {"do": do, **fields}}))
        answer = await self.answer()
        assert answer["ack"] == id
        return answer

    async def until(self, condition: Any) -> None:
        """Wait until what has happened is enough."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def took(self, text: str) -> None:
        """A text came."""
        if text.startswith("{"):
            self.answers.append(json.loads(text))
        else:
            self.html.append(text)
        self._news.set()

    def heard(self) -> None:
        """Something else happened."""
        self._news.set()


class Websockets(Client):
    """Python's `websockets`."""

    def __init__(self, connection: ClientConnection) -> None:
        super().__init__()
        self._connection = connection
        assert connection.response
        self.extensions = connection.response.headers.get("Sec-WebSocket-Extensions", "")

    @classmethod
    @asynccontextmanager
    async def open(
        cls, origin: str, cookie: str, deflates: bool, path: str = PATH
    ) -> AsyncIterator["Websockets"]:
        """Connect; with its default compression, or none."""
        async with connect(
            origin.replace("http", "ws", 1) + path,
            origin=Origin(origin),
            additional_headers={"Cookie": cookie},
            compression="deflate" if deflates else None,
            max_size=None,
        ) as connection:
            client = cls(connection)
            reading = asyncio.create_task(client.read())
            yield client
            await connection.close()
            await reading

    async def read(self) -> None:
        """Take what comes until either side closes."""
        try:
            while True:
                self.took(str(await self._connection.recv(decode=True)))
        except ConnectionClosed:
            self.closed_with = self._connection.close_code
            self.heard()

    async def say(self, *pieces: str) -> None:
        await self._connection.send(pieces[0] if len(pieces) == 1 else list(pieces))

    async def ping(self, words: str) -> None:
        async with asyncio.timeout(PATIENCE):
            await (await self._connection.ping(words))

    async def close(self, code: int) -> None:
        await self._connection.close(code)
        await self.until(lambda: self.closed_with is not None)


class Ws(Client):
    """Node's `ws`, in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        super().__init__()
        self._process = process
        self._pongs: list[str] = []

    @classmethod
    @asynccontextmanager
    async def open(cls, origin: str, cookie: str, deflates: bool) -> AsyncIterator["Ws"]:
        """Connect; with compression of every message, or none."""
        pipe = asyncio.subprocess.PIPE
        address = origin.replace("http", "ws", 1) + PATH
        process = await asyncio.create_subprocess_exec(
            "node", str(SCRIPT), address, origin, cookie, str(deflates).lower(), stdin=pipe, stdout=pipe,
            limit=LONGEST_LINE,
        )  # fmt: skip
        client = cls(process)
        reading = asyncio.create_task(client.read())
        try:
            await client.until(lambda: client.is_open)
            yield client
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await reading

    is_open = False

    async def read(self) -> None:
        """Take what it says until it ends."""
        assert self._process.stdout
        async for line in self._process.stdout:
            self._note(json.loads(line))

    def _note(self, told: dict[str, Any]) -> None:
        match told["is"]:
            case "text":
                self.took(told["words"])
            case "open":
                self.is_open, self.extensions = True, told["extensions"]
            case "ping":
                self.pings += 1
            case "pong":
                self._pongs.append(told["words"])
            case "closed":
                self.closed_with = told["code"]
            case other:
                raise AssertionError(f"{other}: {told}")
        self.heard()

    async def say(self, *pieces: str) -> None:
        self._tell({"do": "text", "pieces": pieces})

    async def ping(self, words: str) -> None:
        self._tell({"do": "ping", "words": words})
        await self.until(lambda: words in self._pongs)

    async def close(self, code: int) -> None:
        self._tell({"do": "close", "code": code, "words": "bye"})
        await self.until(lambda: self.closed_with is not None)

    def _tell(self, told: dict[str, Sequence[str] | str | int]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(told).encode() + b"\n")


KINDS: dict[str, type[Websockets] | type[Ws]] = {"websockets": Websockets, "ws": Ws}
