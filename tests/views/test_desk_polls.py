"""What the desk says beside a poll of how secret its ballots are."""

import re

import pytest

from server.render.html import render_part
from server.room.base import Event
from server.room.cleansing import BallotsSummed
from server.room.polls import BallotCast, PollClosed, PollCounted, PollOpened, PollOpenedV1
from server.room.results import PollRevealed
from server.views.desk.polls import DeskPoll, polls
from tests.room.given import ANNA, LIVE, Given, by, given
from tests.room.plan import RT1

POLL = "rt1-p1"
OLD, SEALED, CLOSED = PollOpenedV1(POLL), PollOpened(POLL, 128), PollClosed(POLL)
BALLOT = by(ANNA, BallotCast(POLL, ("a",)))
STORED = "the ballots of this poll are still stored one by one"
LIVE_VOTES = "everyone sees each vote as it comes in"


def shown(*facts: Given) -> DeskPoll:
    """The poll at the desk after these events."""
    return polls(given(LIVE, *facts).state, "main", RT1).items[0]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((OLD, BALLOT), False),
        ((OLD, BALLOT, CLOSED), True),
        ((OLD, CLOSED), False),
        ((OLD, BallotsSummed(POLL, 1, {"a": 1}), CLOSED), False),
        ((SEALED, BALLOT, CLOSED), False),
        ((SEALED, BALLOT, CLOSED, PollCounted(POLL, 1, {"a": 1})), False),
    ],
)
def test_the_desk_says_beside_a_closed_poll_that_its_ballots_are_still_in_the_log(
    facts: tuple[Given, ...], expected: bool
) -> None:
    part = shown(*facts)
    assert part.in_the_log is expected
    assert (STORED in render_part(part, "en")) is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [((), False), ((SEALED,), True), ((SEALED, PollRevealed(POLL)), False), ((SEALED, CLOSED), False)],
)
def test_the_button_that_reveals_an_open_poll_says_that_every_vote_will_show(
    facts: tuple[Event, ...], expected: bool
) -> None:
    html = render_part(shown(*facts), "en")
    assert (LIVE_VOTES in html) is expected
    described = re.search(r'<button[^>]* aria-describedby="([^"]+)"[^>]*>Reveal the results', html)
    assert bool(described) is expected
    if described:
        assert re.search(rf'<p id="{described[1]}"[^>]*>[^<]*{LIVE_VOTES}', html)


@pytest.mark.parametrize(
    ("lang", "stored", "votes"),
    [
        ("fr", "enregistrés un à un, sans nom", "tout le monde verra chaque vote"),
        ("ja", "1票ずつ保存", "全員の画面に反映"),
    ],
)
def test_it_is_said_in_the_languages_of_the_house(lang: str, stored: str, votes: str) -> None:
    assert stored in render_part(shown(OLD, BALLOT, CLOSED), lang)
    assert votes in render_part(shown(SEALED), lang)
