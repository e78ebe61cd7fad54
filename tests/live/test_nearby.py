"""Questions that seem to ask the same are found as they come, and again whenever something changes."""

import itertools
from collections.abc import Callable
from functools import partial

import pytest

from moderation.similarity.likeness import Likeness, Texts
from server.live.nearby import Hints, Nearby
from server.room.merging import QuestionsMerged
from server.room.questions import QuestionEdited
from server.room.rewording import QuestionReworded
from server.room.sessions import SessionStarted
from server.room.triage import QuestionApproved, QuestionDismissed
from server.room.undo import Undo
from tests.room.given import ANNA, LIVE, Q1, Q2, Q3, Room, asked, by, given

Q4, Q5 = "question-number-4", "question-number-5"
BUS = "Comment la ville finance-t-elle les bus gratuits ?"
BUSES = "Comment les bus gratuits sont-ils financés par la ville ?"
WATER = "Que devient l’eau de pluie dans les écoles ?"


def looks(near: Nearby, room: Room, session: str = "rt1") -> dict[str, tuple[str, ...]]:
    """What is found now."""
    return dict(near.look(room.state, session).near)


def never_late() -> float:
    """A clock by which a look has all the time that it needs."""
    return 0.0


def always_late() -> Callable[[], float]:
    """A clock by which every step takes longer than a look."""
    return partial(next, itertools.count())


def complete(near: Nearby, room: Room, session: str = "rt1") -> dict[str, tuple[str, ...]]:
    """What is found once all has been compared."""
    while (hints := near.look(room.state, session)).searching:
        pass
    return dict(hints.near)


@pytest.fixture
def room() -> Room:
    """A live session with two questions that ask the same and one that does not."""
    return given(LIVE, asked(BUS), asked(BUSES, Q2), asked(WATER, Q3))


def test_each_of_two_that_ask_the_same_is_told_of_the_other(room: Room) -> None:
    assert looks(Nearby(never_late), room) == {Q1: (Q2,), Q2: (Q1,)}


def test_what_is_dismissed_or_merged_is_suggested_no_more_and_comes_back_with_undo(room: Room) -> None:
    near = Nearby(never_late)
    for fact in (QuestionDismissed(Q2), QuestionsMerged(Q2, Q1)):
        looks(near, room)
        room.and_given(fact)
        assert looks(near, room) == {}
        room.when(Undo()).happens()
        assert looks(near, room) == {Q1: (Q2,), Q2: (Q1,)}


def test_new_words_of_the_author_or_of_the_desk_are_compared_anew(room: Room) -> None:
    near = Nearby(never_late)
    looks(near, room)
    room.and_given(by(ANNA, QuestionEdited(Q2, WATER, "en")))
    assert looks(near, room) == {Q2: (Q3,), Q3: (Q2,)}
    room.and_given(QuestionReworded(Q3, BUS, "en"))
    assert looks(near, room) == {Q1: (Q3,), Q3: (Q1,)}


def test_what_takes_more_than_a_look_is_told_when_it_is_complete_and_said_until_then(room: Room) -> None:
    near = Nearby(always_late())
    looked = [near.look(room.state, "rt1") for _ in range(4)]
    assert looked[:2] == [Hints((), searching=True)] * 2
    assert looked[2:] == [Hints(((Q1, (Q2,)), (Q2, (Q1,))))] * 2


def test_what_has_been_told_stays_while_more_is_compared_but_for_what_has_gone(room: Room) -> None:
    near = Nearby(always_late())
    complete(near, room)
    room.and_given(asked(WATER, Q4), asked(WATER, Q5))
    assert near.look(room.state, "rt1") == Hints(((Q1, (Q2,)), (Q2, (Q1,))), searching=True)
    room.and_given(QuestionDismissed(Q2))
    assert near.look(room.state, "rt1") == Hints((), searching=True)
    assert complete(near, room) == {Q3: (Q4, Q5), Q4: (Q3, Q5), Q5: (Q3, Q4)}


def test_many_that_ask_the_same_give_way_to_each_other_as_they_go(room: Room) -> None:
    near = Nearby(never_late)
    more = [f"question-number-{number}" for number in range(4, 9)]
    for question in more:
        room.and_given(by(ANNA._replace(id=question), asked(WATER, question)))
        looks(near, room)
    for question in [Q3, *more[:2]]:
        room.and_given(QuestionDismissed(question))
        assert looks(near, room) == complete(Nearby(never_late), room)
    assert looks(near, room)[more[2]] == tuple(more[3:])


def test_what_did_not_change_is_not_read_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    near, put = Nearby(never_late), Likeness.put
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
    near = Nearby(never_late)
    looks(near, room)
    room.and_given(SessionStarted("rt2"))
    assert looks(near, room, "rt2") == {}
    assert looks(near, room) == {Q1: (Q2,), Q2: (Q1,)}
