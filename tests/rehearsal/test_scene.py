"""One reader per hall tells the crowd what there is to do, and people what the crowd waits for."""

from typing import Any

import msgspec
import pytest

from server.rehearsal.scene import OpenPoll, Scene, Scout, hall_by_code
from server.rehearsal.surroundings import Surroundings
from server.settings import Trouble
from tests.rehearsal.raw import RawServer

WHERE = "/state/audience/main"


def state(session: str = "rt1", mode: str = "review", **ballot: Any) -> dict[str, Any]:
    options = [{"option": option} for option in "abc"]
    usual = {"poll": "", "phase": "draft", "kind": "single", "at_most": 0, "turnout": {"n": 3}}
    questions = [{"question": "q1", "status": "live"}, {"question": "q2", "status": "answered"}]
    return {
        "now": {"session": session},
        "asking": {"mode": mode},
        "ballot": usual | {"choices": options} | ballot,
        "questions": {"items": questions},
    }


async def seen(raw: RawServer, around: Surroundings, shown: dict[str, Any]) -> Scene:
    raw.pages[WHERE] = msgspec.json.encode(shown)
    scout = Scout(around, "main")
    await scout.look()
    return scout.scene


@pytest.mark.parametrize(
    ("shown", "waits_for"),
    [
        (state(session=""), "no session is live in main: start one at the desk, or give --lead"),
        (state(mode="closed"), "main takes no questions and no poll is open"),
        (state(mode="closed", poll="p", phase="closed"), "main takes no questions and no poll is open"),
        (state(mode="closed", poll="p", phase="open"), ""),
        (state(), ""),
    ],
)
async def test_it_says_what_the_crowd_waits_for(
    raw: RawServer, around: Surroundings, shown: dict[str, Any], waits_for: str
) -> None:
    assert (await seen(raw, around, shown)).waits_for == waits_for


@pytest.mark.parametrize(
    ("ballot", "most"),
    [({}, 1), ({"kind": "multiple"}, 3), ({"kind": "multiple", "at_most": 2}, 2)],
)
async def test_an_open_poll_says_how_many_options_fit(
    raw: RawServer, around: Surroundings, ballot: dict[str, Any], most: int
) -> None:
    scene = await seen(raw, around, state(poll="p", phase="open", **ballot))
    assert scene.poll == OpenPoll("p", ("a", "b", "c"), most)
    assert around.sight.voted("main", "p", 1.0) is None
    assert around.sight.shows("main", 4, 3.0) == [2.0]


async def test_what_was_answered_needs_no_support(raw: RawServer, around: Surroundings) -> None:
    assert (await seen(raw, around, state())).questions == ["q1"]


async def test_the_hall_is_the_one_that_the_code_leads_to(raw: RawServer, around: Surroundings) -> None:
    raw.pages["/m/PORT24"] = b'<main id="audience" hx-ws:connect="/ws/audience/room-2?lang=fr&amp;v=3">'
    assert await hall_by_code(around.target, "PORT24") == "room-2"
    raw.pages["/m/PORT24"] = b"<h1>Error</h1>"
    with pytest.raises(Trouble, match="has no page of the meeting PORT24"):
        await hall_by_code(around.target, "PORT24")
