"""The moderator's desk."""

import pytest

from moderation.polls import Phase
from moderation.status import ReviewMode, Status
from server.room.base import Actor
from server.room.polls import BallotCast, PollClosed, PollOpened
from server.room.prompts import AnnouncementMade, CueSeen, CueSent
from server.room.questions import QuestionWithdrawn
from server.room.screen import QuestionStaged, SceneShown, ScreenBlanked
from server.room.sessions import ReviewModeSet, SessionEnded, SessionStarted
from server.room.state import Scene
from server.room.support import QuestionUpvoted
from server.room.timer import TimerStarted, TimerStopped
from server.room.triage import (
    QuestionAnswered,
    QuestionApproved,
    QuestionDismissed,
    QuestionErased,
    QuestionRestored,
)
from server.room.wording import Text
from server.views.common import Clock, Count
from server.views.desk import Desk
from server.views.part import Insert, Order, Remove, Replace, diff
from server.views.presence import Presence
from tests.room.given import BEN, CHIE, LIVE, MO, MONITOR, Q1, Q2, Q3, SECOND, START, Room, asked, by, given
from tests.room.plan import RT1
from tests.views.screens import changes, shown, written


def desk(room: Room, hall: str = "main", presence: Presence | None = None) -> Desk:
    made = shown(room, "desk", hall, presence or Presence())
    assert isinstance(made, Desk)
    return made


def three() -> Room:
    """Three questions that wait."""
    return given(LIVE, asked("1?", Q1), asked("2?", Q2), asked("3?", Q3))


def test_questions_wait_in_the_order_in_which_they_came() -> None:
    made = desk(three())
    assert [item.question for item in made.pending.items] == [Q1, Q2, Q3]
    assert made.bar.pending == Count("desk-pending", 3)


def test_what_is_on_stage_leads_the_published_ones_and_then_the_most_supported() -> None:
    room = three().and_given(*(QuestionApproved(id) for id in (Q1, Q2, Q3)))
    room.and_given(by(BEN, QuestionUpvoted(Q3)), QuestionStaged(Q2))
    assert [item.question for item in desk(room).live.items] == [Q2, Q3, Q1]
    assert [item.votes.n for item in desk(room).live.items] == [0, 1, 0]


def test_answered_and_dismissed_questions_are_kept_apart_and_withdrawn_ones_are_gone() -> None:
    room = three().and_given(QuestionApproved(Q1), QuestionAnswered(Q1), QuestionDismissed(Q2, "Off topic"))
    room.and_given(QuestionWithdrawn(Q3))
    made = desk(room)
    assert [one.status for one in made.answered.items] == [Status.ANSWERED]
    assert [(one.status, one.reason) for one in made.dismissed.items] == [(Status.DISMISSED, "Off topic")]
    assert "3?" not in written(desk(room))


def test_an_erased_question_is_nowhere_on_the_desk() -> None:
    room = three().and_given(QuestionErased(Q2))
    assert "2?" not in written(desk(room))
    assert Q2 not in written(desk(room))


def test_the_bar_says_where_we_are_and_who_is_here() -> None:
    room = given(by(MO, LIVE, at=START), ReviewModeSet("rt1", ReviewMode.PUBLISH))
    bar = desk(room, presence=Presence(120, 2, "stale")).bar
    assert (bar.session, bar.title, bar.started_at, bar.mode) == ("rt1", RT1.title, START, ReviewMode.PUBLISH)
    assert (bar.connected.n, bar.stages, bar.screen) == (120, 2, "stale")


def test_a_desk_without_a_session_is_empty_but_for_the_run_of_show() -> None:
    made = desk(given())
    assert (made.bar.session, made.pending.items, made.prepared.items, made.polls.items) == ("", (), (), ())
    assert [(one.session, one.phase) for one in made.sessions.items] == [
        ("rt1", "planned"),
        ("rt2", "planned"),
    ]
    assert [one.session for one in desk(given(), "side").sessions.items] == ["ws"]


def test_the_run_of_show_follows_the_sessions() -> None:
    room = given(LIVE, SessionEnded("rt1"), SessionStarted("rt2"))
    assert [one.phase for one in desk(room).sessions.items] == ["ended", "live"]


def test_prepared_questions_have_their_theme_and_their_standing() -> None:
    room = given(LIVE, QuestionStaged("rt1-q1"), QuestionAnswered("rt1-q1"))
    first, second = desk(room).prepared.items
    assert (first.theme, first.status) == (Text("Crues", "洪水", "Floods"), Status.ANSWERED)
    assert (second.theme, second.status) == (Text(), Status.PLANNED)


