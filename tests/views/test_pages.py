"""What every page has in common."""

import msgspec

from server.room.base import Actor
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, PollOpened
from server.room.programme import Option, Poll, PreparedQuestion
from server.room.results import PollRevealed
from server.room.screen import QuestionStaged
from server.room.state import State
from server.room.triage import QuestionApproved
from server.room.wording import Text
from tests.room.given import LIVE, Q1, SERVER, asked, by, given
from tests.room.plan import OPTIONS, RT1, plan_of
from tests.views.page import repeated_ids
from tests.views.screens import every_page


def repeated(state: State) -> list[list[str]]:
    return [repeated_ids(page) for page in every_page(state)]


def test_no_page_has_two_elements_of_one_id() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), QuestionStaged(Q1))
    assert not any(repeated(room.state))
    room.and_given(PollOpened("rt1-p1"), PollRevealed("rt1-p1"), PollOpened("rt1-p2"), PollRevealed("rt1-p2"))
    assert not any(repeated(room.and_given(by(Actor("v", "audience"), BallotCast("rt1-p1", ("a",)))).state))


def test_ids_that_an_organiser_may_choose_do_not_collide() -> None:
    session = msgspec.structs.replace(
        RT1,
        questions=tuple(PreparedQuestion(id, Text(en="Why?")) for id in ("up", "cue", "q-1")),
        polls=(
            Poll("p", Text(en="?"), (Option("1-a", Text(en="A")), *OPTIONS)),
            Poll("p-1", Text(en="?"), OPTIONS),
        ),
    )
    room = given(by(SERVER, ProgrammePlanned(plan_of(session))), LIVE, PollOpened("p"), PollOpened("p-1"))
    assert not any(repeated(room.state))
