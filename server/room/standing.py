"""Putting down where a question stands, in one place, so that those of each session are counted.

A question stands from when it is asked, also once it was answered or merged, until it is withdrawn, dismissed
or erased. A session has room for so many that stand: a flood that is dismissed or erased makes room at once.
"""

from moderation.status import Status
from server.room.state import Standing, State

_TAKES_NO_ROOM = frozenset({Status.DISMISSED, Status.WITHDRAWN})


def put_standing(state: State, question: str, standing: Standing) -> None:
    """Let a question stand like this from now on."""
    _count(state, question, _takes_room(standing) - _takes_room(state.standings.get(question)))
    state.standings[question] = standing


def remove_standing(state: State, question: str) -> None:
    """Forget a question that is erased, before it is gone itself."""
    _count(state, question, -_takes_room(state.standings.pop(question)))


def _takes_room(standing: Standing | None) -> bool:
    return standing is not None and standing.status not in _TAKES_NO_ROOM


def _count(state: State, question: str, change: int) -> None:
    asked = state.questions.get(question)
    if asked and change:
        state.counted[asked.session] = state.counted.get(asked.session, 0) + change
