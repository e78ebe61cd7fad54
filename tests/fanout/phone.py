"""A phone of a hall: it takes what it is sent when it likes, and shows it."""

import asyncio
import json
import secrets
import socket
import ssl
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

from tests.faults.sight import Sight
from tests.faults.wire import HANDSHAKE, Wire
from tests.web.raw import CLOSE, close_body, frame

# A receive buffer so small that what a phone does not take waits at the server.
NARROW = 4096
PATIENCE = 60.0


class Phone(Wire):
    """Somebody's screen, on a connection of its own; `html` is all that was broadcast to it, in order."""

    def __init__(self, handshake: bytes, name: str, view: str) -> None:
        super().__init__(handshake, self._take)
        self.sight = Sight(name, view)
        self.question = ""
        self.html: list[str] = []
        self.answers: list[str] = []
        self.size = 0
        self._is_connected = False
        self.news = asyncio.Event()

    @classmethod
    def to(cls, origin: str, cookie: str, view: str = "audience", question: str = "lang=en") -> Self:
        """One that wants to come in."""
        path, host = f"/ws/{view}/main?{question}", urlsplit(origin).netloc
        asked = HANDSHAKE.format(path=path, host=host, origin=origin, cookie=cookie)
        phone = cls(asked.encode(), cookie[-8:], view)
        phone.question = question
        return phone

    async def come(self, port: int, *, narrow: bool = False, tls: ssl.SSLContext | None = None) -> Self:
        """Connect, and wait until it is in."""
        await self.knock(port, narrow=narrow, tls=tls)
        async with asyncio.timeout(PATIENCE):
            assert await self.opened, "it was not let in"
        return self

    async def knock(self, port: int, *, narrow: bool = False, tls: ssl.SSLContext | None = None) -> None:
        """Connect and ask to be let in."""
        plug = socket.socket()
        plug.setblocking(False)
        if narrow:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(plug, ("127.0.0.1", port))
        name = "localhost" if tls else None
        await loop.create_connection(lambda: self, sock=plug, ssl=tls, server_hostname=name)

    def rush(self, port: int) -> socket.socket:
        """Ask to be let in without waiting for anything: nobody on this event loop comes between."""
        plug = socket.create_connection(("127.0.0.1", port))
        plug.sendall(self._handshake)
        plug.setblocking(False)
        self._handshake = b""
        return plug

    async def attend(self, plug: socket.socket) -> None:
        """Hear what is answered to a rush."""
        await asyncio.get_running_loop().create_connection(lambda: self, sock=plug)

    def stop_reading(self) -> None:
        """Take nothing more, as a phone does that has lost its network, or is asleep."""
        self._transport.pause_reading()

    def read_on(self) -> None:
        """Take what waits."""
        self._transport.resume_reading()

    async def greeted(self) -> None:
        """Wait until it has been shown its page."""
        await self.until(lambda: self.sight.wholes > 0)

    def speaks(self, lang: str) -> bool:
        """Whether this is its language."""
        return self.question == f"lang={lang}"

    def say_goodbye(self) -> None:
        """Close as a browser does that leaves the page."""
        self._transport.write(frame(CLOSE, close_body(1001)))

    def hang_up(self) -> None:
        """End the connection without a word."""
        self._transport.close()

    async def do(self, name: str, **fields: object) -> None:
        """Send a command and wait until it has been accepted."""
        id, answered = secrets.token_urlsafe(15), len(self.answers)
        self.send(json.dumps({"id": id, "command": {"do": name, **fields}}).encode())
        await self.until(lambda: len(self.answers) > answered)
        assert json.loads(self.answers[answered]).keys() == {"ack", "seq"}

    async def shows(self, words: str) -> None:
        """Wait until a broadcast has these words."""
        await self.until(lambda: any(words in one for one in self.html))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until what has come is enough."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self.news.clear()
                await self.news.wait()

    def cut(self) -> None:
        """End it at once, if it has begun."""
        if self._is_connected:
            super().cut()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._is_connected = True
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self.size += len(data)
        super().data_received(data)

    def _take(self, message: bytes) -> None:
        text = message.decode()
        if text.startswith("{"):
            self.answers.append(text)
        else:
            self.html.append(text)
            self.sight.take(text)
        self.news.set()
