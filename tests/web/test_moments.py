"""Moments in the state: an ISO 8601 string with its zone wherever they are, in every view."""

import json
from collections.abc import Iterator
from typing import Any

from server.room.base import SYSTEM
from server.room.loss import ReportLoss
from server.web.doors import VIEWERS
from server.web.orders import new_id
from tests.web.test_routes import holder_of_every_pass
from tests.web.test_state import MOMENT
from tests.web.venue import Browser, Venue

EARLIEST = 1_000_000_000_000  # Unix milliseconds, in 2001: no count here comes near
# What the desk does so that every view has all that it can show; a question is named by its place.
DEEDS: list[tuple[str, dict[str, Any]]] = [
    ("approve", {"question": 0}),
    ("approve", {"question": 1}),
    ("merge", {"question": 2, "into": 0}),
    ("reword", {"question": 0, "text": "Why now?"}),
    ("translate", {"question": 0, "language": "ja", "text": "なぜですか"}),
    ("route", {"question": 0, "speaker": "tours"}),
    ("note", {"question": 0, "text": "Kobe first"}),
    ("label", {"question": 0, "label": "water"}),
    ("reply", {"question": 0, "text": "It rains."}),
    ("pin", {"question": 0}),
    ("stage", {"question": 1}),
    ("open-poll", {"poll": "where"}),
    ("cue", {"hall": "main", "fr": "Plus lentement"}),
    ("start-timer", {"hall": "main", "seconds": 90}),
    ("announce", {"hall": "main", "en": "A break"}),
    ("hand-over", {"hall": "main", "text": "Kobe speaks next."}),
    ("mute", {"question": 3, "on": True}),
    ("start-session", {"session": "craft"}),
]


def numbers_in(value: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Every whole number in some data, and where it is."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from numbers_in(inner, f"{path}/{key}")
    elif isinstance(value, int):
        yield path, value


async def everything_happens(venue: Venue, browser: Browser) -> None:
    """Four questions are asked, and the desk does everything that it can."""
    asked = [new_id() for _ in range(4)]
    for at, question in enumerate(asked):
        answer = await browser.command("ask", question=question, session="talk", text=f"Why {at}?")
        assert answer.is_success, answer.text
    for deed, fields in DEEDS:
        named = {key: asked[value] if key in {"question", "into"} else value for key, value in fields.items()}
        answer = await browser.command(deed, "desk", **named)
        assert answer.is_success, answer.text
    await venue.runtime.submit(ReportLoss(12, 1_778_578_200_000), SYSTEM, "")
    await browser.command("vote", poll="where", choice="b")


async def test_no_moment_is_a_number_in_any_view(venue: Venue) -> None:
    browser = await holder_of_every_pass(venue)
    await everything_happens(venue, browser)
    moments = 0
    for view in (*VIEWERS, "me"):
        shown = await browser.get(f"/state/{view}/main")
        assert [(path, number) for path, number in numbers_in(shown.json()) if number > EARLIEST] == [], view
        moments += len(MOMENT.findall(json.dumps(shown.json())))
    assert moments > 10
