"""The hall's screen: one scene at a time, in two languages."""

import msgspec
import pytest

from moderation.polls import Phase
from server.room.base import Actor, Event
from server.room.planning import ProgrammePlanned
from server.room.polls import BallotCast, PollClosed, PollOpened
from server.room.prompts import AnnouncementMade, CueSent
from server.room.questions import QuestionAsked
from server.room.results import PollRevealed
from server.room.screen import QuestionStaged, SceneShown, ScreenBlanked
from server.room.sessions import SessionEnded
from server.room.state import Scene
from server.room.support import QuestionUpvoted
from server.room.timer import TimerStarted
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed, QuestionErased
from server.room.wording import Text
from server.views.common import Bar, Count
from server.views.part import Replace
from server.views.presence import Presence
from server.views.projector import AnnouncementScene, Dark, PollScene, Projector, Quoted, TimerScene, Waiting
from tests.room.given import BEN, LIVE, MO, Q1, SERVER, START, Room, by, given
from tests.room.plan import PLAN, RT1, plan_of
from tests.views.screens import changes, shown, written

FRENCH = QuestionAsked(Q1, "rt1", "Pourquoi ?", "fr", "Anna")


def screen(room: Room, hall: str = "main", presence: Presence | None = None) -> Projector:
    made = shown(room, "projector", hall, presence or Presence())
    assert isinstance(made, Projector)
    return made


def test_a_hall_that_waits_shows_the_way_in_and_who_is_here() -> None:
    made = screen(given(), presence=Presence(phones=7))
    assert made.scene == Waiting("scene", PLAN.title, Text(), Count("seats", 7))
    assert (made.foot.code, made.foot.hall, made.foot.connected.n) == ("PORT24", "main", 7)
    assert screen(given(LIVE)).foot.title == RT1.title


def test_a_prepared_question_is_shown_in_the_two_languages_of_the_meeting() -> None:
    scene = screen(given(LIVE, QuestionStaged("rt1-q1"))).scene
    assert isinstance(scene, Quoted)
    assert (scene.languages, scene.asked, scene.votes) == (("fr", "ja"), "prepared", None)


@pytest.mark.parametrize(("language", "text"), [("fr", "Pourquoi ?"), ("ja", "なぜ"), ("en", "Why?")])
def test_an_audience_question_is_shown_in_the_language_it_was_asked_in(language: str, text: str) -> None:
    question = QuestionAsked(Q1, "rt1", text, language, "Anna")
    scene = screen(given(LIVE, question, QuestionApproved(Q1), QuestionStaged(Q1))).scene
    assert isinstance(scene, Quoted)
    assert (scene.languages, scene.name, scene.asked) == ((language,), "Anna", "audience")
    assert scene.text.in_(language) == text


@pytest.mark.parametrize("down", [QuestionAnswered(Q1), QuestionDismissed(Q1), QuestionErased(Q1)])
def test_a_question_that_is_taken_down_leaves_the_screen(down: Event) -> None:
    room = given(LIVE, FRENCH, QuestionApproved(Q1), QuestionStaged(Q1))
    assert "Pourquoi" in written(screen(room))
    room.and_given(down)
    assert isinstance(screen(room).scene, Waiting)
    assert "Pourquoi" not in written(screen(room))
    assert "Anna" not in written(screen(room))


def test_a_poll_shows_its_options_and_bars_only_when_revealed() -> None:
    room = given(LIVE, PollOpened("rt1-p1"), by(Actor("v", "audience"), BallotCast("rt1-p1", ("b",))))
    scene = screen(room).scene
    assert isinstance(scene, PollScene)
    assert (scene.poll, scene.phase, scene.turnout.n, scene.tally) == ("rt1-p1", Phase.OPEN, 1, None)
    assert scene.options == tuple(option.text for option in RT1.polls[0].options)
    scene = screen(room.and_given(PollClosed("rt1-p1"), PollRevealed("rt1-p1"))).scene
    assert isinstance(scene, PollScene)
    assert scene.tally
    assert [bar.share for bar in scene.tally.items] == [0, 100, 0]


