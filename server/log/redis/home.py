"""A Redis as a home of meetings."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from server.log.base import LogUnavailable
from server.log.home import Staged
from server.log.redis import keys
from server.log.redis.cleaning import clean_files
from server.log.redis.link import RedisLink
from server.log.redis.scan import all_like
from server.log.redis.script import Script
from server.log.storage import Storage, in_redis

ASIDE = "~moving"

# First the names that there are, the log's before all; then what they become; then what is left over from a
# log that the meeting once had here; last the set of meetings.
SETTLE = Script("""
local half = tonumber(ARGV[1])
if redis.call('EXISTS', KEYS[half + 1]) == 1 then return 0 end
for place = half + 1, #KEYS - 1 do redis.call('UNLINK', KEYS[place]) end
for place = 1, half do redis.call('RENAME', KEYS[place], KEYS[half + place]) end
redis.call('SREM', KEYS[#KEYS], ARGV[2])
redis.call('SADD', KEYS[#KEYS], ARGV[3])
return 1
""")


class RedisHome:
    """A `Home`. What moves in has a name of its own until it is complete.

    The keys of ballots stay in this machine's data folder.
    """

    def __init__(self, address: str, folder: Path) -> None:
        self.said = "Redis"
        self._address, self._folder = address, folder

    async def holds(self, meeting: str) -> bool:
        async with self._link() as link:
            return bool(await link.ask("EXISTS", keys.log(meeting)))

    async def is_served(self, meeting: str) -> bool:
        async with self._link() as link:
            _, listening = await link.ask("PUBSUB", "NUMSUB", keys.bell(meeting))
            return int(listening) > 0

    def open(self, meeting: str) -> AbstractAsyncContextManager[Storage]:
        return in_redis(self._address, meeting, self._folder)

    @asynccontextmanager
    async def moving_in(self, meeting: str) -> AsyncIterator[Staged]:
        async with in_redis(self._address, _aside(meeting), self._folder) as storage:
            yield Staged(storage, _aside(meeting))

    async def settle(self, meeting: str) -> None:
        async with self._link() as link:
            aside, first = _aside(meeting), keys.log(_aside(meeting))
            names = sorted(await all_like(link, keys.key(aside, "*")), key=lambda name: name != first)
            become = [keys.key(meeting, name.split("}:", 1)[1]) for name in names]
            left = set(await all_like(link, keys.key(meeting, "*"))) - set(become)
            whole = [*names, *become, *sorted(left), keys.MEETINGS]
            if not await link.run(SETTLE, whole, (len(names), aside, meeting)):
                raise LogUnavailable(f"Somebody else has begun to serve {meeting} from Redis.")

    async def tidy(self, meeting: str) -> None:
        async with self._link() as link:
            await _forget(link, _aside(meeting))

    async def move_out(self, meeting: str) -> str:
        async with self._link() as link:
            await _forget(link, meeting)
        return "Redis has no key of it any more."

    @asynccontextmanager
    async def _link(self) -> AsyncIterator[RedisLink]:
        link = await RedisLink.open(self._address)
        try:
            yield link
        finally:
            await link.close()


def _aside(meeting: str) -> str:
    return f"{meeting}{ASIDE}"


async def _forget(link: RedisLink, meeting: str) -> None:
    """Leave nothing of the meeting, in Redis's files neither where it lets us see to that."""
    names = await all_like(link, keys.key(meeting, "*"))
    if names:
        await link.ask("UNLINK", *names)
    await link.ask("SREM", keys.MEETINGS, meeting)
    if names:
        await clean_files(link)
