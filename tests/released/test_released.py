"""What released versions wrote, in a folder and in Redis: it replays to its facts, and can be served."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import msgspec
import pytest
import redis

from server import records
from server.log.redis import keys
from server.room.codec import Entry, decode
from server.room.polls import BallotCast
from server.room.state import State
from server.settings import Source
from server.whereabouts import found
from tests.released.course import CLOSED, OPEN
from tests.released.facts import facts_of, sha256
from tests.released.fixture import Fixture, fixtures
from tests.released.guest import HALL, MEETING
from tests.released.serving import counted, own, served, serving, somewhere, state_of

every_fixture = pytest.mark.parametrize("fixture", fixtures(), ids=lambda one: one.about.release)
on_every_storage = pytest.mark.parametrize("storage", ["folder", "redis"])
OPTIONS = "abcd"
PAGES = {"organiser": "/staff", "moderator": f"/desk/{HALL}", "interpreter": f"/booth/{HALL}"}


@every_fixture
@on_every_storage
async def test_what_a_release_wrote_adds_up_to_what_it_did_then(
    fixture: Fixture, storage: str, tmp_path: Path
) -> None:
    assert sha256(fixture.facts) == fixture.about.facts_sha256
    with somewhere(fixture, storage, tmp_path) as source:
        async with found(source) as (at, meeting):
            state = (await records.replayed(at, meeting)).state
    assert facts_of(state, fixture.about.release) == fixture.facts


@every_fixture
@on_every_storage
def test_a_meeting_of_then_goes_on_now(fixture: Fixture, storage: str, tmp_path: Path) -> None:
    voters = [one for one in fixture.about.people if one.ballots]
    with served(fixture, storage, tmp_path) as venue:
        desk = venue.browser(venue.links["moderator"])
        closed = json.loads(fixture.facts)["boxes"][CLOSED]
        tally = {option: count for option, count in closed["tally"].items() if count}
        assert counted(desk, CLOSED) == (closed["voters"], tally)
        for person in fixture.about.people:
            browser = venue.again(person)
            if not (person.questions or person.ballots):
                browser.get(f"/m/{MEETING}")  # the state does not know them: their page makes them somebody
            assert own(browser) == (person.questions, person.ballots), person.name

        before = Counter(one.ballots[OPEN] for one in voters)
        assert counted(desk, OPEN) == (len(voters), before)
        for person in voters:
            browser, choice = venue.again(person), _other(person.ballots[OPEN])
            browser.done("vote", poll=OPEN, choice=choice)
            assert own(browser)[1] == {OPEN: choice}, person.name
        after = Counter(_other(one.ballots[OPEN]) for one in voters)
        assert counted(desk, OPEN) == (len(voters), after) != (len(voters), before)
        assert venue.again(voters[0]).command("vote", poll=CLOSED, choice="a")["refused"] == "poll-not-open"
        assert counted(desk, CLOSED) == (closed["voters"], tally)


@every_fixture
@on_every_storage
def test_the_links_of_then_open_and_their_screens_show_what_was_shown(
    fixture: Fixture, storage: str, tmp_path: Path
) -> None:
    links = json.loads((fixture.home / "folder" / "links.json").read_bytes())
    with served(fixture, storage, tmp_path) as venue:
        alone = [(links[role], page) for role, page in PAGES.items()]
        halls = [(links[role][HALL], f"/{role}/{HALL}") for role in ("projector", "stage")]
        speakers = [(link, f"/stage/{HALL}") for link in list(links["speaker"].values())[:1]]
        for link, page in (*alone, *halls, *speakers):
            shown = venue.browser("/in/" + link.rpartition("/")[2]).get(page)
            assert (shown.status_code, "<html" in shown.text) == (200, True), page
        projector = venue.browser("/in/" + links["projector"][HALL].rpartition("/")[2])
        assert state_of(projector, "projector")["scene"]["poll"] == OPEN
        phone = venue.browser()
        assert "de nos fontaines" in phone.get(f"/m/{MEETING}/{HALL}?lang=fr").text


def _other(choice: str) -> str:
    """The option after this one."""
    return OPTIONS[(OPTIONS.index(choice) + 1) % len(OPTIONS)]


@every_fixture
@on_every_storage
def test_at_the_first_start_the_ballots_of_its_closed_poll_leave_the_log(
    fixture: Fixture, storage: str, tmp_path: Path
) -> None:
    with somewhere(fixture, storage, tmp_path) as source:
        before, _ = asyncio.run(log_of(source))
        old = {seq for seq, entry in enumerate(before, 1) if is_ballot(entry, CLOSED)}
        assert len(old) > 2
        with serving(source, tmp_path) as venue:
            desk = venue.browser(venue.links["moderator"])
            closed = json.loads(fixture.facts)["boxes"][CLOSED]
            assert counted(desk, CLOSED)[0] == closed["voters"]
        after, state = asyncio.run(log_of(source))
        assert [entry for entry in after if is_ballot(entry, CLOSED)] == []
        changed = {
            seq for seq, (one, other) in enumerate(zip(before, after, strict=False), 1) if one != other
        }
        assert changed == old
        assert len({msgspec.structs.replace(after[seq - 1].stamp, seq=0) for seq in old}) == 1
        assert state.boxes[CLOSED].cleansed
        assert sum(is_ballot(entry, OPEN) for entry in after) == sum(
            is_ballot(entry, OPEN) for entry in before
        )
        facts = json.loads(facts_of(state, fixture.about.release))
        boxes = json.loads(fixture.facts)["boxes"]
        boxes[CLOSED]["tally"] = {option: count for option, count in boxes[CLOSED]["tally"].items() if count}
        assert facts["boxes"] == boxes | {CLOSED: boxes[CLOSED] | {"cleansed": True}}
        assert facts["undo"] == json.loads(fixture.facts)["undo"]


@every_fixture
@on_every_storage
def test_compacting_takes_its_ballots_out_of_the_log_unless_it_is_served(
    fixture: Fixture, storage: str, tmp_path: Path
) -> None:
    with somewhere(fixture, storage, tmp_path) as source:
        if source.redis:
            with redis.Redis.from_url(source.redis, protocol=2) as client, client.pubsub() as worker:
                worker.subscribe(keys.notes(MEETING))
                said = asyncio.run(records.compact(source))
            assert said == (
                "The text of 1 erased question is gone from storage; the log has a new epoch."
                " Ballots of polls that an older release opened stay until no worker serves the meeting."
            )
            assert any(is_ballot(entry, CLOSED) for entry in asyncio.run(log_of(source))[0])
        said = asyncio.run(records.compact(source))
        assert said == (
            "The text of 1 erased question and the ballots of 1 closed poll are gone from storage;"
            " the log has a new epoch."
        )
        after, state = asyncio.run(log_of(source))
        assert [entry for entry in after if is_ballot(entry, CLOSED)] == []
        assert state.boxes[CLOSED].cleansed
        assert state.boxes[CLOSED].voters == json.loads(fixture.facts)["boxes"][CLOSED]["voters"]
        said = asyncio.run(records.compact(source))
        assert said == "The text of 1 erased question is gone from storage; the log has a new epoch."


async def log_of(source: Source) -> tuple[list[Entry], State]:
    """The whole log, and what it adds up to."""
    async with found(source) as (at, meeting):
        entries = [decode(*stored) for stored in await at.log.read(meeting, 0, 100_000)]
        return entries, (await records.replayed(at, meeting)).state


def is_ballot(entry: Entry, poll: str) -> bool:
    """Whether an entry is a ballot that anybody can read."""
    return isinstance(entry.event, BallotCast) and entry.event.poll == poll
