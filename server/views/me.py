"""What is true for one person only: my questions and their life, what I support, my ballot, my name.

This part goes to one socket; the broadcast parts never contain any of it.
"""

from typing import ClassVar

import msgspec

from moderation.polls import Phase
from moderation.status import VISIBLE, Status
from server.room.electorate import is_for_earlier
from server.room.reading import supported
from server.room.state import Standing, State
from server.views.common import reading, reply_in
from server.views.part import Part, Wording, said


class Joined(msgspec.Struct, frozen=True):
    """The question that one of mine was merged with; without words while the hall may not read it."""

    status: Status
    wording: Wording | None = None


class _Personal(Part, frozen=True):
    """Common to all that one person sees of themselves."""

    is_personal: ClassVar[bool] = True


class Mine(_Personal, frozen=True):
    """One of my questions in my own words; `reason` is the moderator's, if one was given.

    `published` is how the hall reads it, if the moderator reworded it; the `reply` is that to the question
    with which it was merged, if it was.
    """

    question: str
    wording: Wording
    status: Status
    reason: str
    editable: bool
    withdrawable: bool
    published: Wording | None = None
    joined: Joined | None = None
    reply: Wording | None = None


class MyBallot(_Personal, frozen=True):
    """What I chose in an open poll."""

    poll: str
    choice: tuple[str, ...]


class Me(_Personal, frozen=True):
    """Everything that is mine in the sessions of one hall; I came too late for the polls of `barred`."""

    name: str = ""
    questions: tuple[Mine, ...] = ()
    upvoted: tuple[str, ...] = ()
    ballots: tuple[MyBallot, ...] = ()
    barred: tuple[str, ...] = ()


def me(state: State, hall: str, participant: str, voter: dict[str, str], since: int = 0) -> Me:
    """My part. `voter` gives my pseudonym for each open poll, which only the vault's key can tell.

    I have been here `since` then (Unix ms).
    """
    record = state.halls[hall]
    person = state.person(participant)
    mine = [id for id in person.questions if _belongs(state, id, hall)]
    upvoted = tuple(
        id for id in supported(state, participant) if state.questions[id].session == record.session
    )
    ballots = _ballots(state, voter)
    barred = _barred(state, hall, since, {one.poll for one in ballots})
    return Me("me", person.name, tuple(_mine(state, id) for id in mine), upvoted, ballots, barred)


def concerned(state: State, question: str) -> tuple[str, ...]:
    """Whose part tells of a question: its author's, and those of the ones that were merged with it."""
    standing = state.standings.get(question)
    if standing is None or question not in state.questions:
        return ()
    return tuple(state.questions[one].author for one in (question, *standing.merged))


def _belongs(state: State, question: str, hall: str) -> bool:
    """Whether a question is of the hall's live session or, while nothing is live there, of any that was."""
    session = state.questions[question].session
    live = state.halls[hall].session
    planned = state.planned_session(session)
    return session == live if live else bool(planned and planned.hall == hall)


def _mine(state: State, id: str) -> Mine:
    question, standing = state.questions[id], state.standings[id]
    return Mine(
        id=f"mine-{id}",
        question=id,
        wording=said(question.language, question.text),
        status=standing.status,
        reason=standing.reason,
        editable=standing.status is Status.PENDING,
        withdrawable=standing.status in {Status.PENDING, Status.LIVE},
        published=reading(state, id) if _is_reworded(state, id) else None,
        joined=_joined(state, standing),
        reply=_reply(state, standing.into or id),
    )


def _is_reworded(state: State, question: str) -> bool:
    """Whether the hall reads other words than the author's; what still waits may be reworded once more."""
    return bool(state.edition(question).text) and state.standings[question].status in VISIBLE


def _joined(state: State, standing: Standing) -> Joined | None:
    if not standing.into:
        return None
    status = state.standings[standing.into].status
    return Joined(status, reading(state, standing.into) if status in VISIBLE else None)


def _reply(state: State, question: str) -> Wording | None:
    return reply_in(state.care(question)) if state.standings[question].status in VISIBLE else None


def _barred(state: State, hall: str, since: int, voted: set[str]) -> tuple[str, ...]:
    """The open polls of the hall's session that are for those only who came before them, and not for me."""
    session = state.planned_session(state.halls[hall].session)
    return tuple(
        poll.id
        for poll in (session.polls if session else ())
        if state.polls[poll.id].phase is Phase.OPEN
        and poll.id not in voted
        and is_for_earlier(state, poll.id, since)
    )


def _ballots(state: State, voter: dict[str, str]) -> tuple[MyBallot, ...]:
    found = []
    for poll, pseudonym in voter.items():
        box = state.boxes.get(poll)
        if box and pseudonym in box.ballots:
            found.append(MyBallot(f"my-{poll}", poll, box.ballots[pseudonym]))
    return tuple(found)
