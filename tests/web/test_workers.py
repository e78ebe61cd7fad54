"""A worker of several: what the others do counts here, and is seen here as soon as somebody looks for it."""

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from moderation.status import ReviewMode
from server.live.runtime import Runtime
from server.log.storage import Storage, in_folder
from server.room.base import Actor
from server.room.people import SetName
from server.room.polls import OpenPoll, Vote
from server.room.questions import Ask
from server.room.screen import Blank, Unblank
from server.room.sessions import SetReviewMode
from server.room.support import Upvote
from server.web.limits import RATES, Limits
from tests.live.workers import Window
from tests.web.venue import CODE, MODERATOR, Screen, Venue

ANNA = Actor("anna", "audience")
QUESTION = "question-number-1"
COME_BACK = 1012


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker looks at the log of its own accord."""
    monkeypatch.setattr("server.live.follower.LOOK_EVERY", 3_600.0)


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Storage]:
    """Where the meeting is kept."""
    async with in_folder(tmp_path) as storage:
        yield storage


@pytest.fixture
def window(kept: Storage) -> Window:
    """How the worker that is tried sees the log: it hears no bell."""
    window = Window(kept.log)
    window.deaf = True
    return window


@pytest.fixture
def storage(kept: Storage, window: Window) -> Storage:
    return Storage(window, kept.vault, kept.wire, kept.ballot_keys, shared=True)


@pytest.fixture
async def elsewhere(kept: Storage, venue: Venue) -> AsyncIterator[Runtime]:
    """Another worker."""
    runtime = await Runtime.open(
        Storage(kept.log, kept.vault, kept.wire, kept.ballot_keys, shared=True), CODE
    )
    yield runtime
    await runtime.close()


@pytest.fixture
def clock() -> Callable[[], float]:
    """Nobody is forgiven anything by waiting."""
    return lambda: 0.0


async def ask(runtime: Runtime, words: str = "Why so late?", by: Actor = ANNA, id: str = QUESTION) -> None:
    assert not isinstance(await runtime.submit(Ask(id, "talk", words), by, ""), str)


# a page that follows what was done by way of another worker


async def test_a_page_after_a_form_shows_what_another_worker_did(venue: Venue, elsewhere: Runtime) -> None:
    phone, desk = await venue.phone(), await venue.staff("moderator")
    await ask(elsewhere)
    assert "Why so late?" not in (await desk.get("/desk/main")).text
    assert "Why so late?" in (await desk.get("/desk/main?said=ok")).text
    await elsewhere.submit(Blank("side"), MODERATOR, "")
    assert (await phone.get(f"/m/{CODE}?said=ok")).status_code == 200
    assert venue.house.state.halls["side"].blank


async def test_the_state_for_machines_shows_what_another_worker_did(venue: Venue, elsewhere: Runtime) -> None:
    phone = await venue.phone()
    for number, path in enumerate(("/state/audience/main", "/state/me/main")):
        seq = elsewhere.state.seq
        await elsewhere.submit(SetName(f"Anna {number}"), ANNA, "")
        assert (await phone.get(path)).status_code == 200
        assert venue.house.state.seq == elsewhere.state.seq == seq + 1


# how fast one person acts, wherever they act


def left(limits: Limits, kind: str, who: str) -> int:
    """How many tokens of a kind somebody has."""
    return next(taken for taken in range(1_000) if not limits.allows(kind, who))


async def test_what_somebody_does_by_way_of_another_worker_counts_here(
    venue: Venue, elsewhere: Runtime, limits: Limits
) -> None:
    await venue.do(SetReviewMode("talk", ReviewMode.PUBLISH))
    await elsewhere.catch_up()
    await ask(elsewhere)
    mo = Actor("mo", "moderator")
    for command, by in (
        (Upvote(QUESTION), ANNA),
        (SetName("Anna"), ANNA),
        (Blank("main"), mo),
        (Unblank("main"), mo),
    ):
        assert not isinstance(await elsewhere.submit(command, by, ""), str)
    await venue.runtime.catch_up()
    spent = {
        (kind, who): RATES[kind].burst - left(limits, kind, who)
        for kind, who in (
            ("asking", "anna"),
            ("voting", "anna"),
            ("other", "anna"),
            ("staff", "mo"),
        )
    }
    assert list(spent.values()) == [1, 1, 1, 2]


async def test_whoever_asks_too_much_of_all_workers_together_is_slowed_on_each(
    venue: Venue, elsewhere: Runtime
) -> None:
    phone = await venue.phone()
    await phone.command("set-name", name="Anna")
    me = Actor(next(iter(venue.house.state.people)), "audience")
    await elsewhere.catch_up()
    names = [
        await elsewhere.submit(SetName(f"Anna {n}"), me, "") for n in range(int(RATES["other"].burst) - 1)
    ]
    assert not any(isinstance(answer, str) for answer in names)
    await venue.runtime.catch_up()
    assert (await phone.command("set-name", name="Hanna")).status_code == 429


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch, limits: Limits) -> None:
    """No bucket fills while a test looks."""
    monkeypatch.setattr(limits, "clock", lambda: 1_000.0)


@pytest.mark.usefixtures("stopped")
async def test_a_ballot_that_another_worker_took_counts_for_the_hall_and_for_nobody_in_it(
    venue: Venue, elsewhere: Runtime, limits: Limits
) -> None:
    await venue.do(OpenPoll("where"))
    assert not isinstance(await elsewhere.submit(Vote("where", ("a",)), ANNA, ""), str)
    await venue.runtime.catch_up()
    assert venue.house.state.boxes["where"].voters == 1
    assert not any(len(limits._buckets[kind]) for kind in ("voting", "other", "asking"))
    assert (limits._acting.owed, limits._asking.owed) == (1, 0)


@pytest.mark.usefixtures("stopped")
async def test_what_this_worker_did_is_charged_once(venue: Venue, limits: Limits) -> None:
    phone = await venue.phone()
    await phone.get(f"/m/{CODE}")
    await phone.command("ask", question=QUESTION, session="talk", text="Why?")
    await venue.runtime.catch_up()
    assert (limits._acting.owed, limits._asking.owed) == (1, 1)


async def test_phones_of_the_other_workers_make_the_hall_greater(venue: Venue) -> None:
    note = b'{"main":{"phones":40},"side":{"phones":2}}'
    venue.runtime._screens.attendance.heard("another", note, time.monotonic())
    assert venue.house.crowd.size(venue.house.limits.clock()) == 42


# clocks, and a log that cannot be read


async def heartbeat(screen: Screen) -> dict[str, object]:
    await screen.connection.send('{"beat": 7}')
    return await screen.answer()


async def test_a_screen_is_told_the_time_of_the_log(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = await (await venue.phone()).screen()
    monkeypatch.setattr(venue.log, "now", lambda: 1_778_578_200_000)
    assert await heartbeat(screen) == {"now": 1_778_578_200_000, "beat": 7}


async def test_a_screen_is_told_that_it_may_not_be_exact_until_it_is(
    venue: Venue, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, stranger = await (await venue.phone()).screen(), await venue.stranger()
    assert "behind" not in await heartbeat(screen)
    window.unreadable = True
    monkeypatch.setattr("server.live.follower.BEHIND_AFTER", 0)
    assert (await heartbeat(screen))["behind"] is True
    assert (await stranger.get("/health")).status_code == 503
    assert (await stranger.get(f"/m/{CODE}?said=ok")).status_code == 200
    window.unreadable = False
    monkeypatch.setattr("server.live.follower.BEHIND_AFTER", 60)
    await venue.runtime.catch_up()
    assert "behind" not in await heartbeat(screen)
    assert (await stranger.get("/health")).status_code == 200


# leaving


async def test_a_worker_that_leaves_sends_its_sockets_to_another(venue: Venue) -> None:
    phone = await venue.phone()
    screens = [await phone.screen(), await (await venue.staff("moderator")).screen("desk")]
    await venue.runtime.drain()
    assert [await screen.closed() for screen in screens] == [COME_BACK, COME_BACK]
    assert await (await phone.screen()).closed() == COME_BACK
