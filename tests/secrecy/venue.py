"""`entaku serve` on SQLite, or on Redis with two workers, and what can be taken from it."""

import asyncio
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from server.live.runtime import Runtime
from server.live.writer import Accepted
from server.log.storage import in_redis
from server.room.base import SYSTEM
from server.room.registry import rules_known
from server.room.rules import AdoptRules
from tests.cli.entaku import CODE, COMMAND, Server
from tests.redis_server import RedisServer, running
from tests.secrecy.memory import memory_of
from tests.secrecy.poll import PROGRAMME
from tests.secrecy.stored import redis_values, sqlite_values

Values = list[tuple[str, tuple[Any, ...]]]
PATIENCE = 60.0
HEARD_WITHIN = 0.5  # seconds: the bell has rung, and each worker has read what it rang for


class Venue:
    """A server that can be stopped and started again, and robbed."""

    def __init__(self, folder: Path, redis: RedisServer | None, command: Sequence[str]) -> None:
        self._server, self._redis, self._folder = Server(folder), redis, folder
        self._server.programme.write_text(PROGRAMME, "utf-8")
        self._command, self._said, self._copies = command, "", 0

    @property
    def origin(self) -> str:
        """Where it serves."""
        return self._server.url

    @property
    def moderator(self) -> str:
        """The token of the moderator's link."""
        return str(self._server.links["moderator"]).rpartition("/")[2]

    def start(self) -> None:
        """Start it, as loud as it can be."""
        where = ["--redis", self._redis.url, "--workers", "2"] if self._redis else []
        self._server.start([*self._command, *self._server.words, *where], ENTAKU_LOG_LEVEL="debug")

    async def adopt_rules(self) -> None:
        """Have a shared meeting go by the newest rules now: its workers would listen for a while before."""
        if self._redis:
            async with in_redis(self._redis.url, CODE, self._server.data) as storage:
                runtime = await Runtime.open(storage, CODE)
                answer = await runtime.submit(AdoptRules(rules_known()), SYSTEM, "")
                await runtime.close()
            assert isinstance(answer, Accepted)
            await asyncio.sleep(HEARD_WITHIN)

    def stop(self) -> None:
        """Stop it as an operator would."""
        self._server.stop()
        self._said += self._server.said

    def clear_away(self) -> None:
        """Leave no process behind."""
        self._server.clear_away()

    def take(self) -> tuple[Path, Values]:
        """Copy the data folder; gives the copy, and what can be read from it or from Redis."""
        self._copies += 1
        copy = self._folder / f"copy-{self._copies}"
        shutil.copytree(self._server.data, copy)
        # SQLite changes what it opens: it recovers from the journals.
        opened = self._folder / f"opened-{self._copies}"
        shutil.copytree(copy, opened)
        return copy, [*sqlite_values(opened), *(self._dumped(opened) if self._redis else ())]

    def _dumped(self, folder: Path) -> Values:
        """What Redis holds, read from its dump by another one: asked, it would remember what it told."""
        self._dump()
        assert self._redis
        shutil.copy(self._redis.folder / "dump.rdb", folder)
        with running(folder, "appendonly no") as other:
            return list(redis_values(other.url))

    def files(self, copy: Path) -> dict[str, bytes]:
        """The bytes of a copied folder, of Redis's files, and of what the server said."""
        found = {str(file.relative_to(copy)): file.read_bytes() for file in copy.rglob("*") if file.is_file()}
        if self._redis:
            self._dump()
            kept = [*self._redis.folder.rglob("*.aof"), *self._redis.folder.rglob("*.rdb")]
            found |= {f"redis/{file.name}": file.read_bytes() for file in kept}
            found["redis/log"] = (self._redis.folder / "redis.log").read_bytes()
        return found | {"stderr": (self._said + self._server.said).encode()}

    def memories(self) -> dict[str, bytes]:
        """The memory of the command, of its workers if it has any, and of Redis."""
        pid = self._server.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        processes = {"server": pid} | {f"worker {n}": int(child) for n, child in enumerate(children, 1)}
        if self._redis:
            processes["redis"] = self._redis.pid
        return {name: memory_of(number) for name, number in processes.items()}

    def _dump(self) -> None:
        assert self._redis
        with redis.Redis.from_url(self._redis.url, protocol=2) as client:
            saves = client.info("persistence")["rdb_saves"]
            client.bgsave(schedule=True)
            deadline = time.monotonic() + PATIENCE
            while _is_saving(client.info("persistence"), saves):
                assert time.monotonic() < deadline, "Redis does not save"
                time.sleep(0.01)


def _is_saving(told: dict[str, Any], saves: int) -> bool:
    """Whether the save that was asked for has not begun, or has not ended; it is counted when it begins."""
    return told["rdb_saves"] == saves or bool(told["rdb_bgsave_in_progress"])


@contextmanager
def venue(folder: Path, storage: str, command: Sequence[str] = tuple(COMMAND)) -> Iterator[Venue]:
    """A server that runs until the block ends; `storage` is "sqlite" or "redis"."""
    if storage == "redis":
        (folder / "redis").mkdir()
        with running(folder / "redis") as server:
            yield from _held(Venue(folder, server, command))
    else:
        yield from _held(Venue(folder, None, command))


def _held(place: Venue) -> Iterator[Venue]:
    try:
        place.start()
        yield place
    finally:
        place.clear_away()
