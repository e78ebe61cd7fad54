"""A Redis is reached by its address, looked at before it is used, and refused in one sentence."""

import asyncio
import logging
import socket
from pathlib import Path

import pytest

from server.log.redis import checks
from server.log.redis.link import warn_once
from server.log.redis.log import RedisLog
from tests.log.contract import bodies
from tests.log.workers import refusal, with_login, worker
from tests.ports import free_port
from tests.redis_server import RedisServer, running

SECRET = "a/secret:with@all#in?it%"
UNQUOTED = "in a name or a password, / is written %2F, ? is %3F and # is %23"
NO_SCHEME = "it does not begin with redis://, rediss://, unix://, sentinel:// or sentinels://"
WRITTEN = "a%2Fsecret%3Awith%40all%23in%3Fit%25"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://localhost", NO_SCHEME),
        ("localhost:6379", NO_SCHEME),
        ("127.0.0.1:6379", NO_SCHEME),
        ("", NO_SCHEME),
        ("redis://:secret@localhost:port", "it is not an address"),
        ("redis://user:secret/more@localhost:1", UNQUOTED),
        ("redis://user:12/secret@localhost", UNQUOTED),
        ("rediss://:12?secret@localhost/0", UNQUOTED),
        ("redis://user:12#secret@localhost", UNQUOTED),
        ("redis://:secret@[localhost", "it is not an address"),
        ("redis://:secret@localhost/zero", "a database has a number"),
        ("redis://:secret@localhost?ssl_ca_certs=x", "ssl_ca_certs is no option of redis://"),
        ("rediss://:secret@localhost?decode_responses=1", "decode_responses is no option of rediss://"),
        ("rediss://localhost?ssl_cert_reqs=perhaps", "ssl_cert_reqs is none, optional or required"),
        ("rediss://localhost?ssl_ca_certs=/no/such/file", "ssl_ca_certs is /no/such/file, where no file is"),
        ("unix://folder/redis.sock", "a path begins with a slash"),
        ("sentinel://:secret@localhost:26379", "the name by which the sentinels know it is missing"),
        ("sentinel://:secret@,localhost/name", "a sentinel has no host"),
        ("sentinel://:secret@localhost:port/name", "it is not an address"),
    ],
)
async def test_an_address_that_is_none_is_refused_without_its_password(address: str, why: str) -> None:
    said = await refusal(address)
    assert said.startswith(f"The address of Redis cannot be used: {why}; write redis://HOST:PORT/0")
    assert "secret" not in said


async def test_a_redis_that_is_not_there_is_named_without_its_password() -> None:
    port = free_port()
    said = await refusal(f"redis://user:{WRITTEN}@127.0.0.1:{port}/1")
    assert said == f"Redis at 127.0.0.1:{port} cannot be reached: Connection refused."


async def test_a_redis_without_a_socket_file_is_named_by_it() -> None:
    assert await refusal("unix:///no/such.sock?db=1") == (
        "Redis at /no/such.sock cannot be reached: No such file or directory."
    )


