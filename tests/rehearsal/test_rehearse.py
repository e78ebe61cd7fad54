"""A rehearsal against the real server: fifty phones, somebody at the desk, and a summary that adds up."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.rehearsal import crowd, desk, lead, link, pace, scene
from server.rehearsal import rehearse as rehearse_module
from server.rehearsal.crowd import Wish
from server.rehearsal.pace import Habits, Pace
from server.rehearsal.phone import Phone
from server.rehearsal.rehearse import Plan, rehearse
from server.rehearsal.strain import make_room
from server.settings import Trouble
from tests.cli.entaku import complaint
from tests.web.venue import CODE, Venue


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hall in which much happens within seconds."""
    monkeypatch.setitem(pace.HABITS, Pace.STORM, Habits(4, 1, 1.0, 0.5, 0.1, 0, 60))
    monkeypatch.setattr(scene, "EVERY", 0.2)
    monkeypatch.setattr(lead, "EVERY", 0.2)
    monkeypatch.setattr(desk, "SHORTEST", 1.0)
    monkeypatch.setattr(crowd, "LONGEST_AWAY", 0.5)
    monkeypatch.setattr(link, "FIRST_DELAY", 0.2)


async def rehearsed(plan: Plan, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The summary as a machine reads it; in this loop, which serves the meeting too."""
    is_well = await rehearse(replace(plan, as_json=True))
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["is_well"] is is_well
    return found


@pytest.mark.usefixtures("_impatient")
async def test_fifty_phones_and_a_desk_do_everything_and_nothing_is_lost(
    venue: Venue, capsys: pytest.CaptureFixture[str]
) -> None:
    link_to_desk = f"{venue.origin}/in/{await venue.vault.mint_link('moderator', '')}"
    wish = Wish(50, 6, Pace.STORM, 0.4, 1)
    found = await rehearsed(Plan(f"{venue.origin}/m/{CODE}", wish, lead=link_to_desk, seed=5), capsys)
    assert found["is_well"], found
    assert (found["phones"]["came"], found["phones"]["arrived"]) == (50, 50)
    commands = found["commands"]
    assert (commands["lost"], commands["repeated"]) == (0, 0)
    assert sum(commands["sent"].values()) == commands["answer"]["count"]
    assert commands["answer"]["count"] == sum(commands["accepted"].values()) + sum(
        commands["refused"].values()
    )
    assert {"ask", "upvote", "vote"} <= commands["accepted"].keys()
    assert {"approve", "open-poll", "close-poll", "stage"} <= found["lead"].keys()
    assert found["lines"]["dropped"] == found["lines"]["away"]["count"] > 0
    assert found["ballot_until_seen"]["count"] > 0
    assert found["messages"]["odd"] == {}
    assert found["messages"]["from_first_phone_to_each"]["count"] > 0
    ballots = sum(box.voters for box in venue.house.state.boxes.values())
    assert 0 < ballots <= commands["accepted"]["vote"]
    assert len(venue.house.state.questions) == commands["accepted"]["ask"]


async def test_a_hall_that_returns_at_once_is_brought_to_exact_state_without_opening_a_page(
    venue: Venue, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await rehearsed(Plan(f"{venue.origin}/m/{CODE}", Wish(50, 2, Pace.CALM, 0, 0)), capsys)
    assert found["phones"]["arrived"] == found["phones"]["arrival"]["count"] == 50
    assert (found["commands"]["lost"], found["lines"]["stranded"], found["messages"]["odd"]) == (0, 0, {})
    assert not found["rehearsal"]


async def test_a_hall_that_there_is_not_is_said(
    venue: Venue, in_thread: Callable[..., Awaitable[str]]
) -> None:
    said = await in_thread(complaint, "rehearse", f"{venue.origin}/m/{CODE}", "--hall", "attic")
    assert said == "The meeting has no hall attic."


@pytest.mark.parametrize("given", ["/in/" + "x" * 32, "nowhere"])
async def test_a_lead_needs_a_link_that_opens_the_desk(
    venue: Venue, in_thread: Callable[..., Awaitable[str]], given: str
) -> None:
    said = await in_thread(complaint, "rehearse", f"{venue.origin}/m/{CODE}", "--lead", given)
    assert said in {
        "The link of --lead does not open the desk: it must be the moderator's, not renewed since.",
        "nowhere is neither a moderator's link nor a data folder with links.json.",
    }


def test_the_link_is_found_in_a_data_folder(tmp_path: Path) -> None:
    (tmp_path / "links.json").write_text(json.dumps({"moderator": "http://192.0.2.7:8000/in/abc"}))
    assert lead.moderators_link(str(tmp_path)) == "/in/abc"
    assert lead.moderators_link("http://127.0.0.1:8000/in/abc") == "/in/abc"


def test_too_many_phones_for_this_machine_are_refused_with_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda which: (256, 1_000))
    with pytest.raises(Trouble, match=r"ulimit -Hn 5064\), or say --phones 936"):
        make_room(5_000)


def test_the_limit_that_may_be_raised_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[tuple[int, int]] = []
    monkeypatch.setattr("resource.getrlimit", lambda which: (256, 8_000))
    monkeypatch.setattr("resource.setrlimit", lambda which, limits: raised.append(limits))
    make_room(5_000)
    make_room(100)
    assert raised == [(8_000, 8_000)]


async def test_a_hall_that_could_not_come_back_is_said(
    venue: Venue, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearse_module, "LAST_ANSWERS", 0.3)
    monkeypatch.setattr(Phone, "drop", lambda phone, _: link.Link.drop(phone, 60.0))
    monkeypatch.setattr(Phone, "hurry", lambda _: None)
    found = await rehearsed(Plan(f"{venue.origin}/m/{CODE}", Wish(10, 2, Pace.CALM, 1.0, 0)), capsys)
    stranded = found["lines"]["stranded"]
    assert stranded == found["lines"]["dropped"] > 0
    assert f"{stranded} of 10 phones had no line at the end" in found["verdict"]
