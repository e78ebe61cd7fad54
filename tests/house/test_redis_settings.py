"""The settings that the operating guide gives for Redis: enough for Entaku, and for nothing else."""

import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import redis

from server.log.base import LogUnavailable, Snapshot
from server.log.redis.home import RedisHome
from server.log.redis.link import RedisLink
from server.log.storage import Storage, in_redis, meetings_in
from tests.redis_server import RedisServer

SETTINGS = Path(__file__).parents[2] / "docs/redis/entaku.conf"
MEETING = "AIX7"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    running = RedisServer(tmp_path_factory.mktemp("guide"), "appendonly no", f"include {SETTINGS}")
    running.start()
    yield running
    running.kill()


def url_of(server: RedisServer, user: str) -> str:
    found = re.search(rf"^user {user} on >(\S+) ", SETTINGS.read_text(), re.MULTILINE)
    assert found
    return server.url.replace("redis://", f"redis://{user}:{found[1]}@")


@asynccontextmanager
async def storage_at(server: RedisServer, folder: Path) -> AsyncIterator[Storage]:
    async with in_redis(url_of(server, "entaku"), MEETING, folder) as storage:
        yield storage


async def use_log(storage: Storage) -> None:
    log = storage.log
    async with log.bell(MEETING), storage.wire.listen(MEETING, lambda worker, note: None):
        await log.append(MEETING, [b"one", b"two"])
        await storage.wire.tell(MEETING, b"here")
        await log.read(MEETING, 0)
        await log.head(MEETING)
        await log.save_snapshot(MEETING, "1", Snapshot(2, b"sum"))
        await log.load_snapshot(MEETING, "1")
        await log.rewrite(MEETING, lambda stored: stored.body)


async def use_vault(storage: Storage) -> None:
    vault, now = storage.vault, storage.log.now()
    link = await vault.find_link(await vault.mint_link("moderator", ""))
    assert link
    token = await vault.mint_pass(link.id, now)
    assert token
    assert await vault.find_pass(token, now)
    assert await vault.has_link("moderator", "")
    await vault.open_ballot_key("p1")
    await vault.find_ballot_key("p1")
    await vault.destroy_ballot_key("p1")
    await vault.fill(await vault.contents(now))
    await vault.revoke_links()


async def test_the_user_of_the_guide_may_do_all_that_entaku_does(
    server: RedisServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with storage_at(server, tmp_path) as storage:
        await use_log(storage)
        await use_vault(storage)
    assert await meetings_in(url_of(server, "entaku")) == [MEETING]
    home = RedisHome(url_of(server, "entaku"), tmp_path)
    async with home.moving_in("AIX8") as aside:
        await aside.storage.log.append(aside.name, [b"one"])
    await home.settle("AIX8")
    await home.is_served(MEETING)
    await home.tidy(MEETING)
    await home.move_out(MEETING)
    with redis.Redis.from_url(url_of(server, "admin"), protocol=2) as admin:
        assert admin.acl_log() == []
    assert caplog.records == []


@pytest.mark.parametrize(
    "command", [("SET", "other", "1"), ("FLUSHALL",), ("CONFIG", "SET", "save", "1 1"), ("KEYS", "*")]
)
async def test_the_user_of_the_guide_may_do_nothing_else(
    server: RedisServer, command: tuple[str, ...]
) -> None:
    link = await RedisLink.open(url_of(server, "entaku"))
    try:
        with pytest.raises(LogUnavailable, match="does not let this user"):
            await link.ask(*command)
    finally:
        await link.close()


async def test_nobody_comes_in_without_a_password(server: RedisServer) -> None:
    with pytest.raises(LogUnavailable, match="does not accept the name or the password"):
        await RedisLink.open(server.url, patience=0)
