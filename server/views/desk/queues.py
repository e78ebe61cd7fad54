"""The lists of questions on the desk: new, published, answered, not retained, and those set apart."""

from collections.abc import Callable, Iterable
from itertools import chain

import msgspec

from moderation.status import Status
from server.room.programme import Session
from server.room.reading import is_muted, supporters
from server.room.state import Question, State
from server.views.desk.item import Around, Item, facts, item
from server.views.desk.labels import named
from server.views.desk.neighbours import Beside
from server.views.kept import Kept
from server.views.part import Listing
from server.views.presence import Presence

PUBLISHED = (Status.ON_STAGE, Status.LIVE)


class Queue(Listing, frozen=True):
    """Questions of one kind."""

    items: tuple[Item, ...] = ()


class Queues(msgspec.Struct, frozen=True):
    """All questions of the live session, each in one list; `muted` are those of participants who are."""

    pending: Queue
    live: Queue
    answered: Queue
    dismissed: Queue
    merged: Queue
    muted: Queue


def queues(state: State, session: Session | None, presence: Presence, kept: Kept[Item]) -> Queues:
    """The lists of a session; empty ones if none is live."""
    found: dict[str, list[Question]] = {name: [] for name in Queues.__struct_fields__}
    for one in asked_in(state, session):
        if name := _list_of(state, one):
            found[name].append(one)
    found["pending"].sort(key=lambda one: not state.care(one.id).pinned)
    found["live"].sort(key=_by_prominence(state))
    made = _items(state, session, chain(*found.values()), Beside(state, presence), kept)
    return Queues(
        **{name: Queue(name, tuple(made[one.id] for one in asked)) for name, asked in found.items()}
    )


def asked_in(state: State, session: Session | None) -> list[Question]:
    """The questions of a session, in the order in which they came."""
    return [one for one in state.questions.values() if session and one.session == session.id]


def is_waiting(state: State, question: Question) -> bool:
    """Whether a question stands among the new ones."""
    return _list_of(state, question) == "pending"


def _list_of(state: State, question: Question) -> str:
    match state.standings[question.id].status:
        case Status.PENDING:
            return "muted" if is_muted(state, question.author) else "pending"
        case Status.LIVE | Status.ON_STAGE:
            return "live"
        case Status.ANSWERED | Status.DISMISSED | Status.MERGED as status:
            return str(status)
        case _:
            return ""


def _by_prominence(state: State) -> Callable[[Question], tuple[int, bool, int, int]]:
    """What is on stage first, then what is pinned, then the most supported."""

    def rank(one: Question) -> tuple[int, bool, int, int]:
        status = PUBLISHED.index(state.standings[one.id].status)
        return status, not state.care(one.id).pinned, -supporters(state, one.id), one.asked_at

    return rank


def _items(
    state: State, session: Session | None, asked: Iterable[Question], beside: Beside, kept: Kept[Item]
) -> dict[str, Item]:
    speakers, known = session.speakers if session else (), named(state.programme, session)

    def make(id: str) -> Item:
        return item(state, state.questions[id], Around(speakers, known, beside.of(id)))

    return kept.pieces({one.id: facts(state, session, one, beside.of(one.id)) for one in asked}, make)
