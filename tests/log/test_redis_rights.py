"""What a user of Redis must be allowed to do for Entaku, and what is said when something is missing."""

import asyncio
from pathlib import Path

import pytest

from server.log.base import LogUnavailable
from server.log.redis.link import warn_once
from server.log.redis.wire import RedisWire
from server.log.storage import in_redis, meetings_in
from tests.log.contract import bodies
from tests.log.workers import rung, with_login, worker
from tests.redis_server import running

# Also in docs/operating.md.
RIGHTS = (
    "~entaku:* &entaku:* +@read +@write +@connection +@pubsub -@dangerous"
    " +eval +evalsha +time +info +config|get +bgrewriteaof +bgsave"
)


async def test_a_user_with_no_more_rights_than_needed_can_do_everything(tmp_path: Path) -> None:
    with running(tmp_path, f"user entaku on >secret {RIGHTS}", "user default off") as server:
        url = with_login(server.url, "entaku:secret")
        async with in_redis(url, "aix", tmp_path) as storage, worker(url) as other:
            async with storage.log.bell("aix") as bell:
                await rung(bell)
                await other.append("aix", [b"a"])
                await rung(bell)
            told: list[bytes] = []
            async with storage.wire.listen("aix", lambda worker, note: told.append(note)):
                while not told:
                    await RedisWire(other.link, other.subscription).tell("aix", b"note")
                    await asyncio.sleep(0.01)
            await storage.log.rewrite("aix", lambda stored: b"b")
            assert await bodies(other) == [b"b"]
            await storage.vault.open_ballot_key("poll")
            await storage.vault.destroy_ballot_key("poll")
            link = await storage.vault.find_link(await storage.vault.mint_link("moderator", ""))
            assert link
            assert await storage.vault.mint_pass(link.id, storage.log.now())
        assert await meetings_in(url) == ["aix"]


@pytest.mark.parametrize(
    ("missing", "why"),
    [
        ("info", "'info' command"),
        ("eval", "'eval' command"),
        ("time", "'time' command"),
        ("subscribe", "'subscribe' command"),
        ("xadd", "a command of a script"),
        ("publish", "a command of a script"),
    ],
)
async def test_a_user_without_a_right_is_told_which(tmp_path: Path, missing: str, why: str) -> None:
    with (
        running(tmp_path, f"user entaku on >secret {RIGHTS} -{missing}", "user default off") as server,
        pytest.raises(LogUnavailable, match=f"does not let this user do what Entaku needs: .*{why}"),
    ):
        async with worker(with_login(server.url, "entaku:secret")) as log:
            await log.append("aix", [b"a"])


async def test_an_append_that_may_not_ring_is_not_written(tmp_path: Path) -> None:
    with running(tmp_path, f"user entaku on >secret {RIGHTS} -publish") as server:
        async with worker(with_login(server.url, "entaku:secret")) as log:
            with pytest.raises(LogUnavailable):
                await log.append("aix", [b"a"])
            assert await log.head("aix") == 0


async def test_a_user_who_may_not_see_a_setting_is_only_warned(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running(tmp_path, f"user entaku on >secret {RIGHTS} -config|get", "user default off") as server:
        warn_once.cache_clear()
        async with worker(with_login(server.url, "entaku:secret")):
            assert caplog.messages == [
                f"Redis at 127.0.0.1:{server.port} does not tell how soon entries are on its disk;"
                " see to it that it has `appendonly yes` and `appendfsync always`."
            ]
