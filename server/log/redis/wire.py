"""The wire between workers: messages that Redis passes on and nobody keeps."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from server.log.base import LogFull, LogUnavailable
from server.log.redis import keys
from server.log.redis.link import RedisLink
from server.log.redis.subscription import Subscription
from server.log.wire import Heard


class RedisWire:
    """A `Wire` on the worker's subscription, and on one channel; link and subscription are not its own."""

    def __init__(
        self, link: RedisLink, subscription: Subscription, channel: Callable[[str], str] = keys.notes
    ) -> None:
        self._link = link
        self._subscription = subscription
        self._channel = channel

    async def tell(self, meeting: str, note: bytes) -> int:
        try:
            told = await self._link.ask(
                "PUBLISH", self._channel(meeting), self._link.name.encode() + b" " + note
            )
        except (LogFull, LogUnavailable):
            return 0
        return int(told)

    @asynccontextmanager
    async def listen(self, meeting: str, heard: Heard) -> AsyncIterator[None]:
        def hear(message: bytes) -> None:
            name, _, note = message.partition(b" ")
            if name.decode() != self._link.name:
                heard(name.decode(), note)

        async with self._subscription.hear(self._channel(meeting), hear, lambda: None):
            yield
