"""The fold: every entry counts once, and one that makes no sense changes nothing."""

from server.room.base import Actor, Event, Refusal, Stamp
from server.room.codec import Entry, encode_state
from server.room.fold import RECENT_COMMANDS, fold
from server.room.polls import BallotCast, PollOpened
from server.room.registry import COMMANDS, EVENTS
from server.room.screen import ScreenBlanked
from server.room.state import State
from server.room.support import QuestionUpvoted, UpvoteRetracted
from server.room.triage import QuestionApproved
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Room, asked, by, given

UPVOTE, RETRACT = QuestionUpvoted(Q1), UpvoteRetracted(Q1)


def published() -> Room:
    return given(LIVE, asked(), QuestionApproved(Q1))


def entry(state: State, event: Event, actor: Actor, command: str) -> Entry:
    return Entry(Stamp(state.seq + 1, 1, actor.id, actor.role, command), event)


def test_an_entry_that_comes_again_has_no_effect() -> None:
    room = published()
    assert room.after(by(BEN, UPVOTE, command="one")) is None
    assert room.after(by(BEN, RETRACT, command="two")) is None
    assert room.after(by(BEN, UPVOTE, command="one")) is Refusal.REPEATED
    assert not room.state.questions[Q1].upvoters


def test_two_people_may_use_the_same_id() -> None:
    room = published()
    assert room.after(by(BEN, UPVOTE, command="one")) is None
    assert room.after(by(ANNA, UPVOTE, command="one")) is None
    assert len(room.state.questions[Q1].upvoters) == 2


def test_events_without_an_id_are_never_taken_for_one_another() -> None:
    room = published()
    for event in (UPVOTE, RETRACT, UPVOTE, RETRACT):
        assert room.after(by(BEN, event)) is None


def test_what_was_refused_may_be_tried_again_with_the_same_id() -> None:
    room = given(LIVE, asked())
    assert room.after(by(BEN, UPVOTE, command="one")) is Refusal.NOT_ANY_MORE
    room.and_given(QuestionApproved(Q1))
    assert room.after(by(BEN, UPVOTE, command="one")) is None


def test_the_state_remembers_where_each_command_landed_and_only_the_latest() -> None:
    room = published()
    for number in range(RECENT_COMMANDS + 3):
        room.and_given(by(BEN, RETRACT if number % 2 else UPVOTE, command=f"c{number}"))
    recent = room.state.recent["ben"]
    assert list(recent) == [f"c{number}" for number in range(3, RECENT_COMMANDS + 3)]
    assert recent[f"c{RECENT_COMMANDS + 2}"] == room.state.seq


def test_a_refused_entry_changes_nothing_but_the_place_in_the_log() -> None:
    room = given(LIVE, asked(), PollOpened("rt1-p1"))
    was = encode_state(room.state)
    for fact in (
        by(BEN, UPVOTE, command="one"),
        by(BEN, BallotCast("rt1-p1", ("z",)), command="two"),
        by(MO, PollOpened("rt1-p1"), command="three"),
        by(MO, LIVE, command="four"),
    ):
        assert room.after(fact) is not None
    assert room.state.seq == 8
    assert list(room.state.late) == [7, 8], (
        "the staff's, so that nobody is said to have done what had no effect"
    )
    room.state.seq = 4
    room.state.late.clear()
    assert encode_state(room.state) == was


def test_every_entry_of_the_staff_without_effect_is_remembered_however_old() -> None:
    room = given(LIVE)
    first = room.state.seq + 1
    for number in range(2_000):
        assert room.after(by(MO, LIVE, command=f"c{number}"))
    assert room.state.late == list(range(first, first + 2_000))


def test_only_what_took_effect_can_be_undone() -> None:
    room = given(LIVE, ScreenBlanked("main"))
    assert room.after(ScreenBlanked("main")) is Refusal.NOTHING_CHANGED
    assert len(room.state.undo["mo"]) == 2


def test_an_empty_state_makes_sense_of_nothing_but_a_programme() -> None:
    for name, kind in EVENTS.items():
        if name not in ("programme-planned", "name-set", "language-set", "entries-lost"):
            values = {
                field: ("a",) if field == "choice" else 1 if field in ("seconds", "entry", "rules") else "x"
                for field in kind.__struct_fields__
            }
            state = State()
            assert fold(state, entry(state, kind(**values), MO, "")) is not None, name


def test_a_command_and_an_event_have_one_name_each() -> None:
    assert len(COMMANDS) == len(set(COMMANDS.values()))
    assert len(EVENTS) == len(set(EVENTS.values()))
    assert all(kind.__struct_config__.tag == name for name, kind in (COMMANDS | EVENTS).items())
    assert not set(COMMANDS) & set(EVENTS)
