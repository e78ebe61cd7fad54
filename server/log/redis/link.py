"""One worker's link to a Redis: its connections, and its errors told in a sentence."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Self

from redis.asyncio.connection import AbstractConnection
from redis.asyncio.sentinel import SentinelConnectionPool
from redis.exceptions import NoScriptError

from server.log.base import LogUnavailable
from server.log.redis import checks
from server.log.redis.address import PATIENCE, Address, address
from server.log.redis.refusals import FAILURES, may_pass, refusal
from server.log.redis.script import Script

CONNECTIONS = 8
START_PATIENCE = 10.0  # seconds, for a Redis that starts at the same time
BREATH = 0.1


@cache
def warn_once(sentence: str) -> None:
    """Tell the operator, however often this process opens the same Redis."""
    logging.getLogger("entaku.log").warning(sentence)


class RedisLink:
    """Everything is asked once: whoever asks again knows whether that does harm."""

    def __init__(self, place: Address) -> None:
        self.name = secrets.token_hex(8)
        self.said = place.said
        self._pool = place.pool
        self._room = asyncio.Semaphore(CONNECTIONS)
        self._silent = 0.0  # when Redis last let somebody wait in vain
        self._closed = False
        self.weakness: str | None = None  # why it may lose what it has confirmed, when it was opened

    @classmethod
    async def open(cls, text: str, patience: float = START_PATIENCE) -> Self:
        """Reach the Redis at this address, waiting for one that starts; raises LogUnavailable.

        A warning tells of one that may lose what it has confirmed.
        """
        link = cls(address(text))
        try:
            await link._reach(patience)
            unfit, link.weakness = await link.looked_at()
        except BaseException:
            await link.close()
            raise
        if unfit:
            await link.close()
            raise LogUnavailable(f"Redis at {link.said} {unfit}.")
        if link.weakness:
            warn_once(f"Redis at {link.said} {link.weakness}.")
        return link

    async def ask(self, *command: str | bytes | int) -> Any:
        """Give the answer to one command, in bytes; raises LogFull or LogUnavailable."""
        return await self._exchange(command)

    async def run(self, script: Script, keys: Sequence[str], given: Sequence[bytes | str | int]) -> Any:
        """Give what a script answers, in bytes; raises LogFull or LogUnavailable."""
        rest = (len(keys), *keys, *given)
        return await self._exchange(("EVALSHA", script.digest, *rest), ("EVAL", script.text, *rest))

    async def looked_at(self) -> tuple[str | None, str | None]:
        """Say why this Redis cannot be used, if so, and why it may lose what it has confirmed."""
        facts = checks.facts(await self.ask("INFO"))
        try:
            told = await self.ask("CONFIG", "GET", "appendfsync", "aof-load-truncated")
        except LogUnavailable as refused:
            if may_pass(refused):
                raise
            told = []  # a managed Redis keeps its settings to itself
        settings = dict(zip(told[::2], told[1::2], strict=True))
        return checks.unfit(facts), checks.weakness(facts, settings)

    def connection(self) -> AbstractConnection:
        """Give a connection of the caller's own, not yet connected, which the caller ends."""
        connection: AbstractConnection = self._pool.make_connection()
        return connection

    async def close(self) -> None:
        """Finish what was asked, then let the connections go."""
        if self._closed:
            return
        self._closed = True
        for _ in range(CONNECTIONS):
            await self._room.acquire()
        with suppress(*FAILURES):  # a peer that does not answer is left without a word
            await self._pool.disconnect()
        if isinstance(self._pool, SentinelConnectionPool):
            with suppress(*FAILURES):
                await self._pool.sentinel_manager.aclose()

    async def _exchange(self, command: Sequence[Any], unknown: Sequence[Any] | None = None) -> Any:
        if self._closed:
            raise LogUnavailable(f"The link to the Redis at {self.said} is closed.")
        try:
            return await self._in_turn(command, unknown)
        except FAILURES as error:
            raise refusal(self.said, error) from error

    async def _in_turn(self, command: Sequence[Any], unknown: Sequence[Any] | None) -> Any:
        clock = asyncio.get_running_loop().time
        since = clock()
        async with self._room:
            if self._silent > since:  # who waited while Redis was silent does not wait once more
                raise TimeoutError
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._on_a_connection(command, unknown)
            except TimeoutError:
                self._silent = clock()
                raise

    async def _on_a_connection(self, command: Sequence[Any], unknown: Sequence[Any] | None) -> Any:
        connection = await self._pool.get_connection()
        try:
            await connection.send_command(*command)
            try:
                return await connection.read_response()
            except NoScriptError:
                if unknown is None:
                    raise
                # Redis has been started anew, or has forgotten it: sent in full it runs, and is known again.
                await connection.send_command(*unknown)
                return await connection.read_response()
        finally:
            await self._pool.release(connection)

    async def _reach(self, patience: float) -> None:
        clock = asyncio.get_running_loop().time
        deadline = clock() + patience
        while True:
            try:
                await self.ask("PING")
                return
            except LogUnavailable as refused:
                if not may_pass(refused) or clock() > deadline:
                    raise
            await asyncio.sleep(BREATH)
