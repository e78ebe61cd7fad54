"""Everyone on the staff can take back their own latest actions."""

import pytest

from moderation.status import ReviewMode, Status
from server.room.base import Event, Refusal
from server.room.care import QuestionLabelled, QuestionPinned
from server.room.conduct import ParticipantBlocked, ParticipantMuted
from server.room.limits import LimitsSet
from server.room.merging import QuestionsMerged, QuestionSplit
from server.room.polls import PollClosed, PollOpened
from server.room.prompts import AnnouncementMade, CueSeen, CueSent
from server.room.questions import QuestionWithdrawn
from server.room.results import PollHidden, PollRevealed
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged, SceneShown, ScreenBlanked, ScreenUnblanked, StageCleared
from server.room.sessions import ReviewModeSet, SessionEnded, SessionStarted
from server.room.state import Hall, Scene, State
from server.room.timer import TimerAdjusted, TimerCleared, TimerStarted, TimerStopped
from server.room.translations import QuestionTranslated, TranslationAwaited, TranslationDropped
from server.room.triage import (
    QuestionAnswered,
    QuestionApproved,
    QuestionDismissed,
    QuestionErased,
    QuestionRestored,
)
from server.room.undo import DEPTH, ActionUndone, Undo
from server.room.wording import Text
from tests.room.given import ANNA, LIVE, MO, MONITOR, Q1, Q2, SAM, Room, asked, by, given

TEA = AnnouncementMade("main", Text(en="Tea"))
RECORDS = ("halls", "sessions", "standings", "polls", "cares", "editions", "conducts", "questions", "boxes")


def records(state: State) -> list[object]:
    """What an undo can put back, and what it must leave alone."""
    return [dict(getattr(state, table)) for table in RECORDS]


def undone(room: Room) -> Room:
    """The room after Mo has taken back the latest action."""
    return room.when(Undo(), by=MO).then(ActionUndone(room.state.undo[MO.id][-1].seq))


@pytest.mark.parametrize(
    ("before", "action"),
    [
        ((asked(),), QuestionApproved(Q1)),
        ((asked(),), QuestionDismissed(Q1, "Off topic")),
        ((asked(), QuestionDismissed(Q1, "Off topic")), QuestionRestored(Q1)),
        ((asked(), QuestionApproved(Q1), QuestionStaged(Q1)), QuestionAnswered(Q1)),
        ((asked(), QuestionApproved(Q1), QuestionStaged(Q1)), QuestionDismissed(Q1)),
        ((QuestionStaged("rt1-q2"),), QuestionStaged("rt1-q1")),
        ((QuestionStaged("rt1-q1"),), StageCleared("main")),
        ((PollOpened("rt1-p1"),), SceneShown("main", Scene())),
        ((), ScreenBlanked("main")),
        ((ScreenBlanked("main"),), ScreenUnblanked("main")),
        ((), TEA),
        ((TEA, SceneShown("main", Scene("announcement"))), AnnouncementMade("main")),
        ((), CueSent("main", "conclude")),
        ((), TimerStarted("main", 60)),
        ((TimerStarted("main", 60),), TimerStopped("main")),
        ((TimerStarted("main", 60),), TimerAdjusted("main", 30)),
        ((TimerStarted("main", 60), SceneShown("main", Scene("timer"))), TimerCleared("main")),
        ((PollOpened("rt1-p1"),), PollRevealed("rt1-p1")),
        ((PollOpened("rt1-p1"), PollRevealed("rt1-p1")), PollHidden("rt1-p1")),
        ((), ReviewModeSet("rt1", ReviewMode.PUBLISH)),
        ((asked(), QuestionApproved(Q1), QuestionStaged(Q1)), SessionEnded("rt1")),
        ((asked(), QuestionApproved(Q1), QuestionStaged(Q1)), SessionStarted("rt2")),
        ((QuestionStaged("rt1-q1"), TimerStarted("main", 60)), SessionStarted("rt2")),
        ((asked(),), QuestionReworded(Q1, "How?", "en", approve=True)),
        ((asked(), QuestionReworded(Q1, "How?", "en")), QuestionReworded(Q1, "", "")),
        ((asked(),), QuestionLabelled(Q1, "water", on=True)),
        ((asked(), QuestionPinned(Q1, on=True)), QuestionPinned(Q1, on=False)),
        ((asked(), asked("How?", Q2)), QuestionsMerged(Q2, Q1)),
        ((asked(), asked("How?", Q2), QuestionsMerged(Q2, Q1)), QuestionSplit(Q2)),
        ((asked(),), QuestionTranslated(Q1, "ja", "なぜ？", of=0)),
        ((asked(), QuestionTranslated(Q1, "ja", "なぜ？", of=0)), TranslationDropped(Q1, "ja")),
        ((), TranslationAwaited("rt1", on=True)),
        ((), LimitsSet("rt1", 60, 3)),
        ((asked(),), ParticipantMuted("anna", on=True)),
        ((asked(), ParticipantMuted("anna", on=True)), ParticipantBlocked("anna", on=True)),
    ],
)
def test_an_action_that_is_undone_leaves_everything_as_it_was(
    before: tuple[Event, ...], action: Event
) -> None:
    room = given(LIVE, *before)
    was = records(room.state)
    undone(room.and_given(action))
    assert records(room.state) == was