def test_the_desk_sees_results_that_the_hall_does_not() -> None:
    room = given(LIVE, PollOpened("rt1-p1"), by(Actor("v", "audience"), BallotCast("rt1-p1", ("a",))))
    poll, other = desk(room).polls.items
    assert (poll.phase, poll.revealed, poll.on_screen, poll.turnout.n) == (Phase.OPEN, False, True, 1)
    assert [bar.votes for bar in poll.tally.items] == [1, 0, 0]
    assert (other.phase, other.on_screen) == (Phase.DRAFT, False)
    room.and_given(PollClosed("rt1-p1"), SceneShown("main", Scene()))
    assert not desk(room).polls.items[0].on_screen


def test_the_latest_cue_has_its_receipt() -> None:
    room = given(LIVE, by(MO, CueSent("main", "conclude"), at=START))
    assert (desk(room).cue.sent_at, desk(room).cue.seen_at) == (START, 0)
    cue = room.state.halls["main"].cue
    assert cue
    room.and_given(by(MONITOR, CueSeen("main", cue.id), at=START + 3 * SECOND))
    assert (desk(room).cue.preset, desk(room).cue.seen_at) == ("conclude", START + 3 * SECOND)
    assert desk(room, "side").cue.preset == ""


def test_the_clock_runs_rests_or_is_not_there() -> None:
    room = given(LIVE)
    assert desk(room).clock == Clock("desk-clock")
    room.and_given(by(MO, TimerStarted("main", 60), at=START))
    assert desk(room).clock == Clock("desk-clock", 60_000, START + 60_000, 60_000, "running")
    room.and_given(by(MO, TimerStopped("main"), at=START + 20 * SECOND))
    assert (desk(room).clock.state, desk(room).clock.left) == ("paused", 40_000)


def test_the_desk_knows_what_is_on_the_screen_even_behind_the_curtain() -> None:
    room = given(LIVE, QuestionStaged("rt1-q1"), ScreenBlanked("main"), AnnouncementMade("main", Text("Thé")))
    made = desk(room)
    assert (made.screen.scene, made.screen.blank, made.screen.on_stage) == ("question", True, "rt1-q1")
    assert made.mini.shows == "dark:"
    assert made.notice.text == Text("Thé")


def test_the_speakers_of_the_session_can_be_addressed() -> None:
    assert [one.id for one in desk(given(LIVE)).speakers.speakers] == ["tours", "kobe"]
    assert desk(given()).speakers.speakers == ()


# what changes


def test_an_arrival_is_one_item_and_one_number() -> None:
    patches = changes(given(LIVE, asked("1?", Q1)), "desk", asked("2?", Q2))
    assert Replace(Count("desk-pending", 2)) in patches
    assert [patch.part.id for patch in patches if isinstance(patch, Insert)] == [f"d-{Q2}"]
    assert len(patches) == 2


def test_an_approval_moves_one_item_from_one_list_to_the_other() -> None:
    patches = changes(three(), "desk", QuestionApproved(Q2))
    assert Remove(f"d-{Q2}") in patches
    assert [patch.into for patch in patches if isinstance(patch, Insert)] == ["live"]
    assert Replace(Count("desk-pending", 2)) in patches
    assert len(patches) == 3


def test_a_restored_question_leaves_its_old_list_before_it_comes_into_the_other() -> None:
    room = three().and_given(QuestionDismissed(Q2))
    kinds = [type(patch) for patch in changes(room, "desk", QuestionRestored(Q2))]
    assert kinds == [Remove, Insert]


def test_an_upvote_on_the_desk_changes_one_number_and_perhaps_the_order() -> None:
    room = three().and_given(*(QuestionApproved(id) for id in (Q1, Q2)))
    assert changes(room, "desk", by(BEN, QuestionUpvoted(Q1))) == [Replace(Count(f"dn-{Q1}", 1))]
    patches = changes(room, "desk", *(by(who, QuestionUpvoted(Q2)) for who in (BEN, CHIE)))
    assert patches == [Replace(Count(f"dn-{Q2}", 2)), Order("live", (f"d-{Q2}", f"d-{Q1}"))]


@pytest.mark.parametrize("change", ["phones", "stages", "screen"])
def test_presence_touches_the_bar_and_the_counts_only(change: str) -> None:
    room = given(LIVE)
    after = {"phones": Presence(phones=3), "stages": Presence(stages=1), "screen": Presence(screen="fresh")}[
        change
    ]
    patches = diff(desk(room), desk(room, presence=after))
    assert patches
    ids = {patch.part.id for patch in patches if isinstance(patch, Replace)}
    assert ids <= {"desk-bar", "desk-connected", "connected", "seats"}


def test_a_new_session_does_not_replace_the_whole_desk() -> None:
    patches = changes(given(LIVE), "desk", SessionStarted("rt2"))
    assert "desk" not in {patch.part.id for patch in patches if isinstance(patch, Replace)}