async def test_a_redis_that_starts_at_the_same_time_is_waited_for(tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    server.start()
    server.stop()
    opening = asyncio.create_task(RedisLog.open(server.url, 20))
    await asyncio.sleep(0.3)
    assert not opening.done()
    await asyncio.to_thread(server.start)
    log = await opening
    await log.close()
    server.kill()


async def test_a_redis_that_is_loading_is_waited_for(tmp_path: Path) -> None:
    options = ("enable-debug-command yes", "loading-process-events-interval-bytes 1024")
    with running(tmp_path, *options) as server:
        async with worker(server.url) as log:
            for meeting in range(200):
                await log.append(f"meeting {meeting}", [b"x" * 100])
            await log.link.ask("CONFIG", "SET", "key-load-delay", 20_000)
            loading = asyncio.create_task(log.link.ask("DEBUG", "RELOAD"))
            await asyncio.sleep(0.1)
            assert await refusal(server.url) == f"Redis at 127.0.0.1:{server.port} is still loading its data."
            opening = asyncio.create_task(RedisLog.open(server.url, 60))
            await asyncio.sleep(0.1)
            await log.link.ask("CONFIG", "SET", "key-load-delay", 0)
            patient = await opening
            assert await bodies(patient, "meeting 1") == [b"x" * 100]
            await patient.close()
            await asyncio.gather(loading, return_exceptions=True)


async def test_what_is_no_redis_is_told(tmp_path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    said = await refusal(f"redis://127.0.0.1:{port}", patience=10)
    assert said == f"Redis at 127.0.0.1:{port} does not answer as a Redis does."
    server.close()
    await server.wait_closed()


async def test_what_does_not_answer_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        said = await refusal(f"redis://127.0.0.1:{port}")
    assert said == f"Redis at 127.0.0.1:{port} did not answer within 2 seconds."


async def test_a_password_is_needed_and_must_be_right(tmp_path: Path) -> None:
    with running(tmp_path, f'requirepass "{SECRET}"') as server:
        for address in (
            server.url,
            with_login(server.url, ":wrong"),
            with_login(server.url, f"bob:{WRITTEN}"),
        ):
            assert await refusal(address, patience=10) == (
                f"Redis at 127.0.0.1:{server.port} does not accept the name or the password in its address."
            )
        async with worker(with_login(server.url, f":{WRITTEN}")) as log:
            assert await log.append("aix", [b"a"]) == range(1, 2)


async def test_a_password_that_nobody_asks_for_is_told(redis_url: str) -> None:
    said = await refusal(with_login(redis_url, ":unasked"))
    assert "does not accept the name or the password" in said


async def test_a_redis_that_evicts_is_refused_with_the_setting_to_use(tmp_path: Path) -> None:
    with running(tmp_path, "maxmemory-policy allkeys-lru") as server:
        assert await refusal(server.url, patience=10) == (
            f"Redis at 127.0.0.1:{server.port} deletes data when its memory is full"
            " (maxmemory-policy allkeys-lru); set it to noeviction."
        )


async def test_a_replica_is_refused(tmp_path: Path, redis_server: RedisServer) -> None:
    with running(tmp_path, f"replicaof 127.0.0.1 {redis_server.port}") as server:
        assert "is a replica, which cannot be written" in await refusal(server.url, patience=10)


async def test_a_part_of_a_cluster_is_refused(tmp_path: Path) -> None:
    with running(tmp_path, "cluster-enabled yes") as server:
        assert "is a part of a Redis Cluster, which Entaku does not use" in await refusal(server.url, 10)


@pytest.mark.parametrize(
    ("facts", "fits"),
    [
        ({"redis_version": "7.0.0"}, True),
        ({"redis_version": "8.2.1"}, True),
        ({"redis_version": "255.255.255"}, True),
        ({"redis_version": "6.2.14"}, False),
        ({"redis_version": "7.2.4", "server_name": "valkey", "valkey_version": "8.1.0"}, True),
        ({"redis_version": "7.0.0", "maxmemory_policy": "volatile-ttl"}, False),
        ({}, True),
    ],
)
def test_a_redis_is_judged_by_what_it_tells_of_itself(facts: dict[str, str], fits: bool) -> None:
    assert (checks.unfit(facts) is None) == fits


def test_what_redis_tells_of_itself_is_taken_apart() -> None:
    told = (
        b"# Server\r\nredis_version:7.0.15\r\n\r\n# Memory\r\nmaxmemory_policy:noeviction\r\nslave0:::1\r\n"
    )
    assert checks.facts(told) == {
        "redis_version": "7.0.15",
        "maxmemory_policy": "noeviction",
        "slave0": "::1",
    }


@pytest.mark.parametrize(
    ("options", "warning"),
    [
        (["appendfsync always"], None),
        (
            ["appendfsync everysec"],
            "writes entries to its disk late (appendfsync everysec),"
            " so that a crash may lose the last of them;",
        ),
        (["appendonly no"], "keeps entries in memory only, so that a restart may lose them;"),
    ],
)
async def test_a_redis_that_may_lose_what_it_confirmed_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, options: list[str], warning: str | None
) -> None:
    with running(tmp_path, *options) as server:
        warn_once.cache_clear()
        async with worker(server.url), worker(server.url):
            said = (
                f"Redis at 127.0.0.1:{server.port} {warning} set `appendonly yes` and `appendfsync always`."
            )
            told = [(record.name, record.levelno, record.getMessage()) for record in caplog.records]
            assert told == ([("entaku.log", logging.WARNING, said)] if warning else [])


async def test_a_redis_is_reached_by_its_socket_file_and_database(tmp_path: Path) -> None:
    with running(tmp_path, f"unixsocket {tmp_path}/redis.sock", f'requirepass "{SECRET}"') as server:
        async with worker(f"unix://:{WRITTEN}@{tmp_path}/redis.sock?db=3") as log:
            await log.append("aix", [b"a"])
            async with worker(with_login(server.url, f":{WRITTEN}") + "/3") as other:
                assert await bodies(other) == [b"a"]
            async with worker(with_login(server.url, f":{WRITTEN}")) as another:
                assert await bodies(another) == []
