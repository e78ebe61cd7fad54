"""What machines agree on about polls' keys, in Redis: hashes, which tell nothing of the keys."""

from server.log.redis import keys
from server.log.redis.link import RedisLink

ENDED = b""


class RedisCommitments:
    """`Commitments` of one meeting, a field for each poll; the link is not its own."""

    def __init__(self, link: RedisLink, meeting: str) -> None:
        self._link = link
        self._name = keys.ballot_keys(meeting)

    async def find(self, poll: str) -> bytes | None:
        found: bytes | None = await self._link.ask("HGET", self._name, poll)
        return found

    async def agree(self, poll: str, mine: bytes) -> bytes:
        await self._link.ask("HSETNX", self._name, poll, mine)
        stands: bytes = await self._link.ask("HGET", self._name, poll)
        return stands

    async def end(self, poll: str) -> None:
        await self._link.ask("HSET", self._name, poll, ENDED)
