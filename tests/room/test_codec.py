"""Entries and states as bytes and back."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from server.room.base import Event, Stamp
from server.room.codec import LATEST, Entry, decode, decode_state, encode, encode_state
from server.room.fold import fold
from server.room.polls import BallotCast, PollOpened
from server.room.registry import EVENTS, VERSIONS
from server.room.screen import QuestionStaged
from server.room.state import State
from server.room.support import QuestionUpvoted, UpvoteRetracted
from server.room.timer import TimerStarted
from server.room.triage import QuestionApproved
from tests.room import given as room
from tests.room.given import LIVE, Q1, Q2, asked, by
from tests.room.wild import events_of

STAMPS = st.builds(
    Stamp,
    st.integers(1, 2**53),
    st.integers(0, LATEST - 1),
    st.text(),
    st.sampled_from(["audience", "moderator", ""]),
    st.text(),
)
STAMP = Stamp(7, 1_700_000_000_000, "anna", "audience", "a-command-id-1234")
UPVOTE = QuestionUpvoted(Q1)


@pytest.mark.parametrize("kind", VERSIONS.values(), ids=lambda kind: kind.__name__)
def test_every_event_comes_back_from_its_bytes(kind: type[Event]) -> None:
    @settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(event=events_of(kind), stamp=STAMPS)
    def comes_back(event: Event, stamp: Stamp) -> None:
        assert decode(stamp.seq, encode(event, stamp)) == Entry(stamp, event)

    comes_back()


def envelope(**changed: Any) -> bytes:
    """The bytes of an upvote with something changed in the envelope."""
    return msgspec.json.encode(msgspec.json.decode(encode(UPVOTE, STAMP)) | changed)


def test_the_envelope_says_when_who_and_for_which_command() -> None:
    assert msgspec.json.decode(encode(UPVOTE, STAMP)) == {
        "v": 1,
        "at": STAMP.at,
        "by": "anna",
        "role": "audience",
        "cmd": "a-command-id-1234",
        "event": {"event": "question-upvoted", "question": Q1},
    }


def test_an_event_that_is_not_known_yet_is_an_entry_that_changes_nothing() -> None:
    body = envelope(event={"event": "question-sung", "question": Q1})
    assert decode(7, body) == Entry(STAMP, None)


def test_a_newer_version_of_an_event_is_ignored_even_if_it_can_be_read() -> None:
    assert decode(7, envelope(v=1)).event == UPVOTE
    assert decode(7, envelope(v=2)) == Entry(STAMP, None)


def test_a_field_that_is_not_known_yet_does_not_hide_the_rest() -> None:
    body = envelope(event={"event": "question-upvoted", "question": Q1, "why": {"a": [1]}}, mood="good")
    assert decode(7, body) == Entry(STAMP, UPVOTE)


@pytest.mark.parametrize("at", [-1, LATEST, 10**30, 1.5, "now"])
def test_a_time_that_no_calendar_knows_makes_an_entry_without_event(at: object) -> None:
    assert decode(7, envelope(at=at)) == Entry(Stamp(7, 0, "", "", ""), None)


@given(body=st.binary())
@example(b"")
@example(b"\xff")
@example(b'{"v":1,"at":1,"by":"\xff","event":{}}')
@example(b'{"v":1,"at":1,"by":"\\ud800","event":{}}')
@example(b'{"v":1,"at":' + b"9" * 5000 + b',"by":"a","event":{}}')
@example(b'{"v":1,"at":1,"by":"a","event":' + b"[" * 100_000)
@example(b'{"v":1,"at":1,"by":"a","event":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
def test_garbage_is_an_entry_without_event(body: bytes) -> None:
    assert decode(7, body).event is None


@pytest.mark.parametrize("name", [name for name, kind in EVENTS.items() if kind.__struct_fields__])
@pytest.mark.parametrize("value", [None, 7.5, ["q"], {"q": 1}])
def test_an_event_with_the_wrong_fields_is_an_entry_without_event(name: str, value: object) -> None:
    fields = dict.fromkeys(EVENTS[name].__struct_fields__, value)
    assert decode(7, envelope(event={"event": name} | fields)) == Entry(STAMP, None)


def test_an_entry_without_event_moves_the_state_on_and_nothing_else() -> None:
    state = room.given(LIVE, asked()).state
    before = msgspec.structs.asdict(state)
    assert fold(state, Entry(Stamp(99, 0, "", "", ""), None)) is None
    assert msgspec.structs.asdict(state) == before | {"seq": 99}


# snapshots


def busy() -> State:
    return room.given(
        LIVE,
        *(by(room.ANNA, asked("z?", Q2)), asked("a?", Q1)),
        *(QuestionApproved(Q1), by(room.CHIE, UPVOTE), by(room.BEN, UPVOTE), QuestionStaged(Q1)),
        *(TimerStarted("main", 60), PollOpened("rt1-p2"), by(room.BEN, BallotCast("rt1-p2", ("a", "b")))),
    ).state


def test_a_snapshot_gives_the_state_back() -> None:
    assert decode_state(encode_state(busy())) == busy()


def test_a_snapshot_keeps_the_order_in_which_things_happened() -> None:
    back = decode_state(encode_state(busy()))
    assert list(back.questions) == [Q2, Q1]
    assert list(back.questions[Q1].upvoters) == ["chie", "ben"]
    assert encode_state(back) == encode_state(busy())


def test_a_snapshot_does_not_forget_which_command_came_first() -> None:
    state = room.given(LIVE, asked(), QuestionApproved(Q1)).state
    for number in range(16, 0, -1):
        upvote = number % 2 == 0
        event = UPVOTE if upvote else UpvoteRetracted(Q1)
        fold(state, Entry(Stamp(state.seq + 1, 1, "ben", "audience", f"command-{number:02}"), event))
    back = decode_state(encode_state(state))
    for one in (state, back):
        fold(one, Entry(Stamp(one.seq + 1, 1, "ben", "audience", "command-17"), UPVOTE))
    assert list(back.recent["ben"]) == list(state.recent["ben"])
    assert "command-16" not in back.recent["ben"]


def test_a_foreign_snapshot_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_state(b"\x81\xa3seq\xa1x")
