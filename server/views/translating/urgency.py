"""Which questions of a session are to be translated, and who waits for each of them."""

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from moderation.status import Status
from server.room.programme import Session
from server.room.reading import is_muted
from server.room.state import State


class Urgency(IntEnum):
    """Who waits for a translation: the hall now, the hall soon, everybody, the record."""

    ON_STAGE = 0
    NEXT = 1
    PUBLISHED = 2
    ANSWERED = 3
    UNREVIEWED = 4


_URGENCY = {
    Status.ON_STAGE: Urgency.ON_STAGE,
    Status.PLANNED: Urgency.NEXT,
    Status.LIVE: Urgency.PUBLISHED,
    Status.ANSWERED: Urgency.ANSWERED,
    Status.PENDING: Urgency.UNREVIEWED,
}


class Turn(NamedTuple):
    """When a question is to be translated: how urgent it is, then its place in the session.

    Those that were prepared come first, those that were asked in the order in which they were.
    """

    urgency: Urgency
    place: int


def turns(state: State, session: Session) -> Iterator[tuple[str, Turn]]:
    """The questions of a session, prepared and asked, that somebody needs in another language."""
    for question, place in _questions(state, session):
        urgency = _urgency(state, question)
        if urgency is not None:
            yield question, Turn(urgency, place)


def _questions(state: State, session: Session) -> Iterator[tuple[str, int]]:
    yield from ((one.id, number) for number, one in enumerate(session.questions))
    for asked in state.questions.values():
        # What waits apart, from somebody who was muted, may never be published.
        apart = state.standings[asked.id].status is Status.PENDING and is_muted(state, asked.author)
        if asked.session == session.id and not apart:
            yield asked.id, len(session.questions) + asked.number


def _urgency(state: State, question: str) -> Urgency | None:
    """How urgent a question is; None if nobody needs it in another language."""
    urgency = _URGENCY.get(state.standings[question].status)
    return Urgency.NEXT if urgency is Urgency.PUBLISHED and state.care(question).pinned else urgency
