"""Redis's files are rid of what was destroyed when the vault says so, whatever else Redis does meanwhile."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import redis

from server.log.base import LogUnavailable
from server.log.redis import cleaning
from server.log.redis import vault as vaults
from server.log.redis.link import RedisLink
from server.log.redis.vault import RedisVault
from tests.redis_server import RedisServer

SLOWLY = 10_000  # microseconds for each key that Redis writes to a new file
KINDS = {
    "the append-only file": ("appendonly yes", 'save ""'),
    "a snapshot": ("appendonly no", "save 3600 1"),
    "both": ("appendonly yes", "save 3600 1"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis whose files and rewrites are nobody else's."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
async def link(server: RedisServer) -> AsyncIterator[RedisLink]:
    server.flush()
    link = await RedisLink.open(server.url)
    yield link
    await link.close()


@pytest.fixture
def client(server: RedisServer) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(server.url) as client:
        yield client


@pytest.fixture
def slow(link: RedisLink, client: redis.Redis) -> Iterator[redis.Redis]:
    """Redis takes a moment to write a file anew."""
    client.mset({f"other-{number}": number for number in range(20)})
    client.config_set("rdb-key-save-delay", SLOWLY)
    yield client
    client.config_set("rdb-key-save-delay", 0)


@pytest.fixture(params=list(KINDS.values()), ids=list(KINDS))
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis of each kind, which may be stopped."""
    server = RedisServer(tmp_path, *request.param)
    server.start()
    yield server
    server.kill()


async def stumble(*given: object) -> bool:
    raise LogUnavailable("Redis did not get to it.")


def is_kept(server: RedisServer, key: bytes) -> bool:
    """Whether any file holds a piece of the key."""
    kept = b"".join(file.read_bytes() for file in server.folder.rglob("*") if file.is_file())
    return any(key[start : start + 8] in kept for start in range(0, 32, 8))


def child_of(server: RedisServer) -> int:
    """The process that writes a file anew, 0 if there is none."""
    return int(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text() or 0)


async def soon(look: Callable[[], int]) -> int:
    """Wait until there is something to see."""
    async with asyncio.timeout(10):
        while True:
            if seen := look():
                return seen
            await asyncio.sleep(0.002)


def allow(client: redis.Redis, *rules: str) -> None:
    """Change what the user `bound` may do."""
    client.execute_command("ACL", "SETUSER", "bound", *rules)  # type: ignore[no-untyped-call]


async def bound_by(client: redis.Redis, server: RedisServer) -> RedisLink:
    """A link of a user who may do everything for now."""
    allow(client, "reset", "on", ">word", "~*", "&*", "+@all")
    return await RedisLink.open(f"redis://bound:word@127.0.0.1:{server.port}")


def rewrites(client: redis.Redis) -> int:
    return int(client.info("persistence")["aof_rewrites"])


async def test_a_destroyed_key_is_in_none_of_the_files(kind: RedisServer) -> None:
    link = await RedisLink.open(kind.url)
    vault = RedisVault(link, "aix")
    keys = [await vault.open_ballot_key(poll) for poll in ("closed", "open")]
    with redis.Redis.from_url(kind.url) as client:
        snapshots = client.config_get("save")["save"] != ""
        if snapshots:
            client.save()
    assert all(is_kept(kind, key) for key in keys)
    await vault.destroy_ballot_key("closed")
    assert [is_kept(kind, key) for key in keys] == [False, True]
    assert (kind.folder / "dump.rdb").exists() is snapshots
    await link.close()