def test_undoing_the_start_of_a_session_leaves_its_hall_as_it_was() -> None:
    room = undone(given(QuestionStaged("rt1-q1"), LIVE))
    assert room.state.halls["main"] == Hall(on_stage="rt1-q1", scene=Scene("question"))
    assert room.state.standings["rt1-q1"].status is Status.ON_STAGE
    assert room.state.sessions["rt1"].phase == "planned"


def test_actions_are_undone_from_the_latest_to_the_earliest() -> None:
    room = given(LIVE, ScreenBlanked("main"), TEA)
    assert undone(room).state.halls["main"] == Hall("rt1", blank=True)
    assert undone(room).state.halls["main"] == Hall("rt1")


def test_everybody_undoes_only_their_own_actions() -> None:
    room = given(by(SAM, LIVE), ScreenBlanked("side"), by(SAM, ScreenBlanked("main")))
    undone(room)
    assert (room.state.halls["side"].blank, room.state.halls["main"].blank) == (False, True)
    room.when(Undo(), by=MO).then(Refusal.NOTHING_TO_UNDO)


def test_an_action_of_somebody_else_cannot_be_undone_in_their_name() -> None:
    room = given(by(SAM, LIVE), by(SAM, TEA), ScreenBlanked("side"))
    assert room.after(by(MO, ActionUndone(room.state.undo["sam"][-1].seq))) is Refusal.NOTHING_TO_UNDO


def test_what_was_undone_is_not_undone_twice() -> None:
    room = given(LIVE, ScreenBlanked("main"), TEA)
    latest = ActionUndone(room.state.undo["mo"][-1].seq)
    room.and_given(latest)
    assert room.after(latest) is Refusal.NOTHING_TO_UNDO
    assert room.state.halls["main"].blank


def test_without_an_action_there_is_nothing_to_undo() -> None:
    given().when(Undo()).then(Refusal.NOTHING_TO_UNDO)
    assert given().after(ActionUndone(1)) is Refusal.NOTHING_TO_UNDO


@pytest.mark.parametrize(
    ("action", "since"),
    [
        (QuestionApproved(Q1), by(SAM, QuestionDismissed(Q1))),
        (QuestionApproved(Q1), QuestionWithdrawn(Q1)),
        (QuestionApproved(Q1), by(SAM, QuestionErased(Q1))),
        (CueSent("main", "conclude"), by(SAM, TEA)),
        (TEA, by(SAM, AnnouncementMade("main", Text(en="Tea")))),
        (TEA, by(SAM, SessionEnded("rt1"))),
        (ScreenBlanked("main"), by(SAM, PollOpened("rt1-p1"))),
        (ReviewModeSet("rt1", ReviewMode.PUBLISH), by(SAM, SessionEnded("rt1"))),
    ],
)
def test_what_somebody_has_acted_on_since_is_not_undone(action: Event, since: Event) -> None:
    room = given(by(SAM, LIVE), asked(), action, since)
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)


