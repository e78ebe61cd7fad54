"""The shared log: a stream for each meeting in Redis, where publish and subscribe only ring the bell."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Self

from server.log.base import Place, Snapshot, Stored
from server.log.bell import Bell, Bells
from server.log.redis import entries, keys, snapshots
from server.log.redis.clock import Clock
from server.log.redis.link import START_PATIENCE, RedisLink
from server.log.redis.rewrite import rewrite
from server.log.redis.subscription import Subscription
from server.log.redis.watch import Watch


class RedisLog:
    """A `Log` that any number of workers have open; its link and its subscription serve others, too."""

    def __init__(self, link: RedisLink, subscription: Subscription, clock: Clock) -> None:
        self._watch = Watch.begin(link)
        self.link = link
        self.subscription = subscription
        self._clock = clock
        self._bells = Bells()

    @classmethod
    async def open(cls, address: str, patience: float = START_PATIENCE) -> Self:
        """Open the log in the Redis at this address, waiting for one that starts; raises LogUnavailable."""
        link, clock = await RedisLink.open(address, patience), Clock()
        try:
            await clock.compare(link)
            return cls(link, await Subscription.open(link, clock), clock)
        except BaseException:
            await link.close()
            raise

    def now(self) -> int:
        return self._clock.now()

    async def append(self, meeting: str, bodies: Sequence[bytes], place: Place | None = None) -> range:
        seqs = await entries.append(self.link, meeting, bodies, place)
        self._bells.ring(meeting)
        return seqs

    async def read(
        self, meeting: str, after: int, limit: int = 1000, place: Place | None = None
    ) -> list[Stored]:
        return await entries.read(self.link, meeting, after, limit, place)

    async def head(self, meeting: str) -> int:
        return await entries.head(self.link, meeting)

    async def epoch(self, meeting: str) -> str:
        return await entries.epoch(self.link, meeting)

    @asynccontextmanager
    async def bell(self, meeting: str) -> AsyncIterator[Bell]:
        """As in `Log`; it also rings when the worker begins to hear the others anew."""

        def heard(worker: bytes) -> None:
            if worker.decode() != self.link.name:  # our own entries have rung already
                self._bells.ring(meeting)

        with self._bells.hang(meeting) as bell:
            async with self.subscription.hear(keys.bell(meeting), heard, bell.ring):
                yield bell

    async def save_snapshot(
        self, meeting: str, version: str, snapshot: Snapshot, place: Place | None = None
    ) -> None:
        await snapshots.save(self.link, meeting, version, snapshot, place)

    async def load_snapshot(self, meeting: str, version: str) -> Snapshot | None:
        return await snapshots.load(self.link, meeting, version)

    async def rewrite(self, meeting: str, change: Callable[[Stored], bytes]) -> str:
        try:
            return await rewrite(self.link, meeting, change)
        finally:
            self._bells.ring(meeting)

    async def close(self) -> None:
        """Finish what was asked, then let go of Redis: the link and the subscription end, too."""
        await self._watch.close()
        await self.subscription.close()
        await self.link.close()
        self._bells.ring_all()
