"""What a moderator's undo would take back: for one desk only, because everyone undoes their own."""

from server.room.state import State
from server.views.part import Part


class Undoable(Part, frozen=True):
    """The name of the event that undo would take back; empty if there is none."""

    event: str = ""


def undoable(state: State, person: str) -> Undoable:
    """The latest action of this person that can be undone."""
    stack = state.undo.get(person)
    return Undoable("undoable", stack[-1].event if stack else "")