def test_a_cue_that_was_seen_is_not_taken_back() -> None:
    room = given(LIVE, CueSent("main", "conclude"))
    cue = room.state.halls["main"].cue
    assert cue
    room.and_given(by(MONITOR, CueSeen("main", cue.id))).when(Undo()).then(Refusal.CHANGED_SINCE)


def test_a_question_dismissed_since_does_not_come_back_on_stage() -> None:
    room = given(by(SAM, LIVE), asked(), by(SAM, QuestionApproved(Q1)), by(SAM, QuestionStaged(Q1)))
    room.and_given(SessionStarted("rt2"), by(SAM, QuestionDismissed(Q1)))
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)
    assert room.state.halls["main"].on_stage == ""


def test_a_question_erased_since_does_not_come_back_on_stage() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), QuestionStaged(Q1), SessionStarted("rt2"))
    room.and_given(QuestionErased(Q1)).when(Undo()).then(Refusal.CHANGED_SINCE)


def test_a_session_in_which_a_poll_was_opened_cannot_be_unstarted() -> None:
    room = given(LIVE, by(SAM, PollOpened("rt1-p1")), by(SAM, SceneShown("main", Scene())))
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)


def test_the_opening_and_the_close_of_a_poll_cannot_be_undone() -> None:
    room = given(by(SAM, LIVE), PollOpened("rt1-p1"), PollClosed("rt1-p1"))
    room.when(Undo(), by=MO).then(Refusal.NOTHING_TO_UNDO)


def test_undoing_the_end_of_a_session_does_not_open_its_polls_again() -> None:
    room = undone(given(LIVE, PollOpened("rt1-p1"), SessionEnded("rt1")))
    assert room.state.polls["rt1-p1"].phase == "closed"
    assert room.state.halls["main"] == Hall("rt1", scene=Scene("poll", "rt1-p1"))


def test_the_latest_twenty_actions_can_be_undone() -> None:
    room = given(LIVE, *(TimerAdjusted("main", 1) if n else TimerStarted("main", 60) for n in range(25)))
    for _ in range(DEPTH):
        undone(room)
    room.when(Undo()).then(Refusal.NOTHING_TO_UNDO)
    timer = room.state.halls["main"].timer
    assert timer
    assert timer.total == 64_000


def test_undoing_is_no_action_that_could_be_undone() -> None:
    room = undone(given(by(SAM, LIVE), ScreenBlanked("main")))
    room.when(Undo()).then(Refusal.NOTHING_TO_UNDO)


def test_an_undone_approval_keeps_what_the_author_wrote() -> None:
    room = undone(given(by(SAM, LIVE), asked("Why?", Q2), QuestionApproved(Q2)))
    assert room.state.standings[Q2].status is Status.PENDING
    assert room.state.questions[Q2].text == "Why?"


# what others have acted on since


def overtaken() -> Room:
    """Mo blanked the screen, then merged two questions, one of which its author has taken back since."""
    room = given(by(SAM, LIVE), asked("Why?", Q1), asked("How?", Q2), ScreenBlanked("main"))
    return room.and_given(QuestionsMerged(Q2, Q1), by(ANNA, QuestionWithdrawn(Q2)))


def test_an_undo_may_pass_over_what_somebody_has_acted_on_since() -> None:
    room = overtaken()
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)
    blanked = room.state.undo[MO.id][0].seq
    room.when(Undo(past=True), by=MO).then(ActionUndone(blanked, past=True))
    assert not room.state.halls["main"].blank
    assert room.state.standings[Q2].status is Status.WITHDRAWN
    room.when(Undo(past=True), by=MO).then(Refusal.NOTHING_TO_UNDO)
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)


def test_an_undo_passes_over_nothing_that_still_stands() -> None:
    room = given(by(SAM, LIVE), ScreenBlanked("main"), TEA)
    first, second = (one.seq for one in room.state.undo[MO.id])
    room.when(Undo(past=True), by=MO).then(ActionUndone(second, past=True))
    assert room.state.undo[MO.id][-1].seq == first
