"""What is true for one person only: my questions and their life, what I support, my ballot, my name.

This part goes to one socket; the broadcast parts never contain any of it.
"""

from moderation.status import Status
from server.room.state import State
from server.views.part import Part, Wording, said


class Mine(Part, frozen=True):
    """One of my questions; `reason` is the moderator's, if one was given."""

    question: str
    wording: Wording
    status: Status
    reason: str
    editable: bool
    withdrawable: bool


class MyBallot(Part, frozen=True):
    """What I chose in an open poll."""

    poll: str
    choice: tuple[str, ...]


class Me(Part, frozen=True):
    """Everything that is mine in the sessions of one hall."""

    name: str = ""
    questions: tuple[Mine, ...] = ()
    upvoted: tuple[str, ...] = ()
    ballots: tuple[MyBallot, ...] = ()


def me(state: State, hall: str, participant: str, voter: dict[str, str]) -> Me:
    """My part. `voter` gives my pseudonym for each open poll, which only the vault's key can tell."""
    record = state.halls[hall]
    person = state.person(participant)
    mine = [id for id in person.questions if _belongs(state, id, hall)]
    supported = tuple(id for id in person.supports if state.questions[id].session == record.session)
    return Me("me", person.name, tuple(_mine(state, id) for id in mine), supported, _ballots(state, voter))


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
    )


def _ballots(state: State, voter: dict[str, str]) -> tuple[MyBallot, ...]:
    found = []
    for poll, pseudonym in voter.items():
        box = state.boxes.get(poll)
        if box and pseudonym in box.ballots:
            found.append(MyBallot(f"my-{poll}", poll, box.ballots[pseudonym]))
    return tuple(found)
