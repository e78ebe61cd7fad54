"""The one connection by which a worker hears the others, and itself: so it notices when it hears nobody."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Self, TypeAlias

from redis.asyncio.connection import AbstractConnection

from server.log.base import LogFull, LogUnavailable
from server.log.redis import keys
from server.log.redis.address import PATIENCE
from server.log.redis.clock import Clock
from server.log.redis.link import RedisLink
from server.log.redis.refusals import FAILURES, refusal

BEAT = 1.5  # seconds between two words to itself
SILENCE = 4.5  # seconds after which the connection counts as dead, whatever it looks like
BREATH = 0.2

log = logging.getLogger("entaku.log")

Heard: TypeAlias = Callable[[bytes], None]
Subscribed: TypeAlias = Callable[[], None]


class _Channel:
    """Who listens to a channel, and whether Redis has said that it will send what is published there."""

    def __init__(self) -> None:
        self.listeners: list[tuple[Heard, Subscribed]] = []
        self.open = asyncio.Event()


class Subscription:
    """Messages may be lost, with a connection or before one: whoever listens is told when it begins anew."""

    def __init__(self, link: RedisLink, clock: Clock) -> None:
        self._link = link
        self._clock = clock
        self._beat = keys.beat(link.name)
        self._channels: dict[str, _Channel] = {}
        self._connection: AbstractConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def open(cls, link: RedisLink, clock: Clock) -> Self:
        """Begin to listen; raises LogUnavailable if that cannot be."""
        subscription = cls(link, clock)
        try:
            await subscription._connect()
        except BaseException as error:
            await subscription._drop()
            if isinstance(error, FAILURES):
                raise refusal(link.said, error) from error
            raise
        subscription._tasks = [
            asyncio.create_task(work()) for work in (subscription._listen, subscription._keep_beating)
        ]
        return subscription

    @asynccontextmanager
    async def hear(self, name: str, heard: Heard, subscribed: Subscribed) -> AsyncIterator[None]:
        """Call `heard` with each message on a channel, and `subscribed` when messages may have been missed.

        The block begins once Redis sends what is published there, or soon anyway if it does not answer.
        """
        new = name not in self._channels
        channel = self._channels.setdefault(name, _Channel())
        listener = heard, subscribed
        channel.listeners.append(listener)
        try:
            if new:
                await self._say("SUBSCRIBE", name)
            # Not wait_for, which in Python 3.11 may swallow a cancellation that comes at the same moment.
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await channel.open.wait()
            yield
        finally:
            channel.listeners.remove(listener)
            if not channel.listeners:
                del self._channels[name]
                await self._say("UNSUBSCRIBE", name)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._drop()

    async def _listen(self) -> None:
        while True:
            connected = False
            try:
                await self._connect()
                connected = True
                await self._hear_all()
            except FAILURES as error:  # whoever writes or reads tells what is wrong with Redis
                # Of an outage its beginning is told, not every attempt to end it.
                how_loud = logging.INFO if connected else logging.DEBUG
                log.log(how_loud, "%s The bell is subscribed to anew.", refusal(self._link.said, error))
            except Exception:
                log.exception("The bell is subscribed to anew.")
            await self._drop()
            await asyncio.sleep(BREATH)

    async def _connect(self) -> None:
        if self._connection is not None:
            return
        connection = self._link.connection()
        try:
            async with asyncio.timeout(PATIENCE):
                await connection.connect()  # type: ignore[no-untyped-call]
        finally:
            self._connection = connection
        await connection.send_command("SUBSCRIBE", self._beat, *self._channels)
        async with asyncio.timeout(PATIENCE):
            self._take(await connection.read_response())

    async def _hear_all(self) -> None:
        """Return once nothing has been heard for so long that the connection must be dead."""
        while self._connection is not None:
            message = await self._connection.read_response(timeout=SILENCE)
            if message is None:
                return
            self._take(message)

    def _take(self, message: list[Any]) -> None:
        kind, name, data = message
        channel = self._channels.get(name.decode())
        if channel is None:
            return
        if kind == b"subscribe":
            channel.open.set()
        for heard, subscribed in channel.listeners:
            # A listener that stumbles is reported by the loop, and costs nobody else a message.
            if kind == b"message":
                asyncio.get_running_loop().call_soon(heard, data)
            elif kind == b"subscribe":
                asyncio.get_running_loop().call_soon(subscribed)

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            with suppress(LogFull, LogUnavailable):  # unheard, the connection is dropped
                await self._link.ask("PUBLISH", self._beat, b"")
                await self._clock.compare(self._link)

    async def _say(self, *command: str) -> None:
        if self._connection is not None:
            with suppress(*FAILURES):  # the connection is gone then, and the next one is told all channels
                await self._connection.send_command(*command)

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        for channel in self._channels.values():
            channel.open.clear()
        if connection is not None:
            await connection.disconnect(nowait=True)
