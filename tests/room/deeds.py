"""What staff decide about questions, fact by fact, and who made each fact what it is."""

from typing import NamedTuple

from moderation.status import Status
from server.room.base import Actor
from server.room.reading import worded
from server.room.state import State
from server.views.rival import Rival
from tests.room.machine import KEI

AIKO, LEA = Actor("aiko", "moderator"), Actor("lea", "moderator")
STAFF = {AIKO: "Aiko", LEA: "Léa", KEI: "Kei"}
# Of what a question's standing tells, and of how it is read.
STANDING, READING = ("status", "into", "merged"), ("text", "fr", "ja")

Cell = tuple[str, str]
Facts = dict[Cell, object]


class Deed(NamedTuple):
    """What somebody did, when, and what each fact was that it changed."""

    seq: int
    by: Actor
    event: str
    before: Facts


def facts(state: State) -> Facts:
    """All that staff decide about the questions, fact by fact; a question that was erased has none."""
    found: Facts = {("main", "on stage"): state.halls["main"].on_stage} if state.halls else {}
    for id in state.questions:
        standing, edition = state.standings[id], state.edition(id)
        read = worded(state, id)
        told = (standing.status, standing.into, standing.merged, read.text.in_(read.original))
        found |= zip(((id, name) for name in (*STANDING, "text")), told, strict=True)
        found |= {(id, lang): edition.translation(lang) for lang in ("fr", "ja")}
    return found


def same_record(id: str, kind: str) -> list[Cell]:
    """The facts that stand in one record with this one, as far as an undo is concerned."""
    return [(id, one) for one in next((kinds for kinds in (STANDING, READING) if kind in kinds), (kind,))]


def given_back(deed: Deed) -> set[Cell]:
    """What becomes what it was when somebody undoes this: a standing is given back as a whole."""
    along = {(id, one) for id, kind in deed.before if kind in STANDING for one in STANDING}
    return deed.before.keys() | along


def kept_apart(state: State, question: str, into: str) -> list[str]:
    """Which of two questions has moved on, so that one cannot go into the other any more; or both."""
    if state.standings[into].status in {Status.DISMISSED, Status.WITHDRAWN}:
        return [into]
    free = state.standings[question].status in {Status.PENDING, Status.LIVE, Status.ANSWERED}
    return [question, into] if free else [question]


def as_told(deed: Deed) -> Rival:
    """How whoever lost to this deed hears of it; an author has no name at the desk."""
    return Rival(STAFF.get(deed.by, ""), deed.event)
