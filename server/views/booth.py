"""What an interpreter sees: exactly what is projected, and what will be read aloud next."""

from heapq import nsmallest

from moderation.status import Status
from server.room.state import State
from server.room.wording import Text
from server.views.common import (
    Clock,
    by_rank,
    clock,
    current_session,
    languages_of_hall,
    missing_in,
    read_aloud,
    reading,
)
from server.views.part import Listing, Part, Wording
from server.views.presence import Presence
from server.views.projector import Projector, projector
from server.views.rehearsal import RehearsalMark, rehearsal_mark

AHEAD = 3


class Next(Part, frozen=True):
    """A question that may come next, in this order of `languages`; those that are `missing` are to follow."""

    wording: Wording
    languages: tuple[str, ...]
    missing: tuple[str, ...] = ()


class NextUp(Listing, frozen=True):
    """The next questions: the prepared ones that are still planned, then the first ones of the audience."""

    items: tuple[Next, ...] = ()


class Seat(Part, frozen=True):
    """Someone at the table, with the language they speak."""

    name: Text
    language: str


class Table(Listing, frozen=True):
    """Who sits at the table."""

    items: tuple[Seat, ...] = ()


class Booth(Part, frozen=True):
    """The whole page of the booth of one hall."""

    hall: str
    mini: Projector
    clock: Clock
    next_up: NextUp
    table: Table
    rehearsal: RehearsalMark


def booth(state: State, hall: str, presence: Presence) -> Booth:
    """The booth's page for `hall`."""
    record, session = state.halls[hall], current_session(state, hall)
    seats = session.speakers if session else ()
    return Booth(
        id="booth",
        hall=hall,
        mini=projector(state, hall, presence),
        clock=clock("booth-clock", record),
        next_up=_next_up(state, hall),
        table=Table("table", tuple(Seat(f"seat-{one.id}", one.name, one.language) for one in seats)),
        rehearsal=rehearsal_mark(state),
    )


def _next_up(state: State, hall: str) -> NextUp:
    session = current_session(state, hall)
    if session is None:
        return NextUp("next-up")
    planned = [one for one in session.questions if state.standings[one.id].status is Status.PLANNED]
    asked = [
        one
        for one in state.questions.values()
        if one.session == session.id and state.standings[one.id].status is Status.LIVE
    ]
    wished = nsmallest(AHEAD, asked, key=by_rank(state))
    coming = [*(one.id for one in planned[:AHEAD]), *(one.id for one in wished)]
    return NextUp("next-up", tuple(_next(state, one) for one in coming))


def _next(state: State, question: str) -> Next:
    wording, pair = reading(state, question), languages_of_hall(state)
    return Next(f"coming-{question}", wording, read_aloud(wording, pair), missing_in(wording, pair))
