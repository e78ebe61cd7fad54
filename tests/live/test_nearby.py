"""Questions that seem to ask the same are found as they come, and again whenever something changes."""

import pytest

from moderation.similarity.likeness import Likeness, Texts
from server.live import nearby
from server.live.nearby import Nearby
from server.room.merging import QuestionsMerged
from server.room.questions import QuestionEdited
from server.room.rewording import QuestionReworded
from server.room.sessions import SessionStarted
from server.room.triage import QuestionApproved, QuestionDismissed
from server.room.undo import Undo
from tests.room.given import ANNA, LIVE, Q1, Q2, Q3, Room, asked, by, given

BUS = "Comment la ville finance-t-elle les bus gratuits ?"
BUSES = "Comment les bus gratuits sont-ils financés par la ville ?"
WATER = "Que devient l’eau de pluie dans les écoles ?"


def looks(near: Nearby, room: Room, session: str = "rt1") -> dict[str, tuple[str, ...]]:
    """What is found now."""
    return dict(near.look(room.state, session))


@pytest.fixture
def room() -> Room:
    """A live session with two questions that ask the same and one that does not."""
    return given(LIVE, asked(BUS), asked(BUSES, Q2), asked(WATER, Q3))


def test_each_of_two_that_ask_the_same_is_told_of_the_other(room: Room) -> None:
    assert looks(Nearby(), room) == {Q1: (Q2,), Q2: (Q1,)}


def test_what_is_dismissed_or_merged_is_suggested_no_more_and_comes_back_with_undo(room: Room) -> None:
    near = Nearby()
    for fact in (QuestionDismissed(Q2), QuestionsMerged(Q2, Q1)):
        looks(near, room)
        room.and_given(fact)
        assert looks(near, room) == {}
        room.when(Undo()).happens()
        assert looks(near, room) == {Q1: (Q2,), Q2: (Q1,)}


def test_new_words_of_the_author_or_of_the_desk_are_compared_anew(room: Room) -> None:
    near = Nearby()
    looks(near, room)
    room.and_given(by(ANNA, QuestionEdited(Q2, WATER, "en")))
    assert looks(near, room) == {Q2: (Q3,), Q3: (Q2,)}
    room.and_given(QuestionReworded(Q3, BUS, "en"))
    assert looks(near, room) == {Q1: (Q3,), Q3: (Q1,)}


def test_after_a_restart_they_are_read_some_at_a_time(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "AT_ONCE", 1)
    near = Nearby()
    assert [looks(near, room) for _ in range(3)] == [{}, {Q1: (Q2,), Q2: (Q1,)}, {Q1: (Q2,), Q2: (Q1,)}]


def test_what_did_not_change_is_not_read_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    near, put = Nearby(), Likeness.put
    looks(near, room)
    read = list[str]()

    def noting(likeness: Likeness, question: str, texts: Texts) -> None:
        read.append(question)
        put(likeness, question, texts)

    monkeypatch.setattr(Likeness, "put", noting)
    room.and_given(QuestionApproved(Q1))
    looks(near, room)
    assert read == []


def test_another_session_is_looked_at_alone(room: Room) -> None:
    near = Nearby()
    looks(near, room)
    room.and_given(SessionStarted("rt2"))
    assert looks(near, room, "rt2") == {}
    assert looks(near, room) == {Q1: (Q2,), Q2: (Q1,)}
