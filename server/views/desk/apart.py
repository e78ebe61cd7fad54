"""The participants who are set apart, muted or blocked, so that this can be ended; nobody is identified."""

from collections.abc import Iterator

import msgspec

from moderation.status import Status
from server.room.reading import worded
from server.room.records import Conduct
from server.room.state import State
from server.views.part import Part, Wording


class Held(msgspec.Struct, frozen=True):
    """Somebody who is held back, known only by the latest `question` that they did not take back.

    Without one, it is the latest that they did, or the one that led to it, of which no word is shown.
    """

    question: str
    wording: Wording | None
    muted: bool
    blocked: bool


class DeskApart(Part, frozen=True):
    """Everybody who is set apart, in the order in which they first were."""

    people: tuple[Held, ...] = ()


def apart(state: State) -> DeskApart:
    """Who is muted or blocked now."""
    return DeskApart("desk-apart", tuple(_held_back(state)))


def _held_back(state: State) -> Iterator[Held]:
    for person, conduct in state.conducts.items():
        asked = state.person(person).questions or list(filter(None, [conduct.question]))
        if asked and (conduct.muted or conduct.blocked):
            yield _held(state, asked, conduct)


def _held(state: State, asked: list[str], conduct: Conduct) -> Held:
    latest = next((id for id in reversed(asked) if _stands(state, id)), "")
    return Held(latest or asked[-1], _words(state, latest), conduct.muted, conduct.blocked)


def _stands(state: State, question: str) -> bool:
    standing = state.standings.get(question)
    return standing is not None and standing.status is not Status.WITHDRAWN


def _words(state: State, question: str) -> Wording | None:
    if not question:
        return None
    read = worded(state, question)
    return Wording(read.text, read.original)
