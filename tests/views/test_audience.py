"""The phone's page: what the hall may see, and nothing else."""

import pytest

from moderation.status import ReviewMode, Status
from server.room.base import Actor, Event
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, PollOpened
from server.room.prompts import AnnouncementMade
from server.room.questions import QuestionAsked, QuestionWithdrawn
from server.room.results import PollRevealed
from server.room.screen import QuestionStaged, StageCleared
from server.room.sessions import ReviewModeSet, SessionEnded, SessionStarted
from server.room.support import QuestionUpvoted
from server.room.triage import QuestionApproved, QuestionDismissed, QuestionErased
from server.room.wording import Text
from server.views.audience import Asking, Audience, Now, OnStage
from server.views.part import Remove, Wording
from tests.room.given import ANNA, BEN, CHIE, LIVE, MO, Q1, Q2, Q3, SERVER, Fact, Room, asked, by, given
from tests.room.plan import RT1, plan_of
from tests.views.screens import changes, shown, written

PUBLISH = ReviewModeSet("rt1", ReviewMode.PUBLISH)


def page(room: Room, hall: str = "main") -> Audience:
    made = shown(room, "audience", hall)
    assert isinstance(made, Audience)
    return made


def listed(room: Room) -> list[str]:
    return [card.question for card in page(room).questions.items]


def three(*facts: Event | Fact) -> Room:
    """Three published questions, asked in this order."""
    return given(LIVE, PUBLISH, asked("1?", Q1), asked("2?", Q2), asked("3?", Q3), *facts)


def votes(question: str, *people: Actor) -> list[Fact]:
    return [by(one, QuestionUpvoted(question)) for one in people]


# where we are


def test_a_hall_without_a_session_says_where_it_is() -> None:
    made = page(given())
    assert made.now == Now("now", Text("Grande salle", "大ホール", "Main hall"))
    assert made.asking == Asking("asking")
    assert made.questions.items == ()


def test_a_live_session_is_named() -> None:
    now = page(given(LIVE)).now
    assert (now.session, now.title, now.kind) == ("rt1", RT1.title, "round-table")
    assert page(given(LIVE), "side").now.session == ""


def test_a_hall_whose_session_is_over_says_so() -> None:
    room = given(LIVE, SessionEnded("rt1"))
    assert page(room).now == Now("now", Text("Grande salle", "大ホール", "Main hall"), over=True)
    assert not page(room, "side").now.over
    assert not page(room.and_given(SessionStarted("rt2"))).now.over


@pytest.mark.parametrize("mode", ReviewMode)
def test_the_page_says_how_questions_are_taken(mode: ReviewMode) -> None:
    room = given(LIVE, *([ReviewModeSet("rt1", mode)] if mode is not ReviewMode.REVIEW else []))
    assert page(room).asking == Asking("asking", "rt1", mode)


def test_the_programme_says_what_is_live_and_what_is_over() -> None:
    room = given(LIVE, SessionEnded("rt1"), SessionStarted("ws"))
    assert [(line.session, line.phase) for line in page(room).programme.items] == [
        ("rt1", "ended"),
        ("rt2", "planned"),
        ("ws", "live"),
    ]


def test_an_announcement_is_shown_until_it_is_taken_away() -> None:
    room = given(LIVE, AnnouncementMade("main", Text(en="Tea")))
    assert page(room).notice.text == Text(en="Tea")
    assert page(room, "side").notice.text == Text()
    assert page(room.and_given(AnnouncementMade("main"))).notice.text == Text()


def test_a_session_in_a_hall_that_is_not_planned_is_listed_without_its_name() -> None:
    plan = plan_of(RT1.__class__("rt9", "cellar", "workshop", Text(en="Deep")))
    made = page(given(by(SERVER, ProgrammePlanned(plan))))
    assert [line.hall_name for line in made.programme.items] == [Text()]


# what the hall may read


@pytest.mark.parametrize(
    "event", [None, QuestionDismissed(Q1, "We know Mallory"), QuestionWithdrawn(Q1), QuestionErased(Q1)]
)
def test_what_is_not_published_is_nowhere_on_the_page(event: Event | None) -> None:
    question = QuestionAsked(Q1, "rt1", "Is Mallory here?", "en", "Mallory")
    room = given(LIVE, question, *([event] if event else []))
    assert "Mallory" not in written(page(room))
    assert Q1 not in written(page(room))


@pytest.mark.parametrize("event", [QuestionDismissed(Q1), QuestionWithdrawn(Q1), QuestionErased(Q1)])
def test_what_is_taken_down_leaves_the_page(event: Event) -> None:
    room = given(LIVE, PUBLISH, QuestionAsked(Q1, "rt1", "Is Mallory here?", "en", "Mallory"))
    assert "Mallory" in written(page(room))
    assert changes(room, "audience", event) == [Remove(f"q-{Q1}")]
    assert "Mallory" not in written(page(room))


def test_a_name_is_shown_only_beside_the_question_that_was_asked_with_it() -> None:
    room = given(LIVE, PUBLISH, QuestionAsked(Q1, "rt1", "Why?", "en", "Anna"), asked("How?", Q2))
    assert [card.name for card in page(room).questions.items] == ["Anna", ""]


def test_nobody_s_id_is_on_the_page() -> None:
    room = three(*votes(Q1, BEN, CHIE), QuestionStaged(Q1), PollOpened("rt1-p1"))
    room.and_given(by(Actor("voter-ben", "audience"), BallotCast("rt1-p1", ("a",))), PollRevealed("rt1-p1"))
    for word in ("anna", "ben", "chie", "voter"):
        assert word not in written(page(room))


# the stage


def test_a_prepared_question_on_stage_is_shown_in_its_languages() -> None:
    on_stage = page(given(LIVE, QuestionStaged("rt1-q1"))).on_stage
    assert on_stage == OnStage("on-stage", "rt1-q1", Wording(RT1.questions[0].text), "prepared")


def test_an_audience_question_on_stage_is_shown_in_its_own() -> None:
    room = three(QuestionStaged(Q1))
    assert page(room).on_stage == OnStage("on-stage", Q1, Wording(Text(en="1?"), "en"), "audience")
    assert page(room).questions.items[0].status is Status.ON_STAGE


def test_an_empty_stage_is_empty() -> None:
    room = three(QuestionStaged(Q1), StageCleared("main"))
    assert page(room).on_stage == OnStage("on-stage")


def test_a_moderator_is_not_needed_for_the_hall_to_see_its_own_questions() -> None:
    assert listed(given(by(MO, LIVE), by(MO, PUBLISH), by(ANNA, asked()))) == [Q1]
    assert listed(given(LIVE, asked(), QuestionApproved(Q1))) == [Q1]
