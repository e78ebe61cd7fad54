"""A rewrite of the shared log replaces every body at once, whatever the other workers do meanwhile."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from server.log.base import LogFull, Snapshot, Stored
from server.log.redis import keys, rewrite
from server.log.redis.link import RedisLink
from server.log.redis.log import RedisLog
from tests.log.contract import bodies
from tests.redis_server import RedisServer


def stored_anywhere(server: RedisServer, text: bytes) -> bool:
    return any(text in file.read_bytes() for file in server.folder.rglob("*") if file.is_file())


async def keys_in(log: RedisLog) -> set[str]:
    return {key.decode() for key in await log.link.ask("KEYS", "*")}


async def test_replaced_bodies_are_gone_from_the_files(log: RedisLog, redis_server: RedisServer) -> None:
    secret = b"a name that nobody may read again"
    await log.append("aix", [secret] * 200)
    await log.save_snapshot("aix", "1", Snapshot(200, secret * 2))
    assert stored_anywhere(redis_server, secret)
    await log.rewrite("aix", lambda stored: b"")
    assert not stored_anywhere(redis_server, secret)
    assert await log.head("aix") == 200


async def test_a_rewrite_leaves_nothing_beside_the_log(log: RedisLog) -> None:
    def stumble(stored: Stored) -> bytes:
        if stored.seq == 1200:
            raise ValueError("no")
        return b"c"

    await log.append("aix", [b"a"] * 1500)
    before = await keys_in(log)
    await log.rewrite("aix", lambda stored: b"b")
    assert await keys_in(log) == before
    with pytest.raises(ValueError, match="no"):
        await log.rewrite("aix", stumble)
    assert await keys_in(log) == before
    assert await log.link.ask("TTL", keys.log("aix")) == -1


async def test_what_a_dead_worker_leaves_of_a_rewrite_goes_by_itself(
    log: RedisLog, other: RedisLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []
    fill = rewrite.FILL

    async def looked(link: RedisLink, script: object, names: Sequence[str], given: Sequence[bytes]) -> object:
        answer = await run(link, script, names, given)  # type: ignore[arg-type]
        if script is fill:
            times.append(await other.link.ask("TTL", names[0]))
        return answer

    run = RedisLink.run
    await log.append("aix", [b"a"] * 1500)
    monkeypatch.setattr(RedisLink, "run", looked)
    await log.rewrite("aix", lambda stored: b"b")
    assert times == [rewrite.LIFETIME] * 2


def during_the_first_page(work: Callable[[], None]) -> Callable[[Stored], bytes]:
    """A change that lets something happen once while it is being made."""
    begun: list[int] = []

    def change(stored: Stored) -> bytes:
        if not begun:
            begun.append(stored.seq)
            work()
        return b"new"

    return change


async def test_entries_of_other_workers_during_a_rewrite_are_rewritten_too(
    log: RedisLog, other: RedisLog
) -> None:
    await log.append("aix", [b"old"] * 3)
    loop = asyncio.get_running_loop()

    def append() -> None:
        asyncio.run_coroutine_threadsafe(other.append("aix", [b"late"] * 2), loop).result(10)

    await log.rewrite("aix", during_the_first_page(append))
    assert await bodies(log) == [b"new"] * 5
    assert await other.append("aix", [b"after"]) == range(6, 7)


async def test_an_entry_that_comes_at_the_last_moment_is_rewritten_too(
    log: RedisLog, other: RedisLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = [b"late"]
    run = RedisLink.run

    async def hindered(link: RedisLink, script: object, *given: object) -> object:
        if script is rewrite.SWAP and late:
            await other.append("aix", [late.pop()])
        return await run(link, script, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(RedisLink, "run", hindered)
    await log.append("aix", [b"old"] * 3)
    await log.rewrite("aix", lambda stored: b"new")
    assert await bodies(log) == [b"new"] * 4


async def test_two_rewrites_at_once_come_one_after_the_other(log: RedisLog, other: RedisLog) -> None:
    await log.append("aix", [b"old"] * 3)
    loop = asyncio.get_running_loop()
    between: list[str] = []

    def rewrite_too() -> None:
        work = other.rewrite("aix", lambda stored: b"%d" % stored.seq)
        between.append(asyncio.run_coroutine_threadsafe(work, loop).result(20))

    change = during_the_first_page(rewrite_too)
    seen: list[bytes] = []

    def watched(stored: Stored) -> bytes:
        seen.append(stored.body)
        return change(stored)

    assert await log.rewrite("aix", watched) not in between
    assert seen == [b"old"] * 3 + [b"1", b"2", b"3"]
    assert await bodies(log) == [b"new"] * 3


async def test_a_rewrite_of_a_log_that_loses_its_end_meanwhile_begins_again(
    log: RedisLog, other: RedisLog
) -> None:
    await log.append("aix", [b"old"] * 3)
    loop = asyncio.get_running_loop()

    def lose() -> None:
        work = other.link.ask("XDEL", keys.log("aix"), "0-3")
        asyncio.run_coroutine_threadsafe(work, loop).result(10)

    await log.rewrite("aix", during_the_first_page(lose))
    assert await bodies(log) == [b"new"] * 2


async def test_a_rewrite_whose_copy_has_vanished_begins_again(log: RedisLog, other: RedisLog) -> None:
    await log.append("aix", [b"old"] * 1500)
    loop = asyncio.get_running_loop()

    async def vanish() -> None:
        for name in await keys_in(other):
            if ":rewritten:" in name:
                await other.link.ask("UNLINK", name)

    seen: list[int] = []

    def change(stored: Stored) -> bytes:
        seen.append(stored.seq)
        if len(seen) == 1500:
            asyncio.run_coroutine_threadsafe(vanish(), loop).result(10)
        return b"new"

    await log.rewrite("aix", change)
    assert [entry.body for entry in await log.read("aix", 0, 2000)] == [b"new"] * 1500
    assert len(seen) == 3000


async def test_a_rewrite_whose_files_redis_keeps_to_itself_says_so(
    log: RedisLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forbidden(link: RedisLink) -> bool:
        return False

    monkeypatch.setattr(rewrite, "clean_files", forbidden)
    await log.append("aix", [b"a"])
    with pytest.raises(LogFull, match=r"has been rewritten, but .* what was replaced stays in them"):
        await log.rewrite("aix", lambda stored: b"b")
    assert await bodies(log) == [b"b"]


async def test_an_empty_log_may_be_rewritten(log: RedisLog) -> None:
    epoch = await log.epoch("aix")
    assert await log.rewrite("aix", lambda stored: b"") != epoch
    assert await log.append("aix", [b"a"]) == range(1, 2)
