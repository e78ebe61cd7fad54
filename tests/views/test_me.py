"""What is mine and nobody else's."""

import pytest

from moderation.status import Status
from server.room.base import Actor, Event
from server.room.merging import QuestionsMerged
from server.room.people import NameSet
from server.room.polls import BallotCast, PollClosed, PollOpened
from server.room.questions import QuestionWithdrawn
from server.room.screen import QuestionStaged, ScreenBlanked
from server.room.sessions import SessionEnded, SessionStarted
from server.room.support import QuestionUpvoted
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed, QuestionErased
from server.room.undo import ActionUndone
from server.views.me import Me, Mine, MyBallot, me
from server.views.part import said
from server.views.undoable import Undoable, undoable
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, SAM, Room, asked, by, given

VOTER = Actor("voter-anna", "audience")


def mine(room: Room, hall: str = "main", **voter: str) -> Me:
    return me(room.state, hall, ANNA.id, {poll.replace("_", "-"): one for poll, one in voter.items()})


def test_who_has_said_nothing_has_an_empty_part() -> None:
    assert mine(given(LIVE)) == Me("me")


@pytest.mark.parametrize(
    ("facts", "status", "may_edit", "may_withdraw"),
    [
        ((), Status.PENDING, True, True),
        ((QuestionApproved(Q1),), Status.LIVE, False, True),
        ((QuestionApproved(Q1), QuestionStaged(Q1)), Status.ON_STAGE, False, False),
        ((QuestionApproved(Q1), QuestionAnswered(Q1)), Status.ANSWERED, False, False),
        ((QuestionDismissed(Q1),), Status.DISMISSED, False, False),
        ((QuestionWithdrawn(Q1),), Status.WITHDRAWN, False, False),
    ],
)
def test_i_see_the_life_of_my_question_and_what_i_may_do(
    facts: tuple[Event, ...], status: Status, may_edit: bool, may_withdraw: bool
) -> None:
    (question,) = mine(given(LIVE, asked("Why?"), *facts)).questions
    assert question == Mine(f"mine-{Q1}", Q1, said("en", "Why?"), status, "", may_edit, may_withdraw)


def test_i_see_why_my_question_was_not_retained() -> None:
    assert mine(given(LIVE, asked(), QuestionDismissed(Q1, "Off topic"))).questions[0].reason == "Off topic"


def test_an_erased_question_is_not_mine_any_more() -> None:
    assert mine(given(LIVE, asked(), QuestionErased(Q1))).questions == ()


def test_i_do_not_see_the_questions_of_others() -> None:
    assert mine(given(LIVE, by(BEN, asked()))).questions == ()


def test_i_see_what_i_support() -> None:
    room = given(LIVE, asked(), asked("How?", Q2), QuestionApproved(Q1), QuestionApproved(Q2))
    room.and_given(by(ANNA, QuestionUpvoted(Q2)), by(BEN, QuestionUpvoted(Q1)))
    assert mine(room).upvoted == (Q2,)


def test_i_see_what_belongs_to_the_session_of_this_hall() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), by(ANNA, QuestionUpvoted(Q1)), SessionStarted("ws"))
    assert (mine(room).upvoted, len(mine(room).questions)) == ((Q1,), 1)
    assert mine(room, "side") == Me("me")


def test_my_questions_stay_mine_when_the_session_is_over_and_go_when_the_next_begins() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), by(ANNA, QuestionUpvoted(Q1)), SessionEnded("rt1"))
    assert [one.question for one in mine(room).questions] == [Q1]
    assert mine(room).upvoted == ()
    assert mine(room, "side").questions == ()
    assert mine(room.and_given(SessionStarted("rt2"))) == Me("me")


def test_i_see_my_name() -> None:
    assert mine(given(LIVE, NameSet("Anna"))).name == "Anna"


def test_i_see_my_ballot_while_the_poll_is_open() -> None:
    room = given(LIVE, PollOpened("rt1-p2"), by(VOTER, BallotCast("rt1-p2", ("a", "b"))))
    assert mine(room, rt1_p2=VOTER.id).ballots == (MyBallot("my-rt1-p2", "rt1-p2", ("a", "b")),)
    assert mine(room, rt1_p2="voter-ben").ballots == ()
    assert mine(room).ballots == ()
    assert mine(room.and_given(PollClosed("rt1-p2")), rt1_p2=VOTER.id).ballots == ()


def test_a_poll_that_nobody_knows_has_no_ballot_of_mine() -> None:
    assert mine(given(LIVE), rt9_p1=VOTER.id).ballots == ()


# what undo would take back


def test_undo_names_the_latest_action_of_the_one_who_asks() -> None:
    room = given(by(SAM, LIVE), by(MO, ScreenBlanked("main")))
    assert undoable(room.state, MO.id) == Undoable("undoable", "screen-blanked")
    assert undoable(room.state, SAM.id) == Undoable("undoable", "session-started")
    room.and_given(by(MO, ActionUndone(room.state.undo[MO.id][-1].seq)))
    assert undoable(room.state, MO.id) == undoable(room.state, ANNA.id) == Undoable("undoable")


def test_undo_names_the_question_that_it_would_move() -> None:
    room = given(LIVE, asked("Why?", Q1), asked("How?", Q2), by(MO, QuestionApproved(Q1)))
    assert undoable(room.state, MO.id).question == Q1
    room.and_given(by(MO, QuestionsMerged(Q2, Q1)))
    assert undoable(room.state, MO.id).question == Q2
    room.and_given(by(MO, ScreenBlanked("main")))
    assert undoable(room.state, MO.id).question == ""
