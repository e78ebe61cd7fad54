"""The subscription is dead but looks alive: screens go on by the tail, and the worker subscribes anew."""

import pytest
import redis

from server.live import follower
from tests.faults.history import History
from tests.faults.waiting import until
from tests.faults.worker import check, in_step, ticked, vote, working
from tests.proxy import Proxy

OFTEN, NEVER = 0.3, 3600.0


def subscribers(address: str) -> set[str]:
    """The connections that listen."""
    with redis.Redis.from_url(address, protocol=2, decode_responses=True) as client:
        return {str(one["id"]) for one in client.client_list(_type="pubsub")}


async def test_a_worker_that_hears_nothing_reads_the_tail_and_listens_again(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sooner than the dead line is noticed, however slow this machine is.
    monkeypatch.setattr(follower, "LOOK_EVERY", OFTEN)
    history = History()
    with Proxy.before(redis_url) as (proxy, by_proxy):
        async with working(redis_url, "one") as one, working(by_proxy, "two") as two:
            await one.opened()
            await in_step([one, two])
            sights = [two.screen(view) for view in ("projector", "audience", "desk")]
            before = subscribers(redis_url)

            proxy.black_hole(saying=b"SUBSCRIBE")
            act = await vote(history, "anna", "a", [one])
            await until(lambda: two.runtime.state.seq >= act.seq)
            assert subscribers(redis_url) == before, "the tail was not what brought it"
            await ticked()
            assert [sight.wholes for sight in sights] == [1, 1, 1]
            check(history, await in_step([one, two]), [one, two])

            await until(lambda: bool(subscribers(redis_url) - before))
            # From here on nothing but the bell tells the worker that there is more.
            monkeypatch.setattr(follower, "LOOK_EVERY", NEVER)
            await ticked()
            for voter in ("ben", "chie"):
                await vote(history, voter, "b", [one])
                check(history, await in_step([one, two]), [one, two])
