"""How many questions a session has room for: those that stand; by version 1, those that were ever asked."""

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from moderation.status import ReviewMode
from server.room import limits
from server.room.base import Command, Event, Refusal
from server.room.merging import Merge, QuestionsMerged, Split
from server.room.questions import Ask, QuestionAsked, QuestionAskedV1, QuestionWithdrawn, Withdraw
from server.room.sessions import ReviewModeSet
from server.room.triage import (
    Answer,
    Approve,
    Dismiss,
    Erase,
    QuestionAnswered,
    QuestionApproved,
    QuestionDismissed,
    QuestionErased,
    QuestionRestored,
    Restore,
)
from server.room.undo import Undo
from tests.room.given import ANNA, BEN, CHIE, LIVE, MO, Q1, Q2, Q3, Room, asked, by, given

ASK = Ask(Q3, "rt1", "And now?")
PUBLISHED = ReviewModeSet("rt1", ReviewMode.PUBLISH)


@pytest.fixture(autouse=True)
def _room_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "QUESTIONS_PER_SESSION", 2)


def full(*facts: Event) -> Room:
    """A session with as many questions as it takes, after these events."""
    return given(LIVE, asked(id=Q1), by(BEN, asked(id=Q2)), *facts)


def test_a_full_session_takes_no_more_questions_and_another_does() -> None:
    full().when(ASK, by=CHIE).then(Refusal.SESSION_FULL)


@pytest.mark.parametrize(
    "gone",
    [QuestionErased(Q1), QuestionDismissed(Q1), QuestionWithdrawn(Q1)],
    ids=lambda one: type(one).__name__,
)
def test_what_no_longer_stands_makes_room_at_once_and_numbers_go_on(gone: Event) -> None:
    room = full(gone).when(ASK, by=CHIE).happens()
    assert room.state.questions[Q3].number == 3
    room.when(Ask("question-number-4", "rt1", "And then?"), by=MO).then(Refusal.NOT_ALLOWED)
    room.when(Ask("question-number-4", "rt1", "And then?"), by=CHIE).then(Refusal.SESSION_FULL)


@pytest.mark.parametrize(
    "kept",
    [
        (QuestionApproved(Q1),),
        (QuestionApproved(Q1), QuestionAnswered(Q1)),
        (QuestionsMerged(Q1, Q2),),
        (QuestionDismissed(Q1), QuestionRestored(Q1)),
    ],
    ids=["published", "answered", "merged", "restored"],
)
def test_what_still_stands_takes_room(kept: tuple[Event, ...]) -> None:
    full(*kept).when(ASK, by=CHIE).then(Refusal.SESSION_FULL)


def test_undoing_a_dismissal_takes_the_room_back() -> None:
    full(QuestionDismissed(Q1)).when(Undo(), by=MO).happens().when(ASK, by=CHIE).then(Refusal.SESSION_FULL)


def test_what_was_merged_stands_again_when_the_other_one_goes() -> None:
    room = full(QuestionsMerged(Q1, Q2), QuestionErased(Q2))
    assert room.state.counted == {"rt1": 1}
    room.when(ASK, by=CHIE).happens().when(Ask("question-number-4", "rt1", "?"), by=CHIE).then(
        Refusal.SESSION_FULL
    )


def test_an_entry_of_version_1_is_judged_by_what_was_ever_asked_after_the_adoption_too() -> None:
    room = full(QuestionErased(Q1), QuestionDismissed(Q2))
    assert room.state.rules >= QuestionAsked.from_rules
    text = (Q3, "rt1", "And now?", "en")
    assert room.after(by(CHIE, QuestionAskedV1(*text))) is Refusal.SESSION_FULL
    assert room.after(by(CHIE, QuestionAsked(*text))) is None


_WISHES = st.sampled_from((Dismiss, Restore, Approve, Answer, Erase, Withdraw, Merge, Split, Undo))


@settings(deadline=None)
@given_any(st.lists(st.tuples(_WISHES, st.sampled_from((Q1, Q2)), st.sampled_from((Q1, Q2))), max_size=25))
def test_the_count_is_what_counting_by_hand_gives(
    wishes: list[tuple[type[Command], str, str]],
) -> None:
    room = full()
    for kind, question, other in wishes:
        fields = {"question": question, "into": other}
        wish = kind(**{name: fields[name] for name in kind.__struct_fields__ if name in fields})
        author = {Q1: ANNA, Q2: BEN}[question]
        room.when(wish, by=author if kind is Withdraw else MO).happens()
        standing = [
            one
            for one in room.state.questions
            if room.state.standings[one].status not in {"dismissed", "withdrawn"}
        ]
        assert room.state.counted["rt1"] == len(standing)