def test_the_countdown_and_the_announcement_have_scenes_of_their_own() -> None:
    room = given(LIVE, by(MO, TimerStarted("main", 60), at=START), SceneShown("main", Scene("timer")))
    scene = screen(room).scene
    assert isinstance(scene, TimerScene)
    assert scene.clock.ends_at == START + 60_000
    room.and_given(AnnouncementMade("main", Text("Thé", "お茶")), SceneShown("main", Scene("announcement")))
    assert screen(room).scene == AnnouncementScene("scene", Text("Thé", "お茶"))


def test_a_blank_screen_shows_nothing_of_the_scene_behind() -> None:
    room = given(LIVE, FRENCH, QuestionApproved(Q1), QuestionStaged(Q1), ScreenBlanked("main"))
    assert screen(room).scene == Dark("scene")
    assert "Pourquoi" not in written(screen(room))


def test_a_cue_to_the_stage_never_reaches_the_hall() -> None:
    assert changes(given(LIVE), "projector", CueSent("main", "", Text(en="Be brief"))) == []
    assert changes(given(LIVE), "audience", CueSent("main", "", Text(en="Be brief"))) == []


@pytest.mark.parametrize(
    ("facts", "shows"),
    [
        ((), "waiting:"),
        ((QuestionStaged("rt1-q1"),), "question:rt1-q1"),
        ((PollOpened("rt1-p1"),), "poll:rt1-p1"),
        ((TimerStarted("main", 60), SceneShown("main", Scene("timer"))), "timer:"),
        ((AnnouncementMade("main", Text("a")), SceneShown("main", Scene("announcement"))), "announcement:"),
        ((PollOpened("rt1-p1"), ScreenBlanked("main")), "dark:"),
        ((PollOpened("rt1-p1"), SessionEnded("rt1")), "waiting:"),
    ],
)
def test_the_screen_can_be_asked_what_it_should_be_showing(facts: tuple[Event, ...], shows: str) -> None:
    assert screen(given(LIVE, *facts)).shows == shows


def test_a_poll_that_is_not_planned_any_more_is_not_shown() -> None:
    room = given(LIVE, PollOpened("rt1-p1"))
    room.and_given(by(SERVER, ProgrammePlanned(plan_of(msgspec.structs.replace(RT1, polls=())))))
    assert screen(room).shows == "waiting:"


# what changes


def test_an_upvote_changes_the_number_beside_the_question_on_stage() -> None:
    room = given(LIVE, FRENCH, QuestionApproved(Q1), QuestionStaged(Q1))
    assert changes(room, "projector", by(BEN, QuestionUpvoted(Q1))) == [Replace(Count("stage-votes", 1))]


def test_a_ballot_changes_the_turnout_only() -> None:
    room = given(LIVE, PollOpened("rt1-p1"))
    ballot = by(Actor("v", "audience"), BallotCast("rt1-p1", ("b",)))
    assert changes(room, "projector", ballot) == [Replace(Count("scene-turnout", 1))]


def test_a_ballot_moves_the_bars_that_are_shown_one_by_one() -> None:
    room = given(LIVE, PollOpened("rt1-p1"), PollRevealed("rt1-p1"))
    patches = changes(room, "projector", by(Actor("v", "audience"), BallotCast("rt1-p1", ("b",))))
    kinds = [type(patch.part) for patch in patches if isinstance(patch, Replace)]
    assert kinds == [Count, Bar]


def test_a_new_scene_replaces_the_scene_and_leaves_the_foot() -> None:
    for facts in ((QuestionStaged("rt1-q1"),), (PollOpened("rt1-p1"),), (ScreenBlanked("main"),)):
        (patch,) = changes(given(LIVE), "projector", *facts)
        assert isinstance(patch, Replace)
        assert patch.part.id == "scene"