async def test_a_key_that_stayed_in_a_file_when_redis_ended_goes_at_the_next_attempt(
    kind: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = await RedisLink.open(kind.url)
    key = await RedisVault(link, "aix").open_ballot_key("poll")
    with redis.Redis.from_url(kind.url) as client:
        if client.config_get("appendonly")["appendonly"] == "no":
            client.save()
    with monkeypatch.context() as patch:
        patch.setattr(vaults, "clean_files", stumble)
        with pytest.raises(LogUnavailable):
            await RedisVault(link, "aix").destroy_ballot_key("poll")
    await link.close()
    kind.kill()
    assert is_kept(kind, key)
    kind.start()
    link = await RedisLink.open(kind.url)
    await RedisVault(link, "aix").destroy_ballot_key("poll")
    assert not is_kept(kind, key)
    await link.close()


async def test_a_rewrite_that_began_before_does_not_count(
    link: RedisLink, slow: redis.Redis, server: RedisServer
) -> None:
    vault = RedisVault(link, "aix")
    key = await vault.open_ballot_key("poll")
    slow.bgrewriteaof()
    before = rewrites(slow)
    await vault.destroy_ballot_key("poll")
    assert rewrites(slow) == before + 1
    assert not is_kept(server, key)


async def test_what_another_redis_has_rewritten_does_not_count(
    link: RedisLink, client: redis.Redis, server: RedisServer
) -> None:
    key = await RedisVault(link, "aix").open_ballot_key("poll")
    assert await cleaning.clean_files(link)
    assert rewrites(client)
    assert is_kept(server, key)
    client.flushall()
    assert await cleaning.clean_files(link, cleaning.Renewals("the one before", 0, 0))
    assert not is_kept(server, key)


async def test_workers_that_destroy_at_once_share_one_rewrite(
    link: RedisLink, slow: redis.Redis, server: RedisServer
) -> None:
    before = rewrites(slow)
    other = await RedisLink.open(server.url)
    both = [RedisVault(each, "aix") for each in (link, other)]
    keys = [await both[0].open_ballot_key(poll) for poll in ("one", "two")]
    await asyncio.gather(*(vault.destroy_ballot_key(poll) for vault in both for poll in ("one", "two")))
    assert rewrites(slow) == before + 1
    assert not any(is_kept(server, key) for key in keys)
    await other.close()


async def test_a_worker_that_comes_later_waits_for_the_rewrite_that_another_began(
    link: RedisLink, slow: redis.Redis, server: RedisServer
) -> None:
    before = rewrites(slow)
    key = await RedisVault(link, "aix").open_ballot_key("poll")
    first = asyncio.create_task(RedisVault(link, "aix").destroy_ballot_key("poll"))
    await soon(lambda: child_of(server))
    await RedisVault(link, "aix").destroy_ballot_key("poll")
    assert not is_kept(server, key)
    await first
    await RedisVault(link, "aix").destroy_ballot_key("poll")
    assert rewrites(slow) == before + 1


async def test_destroying_a_key_that_was_never_drawn_rewrites_nothing(
    link: RedisLink, client: redis.Redis
) -> None:
    before = rewrites(client)
    await RedisVault(link, "aix").destroy_ballot_key("poll")
    assert rewrites(client) == before


async def test_a_key_destroyed_while_the_files_are_cleaned_is_cleaned_up_after_too(
    link: RedisLink, client: redis.Redis, server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = RedisVault(link, "aix")
    late = await vault.open_ballot_key("late")
    await vault.open_ballot_key("poll")
    clean, destroyed = cleaning.clean_files, RedisVault(link, "aix").destroy_ballot_key

    async def cleaned(*given: object) -> bool:
        done = await clean(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(vaults, "clean_files", stumble)
        with pytest.raises(LogUnavailable):
            await destroyed("late")
        return done

    monkeypatch.setattr(vaults, "clean_files", cleaned)
    await vault.destroy_ballot_key("poll")
    assert is_kept(server, late)
    monkeypatch.setattr(vaults, "clean_files", clean)
    await vault.destroy_ballot_key("poll")
    assert not is_kept(server, late)


async def test_a_rewrite_that_redis_cannot_make_is_told_and_tried_again_later(
    link: RedisLink, server: RedisServer
) -> None:
    vault = RedisVault(link, "aix")
    key = await vault.open_ballot_key("poll")
    folder = server.folder / "appendonlydir"
    away = folder.rename(server.folder / "away")
    folder.touch()
    try:
        with pytest.raises(LogUnavailable, match="Redis"):
            await vault.destroy_ballot_key("poll")
    finally:
        folder.unlink()
        away.rename(folder)
    assert await vault.find_ballot_key("poll") is None
    await vault.destroy_ballot_key("poll")
    assert not is_kept(server, key)


async def test_a_rewrite_that_fails_on_the_way_is_told_and_made_at_the_next_attempt(
    link: RedisLink, slow: redis.Redis, server: RedisServer
) -> None:
    vault = RedisVault(link, "aix")
    key = await vault.open_ballot_key("poll")
    destroying = asyncio.create_task(vault.destroy_ballot_key("poll"))
    os.kill(await soon(lambda: child_of(server)), signal.SIGKILL)
    with pytest.raises(LogUnavailable, match="append-only file"):
        await destroying
    assert is_kept(server, key)
    await vault.destroy_ballot_key("poll")
    assert not is_kept(server, key)


async def test_the_operator_is_told_that_replicas_have_files_of_their_own(
    link: RedisLink,
    client: redis.Redis,
    server: RedisServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.config_set("repl-diskless-sync-delay", 0)
    replica = RedisServer(tmp_path, f"replicaof 127.0.0.1 {server.port}")
    replica.start()
    await soon(lambda: client.info("replication")["connected_slaves"])
    vault = RedisVault(link, "aix")
    key = await vault.open_ballot_key("poll")
    await vault.destroy_ballot_key("poll")
    replica.kill()
    assert not is_kept(server, key)
    (told,) = [record.getMessage() for record in caplog.records if record.name == "entaku.log"]
    assert "replicas" in told


async def test_a_redis_that_does_not_get_to_it_is_waited_for_only_so_long(
    link: RedisLink, slow: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = RedisVault(link, "aix")
    await vault.open_ballot_key("poll")
    slow.bgrewriteaof()
    monkeypatch.setattr(cleaning, "PATIENCE", 0.0)
    with pytest.raises(LogUnavailable, match="did not get to"):
        await vault.destroy_ballot_key("poll")
    monkeypatch.undo()
    await vault.destroy_ballot_key("poll")


@pytest.mark.parametrize("forbidden", ["bgrewriteaof", "info"])
async def test_where_redis_lets_us_clean_nothing_the_key_is_deleted_and_the_operator_is_told_once(
    link: RedisLink,
    client: redis.Redis,
    server: RedisServer,
    forbidden: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bound = await bound_by(client, server)
    allow(client, f"-{forbidden}")
    vault = RedisVault(bound, "aix")
    keys = [await vault.open_ballot_key(poll) for poll in ("one", "two")]
    for poll in ("one", "two"):
        await vault.destroy_ballot_key(poll)
        assert await vault.find_ballot_key(poll) is None
    assert all(is_kept(server, key) for key in keys)
    (told,) = [record.getMessage() for record in caplog.records if record.name == "entaku.log"]
    assert f"'{forbidden}'" in told
    assert "run BGREWRITEAOF" in told
    allow(client, f"+{forbidden}")
    await vault.destroy_ballot_key("one")
    assert not any(is_kept(server, key) for key in keys)
    await bound.close()


async def test_where_redis_does_not_say_how_it_stands_with_its_files_the_operator_is_told(
    link: RedisLink, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "NEEDED", cleaning.NEEDED | {"a_fact"})
    assert not await cleaning.clean_files(link)
    (told,) = [record.getMessage() for record in caplog.records if record.name == "entaku.log"]
    assert "does not tell a_fact" in told


async def test_where_redis_does_not_tell_its_settings_a_snapshot_is_made_to_be_sure(
    link: RedisLink, client: redis.Redis, server: RedisServer
) -> None:
    bound = await bound_by(client, server)
    key = await RedisVault(bound, "aix").open_ballot_key("poll")
    allow(client, "-config")
    await RedisVault(bound, "aix").destroy_ballot_key("poll")
    assert (server.folder / "dump.rdb").exists()
    assert not is_kept(server, key)
    await bound.close()
