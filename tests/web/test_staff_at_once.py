"""Two who change one private link at the same time, on one worker or on two: one does, the other hears so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from httpx import Response

from server.live.runtime import Runtime
from server.log.storage import Storage, in_redis
from server.web.house import House
from server.web.limits import Limits
from server.web.routes import build_app
from tests.web.test_staff import made, make, seen, shown
from tests.web.venue import CODE, Browser, Venue


@pytest.fixture
async def storage(redis_url: str, tmp_path: Path) -> AsyncIterator[Storage]:
    async with in_redis(redis_url, CODE, tmp_path) as storage:
        yield storage


@pytest.fixture
async def elsewhere(redis_url: str, tmp_path: Path, venue: Venue, limits: Limits) -> AsyncIterator[House]:
    """Another worker of the same meeting."""
    async with in_redis(redis_url, CODE, tmp_path) as storage:
        runtime = await Runtime.open(storage, CODE)
        yield await House.open(runtime, storage, limits=limits)
        await runtime.close()


@pytest.fixture
async def organisers(venue: Venue, elsewhere: House) -> AsyncIterator[list[httpx.AsyncClient]]:
    """The organiser at the first worker, and at the other."""
    here = await venue.staff("organiser")
    async with AsyncExitStack() as leaving:
        by_way = httpx.ASGITransport(build_app(elsewhere))
        there = httpx.AsyncClient(
            transport=by_way, base_url=venue.origin, headers={"Origin": venue.origin}, cookies=here.cookies
        )
        yield [here, await leaving.enter_async_context(there)]


async def opens(venue: Venue, answer: Response) -> bool:
    stranger: Browser = await venue.stranger()
    return (await stranger.get(shown(answer))).status_code == 303


async def held_up(monkeypatch: pytest.MonkeyPatch, venue: Venue) -> tuple[asyncio.Event, asyncio.Event]:
    """The first worker stands still where it makes an address: when it does, and what lets it go on."""
    there, go_on, mint = asyncio.Event(), asyncio.Event(), venue.vault.mint_link

    async def wait(role: str, subject: str) -> str:
        there.set()
        await go_on.wait()
        return await mint(role, subject)

    monkeypatch.setattr(venue.vault, "mint_link", wait)
    return there, go_on


@pytest.mark.parametrize("workers", [(0, 0), (0, 1)])
async def test_of_two_who_renew_a_link_at_the_same_time_one_does(
    venue: Venue, organisers: list[httpx.AsyncClient], workers: tuple[int, int]
) -> None:
    await make(await venue.staff("organiser"))
    form = {"link": made(venue), "seen": seen(venue, made(venue))}
    answers = await asyncio.gather(*(organisers[one].post("/staff/renew", data=form) for one in workers))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [await opens(venue, answer) for answer in answers if answer.status_code == 200] == [True]
    links = (await venue.vault.contents(0)).links
    assert len([one for one in links if one.subject.startswith(made(venue))]) == 1


async def test_whoever_is_overtaken_by_another_renewal_shows_nothing_and_leaves_nothing_open(
    venue: Venue, organisers: list[httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = organisers
    await make(await venue.staff("organiser"))
    link = made(venue)
    is_there, go_on = await held_up(monkeypatch, venue)
    slow = asyncio.create_task(here.post("/staff/renew", data={"link": link, "seen": "1"}))
    await is_there.wait()
    quick = await there.post("/staff/renew", data={"link": link, "seen": "2"})
    go_on.set()
    assert (quick.status_code, (await slow).status_code) == (200, 409)
    assert "/in/" not in (await slow).text
    assert await opens(venue, quick)
    links = (await venue.vault.contents(0)).links
    assert len([one for one in links if one.subject.startswith(link)]) == 1


async def test_a_link_that_is_revoked_while_it_is_renewed_stays_shut(
    venue: Venue, organisers: list[httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = organisers
    await make(await venue.staff("organiser"))
    link = made(venue)
    is_there, go_on = await held_up(monkeypatch, venue)
    slow = asyncio.create_task(here.post("/staff/renew", data={"link": link, "seen": "1"}))
    await is_there.wait()
    assert (await there.post("/staff/revoke", data={"link": link})).status_code == 303
    go_on.set()
    assert (await slow).status_code == 409
    assert not [one for one in (await venue.vault.contents(0)).links if one.subject.startswith(link)]
