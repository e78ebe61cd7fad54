"""The mark that every screen bears while the meeting is a rehearsal."""

from server.room.state import State
from server.views.part import Part


class RehearsalMark(Part, frozen=True):
    """Whether this is a rehearsal; `to_hall`: said in the hall's languages instead of the reader's."""

    shown: bool
    to_hall: bool = False


def rehearsal_mark(state: State, to_hall: bool = False) -> RehearsalMark:
    """The mark of a page, or the one of the hall's screen, which other pages have a miniature of."""
    plan = state.programme
    return RehearsalMark("hall-rehearsal" if to_hall else "rehearsal", bool(plan and plan.rehearsal), to_hall)
