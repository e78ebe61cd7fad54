"""People who go to and fro between workers of the first release and of this one are nobody else there."""

import sys
from pathlib import Path

import httpx
import pytest

from tests.faults.desk import Desk
from tests.faults.hall import POLL, SESSION
from tests.faults.house import housed
from tests.faults.serving import serving
from tests.faults.venue import own_redis
from tests.faults.waiting import until
from tests.faults.worker import MEETING, new_id, working
from tests.visits import visited

UNSIGNED = (sys.executable, "-m", "tests.faults.stand_in", "unsigned")


async def voted(phone: httpx.AsyncClient, origin: str, choice: str) -> None:
    """Vote there, which must be accepted."""
    headers = {"Origin": origin, "Accept": "application/json"}
    ballot = {"poll": POLL, "choice": [choice]}
    answer = await phone.post(f"{origin}/do/vote", json=ballot, headers=headers)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("first", ["older", "newer"])
@pytest.mark.parametrize("loads", [True, False], ids=["loading each page", "with one page"])
async def test_whoever_votes_by_way_of_both_releases_has_one_vote(
    redis_url: str, tmp_path: Path, first: str, loads: bool
) -> None:
    async with (
        serving(redis_url, tmp_path / "newer") as newer,
        serving(redis_url, tmp_path / "older", command=UNSIGNED) as older,
        working(redis_url, "onlooker") as onlooker,
        httpx.AsyncClient(timeout=20) as phone,
    ):
        places = [older.origin, newer.origin] if first == "older" else [newer.origin, older.origin]
        desk = await Desk(places[0], newer.token).come_in()
        await desk.done("start-session", new_id(), session=SESSION)
        # The pass that one release gave opens the desk at the other.
        desk_elsewhere = Desk(places[1], newer.token)
        desk_elsewhere.cookies = desk.cookies
        await desk_elsewhere.done("open-poll", new_id(), poll=POLL)

        assert (await phone.get(f"{places[0]}/m/{MEETING}")).status_code == 200
        for choice, origin in zip("abab", places * 2, strict=True):
            if loads:
                assert (await phone.get(f"{origin}/m/{MEETING}")).status_code == 200
            await voted(phone, origin, choice)
            await onlooker.runtime.catch_up()
            box = onlooker.runtime.state.boxes[POLL]
            assert (box.voters, box.tally[choice]) == (1, 1)


async def test_a_phone_stays_who_it_is_when_redis_comes_back_empty(tmp_path: Path) -> None:
    async with (
        own_redis(tmp_path) as redis,
        housed(redis.url, "one") as one,
        housed(redis.url, "two") as two,
    ):
        cookie = await visited(one.origin, MEETING)
        before = one.house.participants.key
        redis.flush()
        await until(lambda: all(each.worker.runtime.state.loss for each in (one, two)))
        for each in (one, two):
            headers = {"Origin": each.origin, "Accept": "application/json", "Cookie": cookie}
            async with httpx.AsyncClient(headers=headers, timeout=20) as phone:
                answer = await phone.post(f"{each.origin}/do/set-name", json={"name": f"Zoé {new_id()}"})
                assert answer.status_code == 200
            assert each.house.participants.key == before
        # Put back, and so the key of whoever starts next.
        await until(lambda: not (one.house._renewing or two.house._renewing))
        assert await two.worker.storage.vault.signing_key(bytes(32)) == before
