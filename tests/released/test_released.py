"""What released versions wrote, in a folder and in Redis: it replays to its facts, and can be served."""

import json
from collections import Counter
from pathlib import Path

import pytest

from server import records
from server.whereabouts import found
from tests.released.course import CLOSED, OPEN
from tests.released.facts import facts_of, sha256
from tests.released.fixture import Fixture, fixtures
from tests.released.guest import HALL, MEETING
from tests.released.serving import counted, own, served, somewhere, state_of

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
            state = (await records.replayed(at.log, meeting)).state
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
