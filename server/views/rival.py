"""Who was faster: of two members of the staff who act on one question, the one who lost is told who won."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from moderation.status import Status
from server.room.base import Mark, Refusal
from server.room.merging import in_the_way
from server.room.reading import staff_name
from server.room.state import State

LOST = frozenset({Refusal.NOT_ANY_MORE, Refusal.CHANGED_SINCE})

# What must have happened to a question of which nobody's latest actions tell any more.
_LED_TO = {
    Status.LIVE: "question-approved",
    Status.ON_STAGE: "question-staged",
    Status.ANSWERED: "question-answered",
    Status.DISMISSED: "question-dismissed",
    Status.MERGED: "questions-merged",
}
_RECORDS = {
    Refusal.NOT_ANY_MORE: ("standings",),
    Refusal.CHANGED_SINCE: ("editions", "cares", "standings"),
}


class Rival(NamedTuple):
    """Somebody's name, empty if they have none, and the event that was theirs."""

    name: str
    did: str


class _Deed(NamedTuple):
    """An action that made a record what it is now."""

    seq: int
    actor: str
    event: str


def rival(state: State, code: Refusal, questions: Iterable[str], actor: str) -> Rival | None:
    """Who made questions what they are, so that the actor was refused; None if nobody else did.

    Without a question, it is the actor's latest action that could not be undone.
    """
    if code not in LOST:
        return None
    about = list(questions)
    if code is Refusal.NOT_ANY_MORE and any(_is_withdrawn(state, one) for one in about):
        # Of two questions, the other one's latest deed is not what stood in the way.
        return Rival("", "question-withdrawn")
    about = _in_the_way(state, about)
    marks = [Mark(table, one) for one in about for table in _RECORDS[code]] if about else _mine(state, actor)
    # A record may be again what it was before the action that could not be undone.
    since = 0 if about else max((one.seq for one in state.undo.get(actor, ())), default=0)
    found = (deed for mark in marks for deed in _deeds(state, mark) if deed.seq > since)
    latest = max(found, default=None)
    if latest is None:
        return next((who for one in about if (who := _by_standing(state, one, actor))), None)
    return None if latest.actor == actor else Rival(staff_name(state, latest.actor), latest.event)


def _in_the_way(state: State, about: list[str]) -> list[str]:
    """Of two questions that were to be merged those that have moved on; they may have been erased since."""
    if len(about) == 2 and all(one in state.standings for one in about):
        return list(in_the_way(state, *about)) or about
    return about


def _mine(state: State, actor: str) -> list[Mark]:
    """The records that are no longer as the actor's latest action left them."""
    stack = state.undo.get(actor)
    if not stack:
        return []
    left = msgspec.structs.asdict(stack[-1].after)
    return [
        Mark(table, key)
        for table, records in left.items()
        for key, record in records.items()
        if getattr(state, table).get(key) != record
    ]


def _deeds(state: State, mark: Mark) -> Iterator[_Deed]:
    """The actions after which a record was as it is now."""
    now = getattr(state, mark.table).get(mark.key)
    if now is None:
        return
    for actor, stack in state.undo.items():
        for memento in stack:
            if getattr(memento.after, mark.table).get(mark.key) == now:
                yield _Deed(memento.seq, actor, memento.event)


def _is_withdrawn(state: State, question: str) -> bool:
    standing = state.standings.get(question)
    return standing is not None and standing.status is Status.WITHDRAWN


def _by_standing(state: State, question: str, actor: str) -> Rival | None:
    standing = state.standings.get(question)
    if not standing or standing.by in {"", actor} or standing.status not in _LED_TO:
        return None
    return Rival(staff_name(state, standing.by), _LED_TO[standing.status])
