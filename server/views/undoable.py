"""What an undo at the desk or of a translator would take back: for one only, as everyone undoes their own."""

from server.room.state import State
from server.views.part import Part


class Undoable(Part, frozen=True):
    """The name of the event that undo would take back, and the question that it moved; empty if none."""

    event: str = ""
    question: str = ""


def undoable(state: State, person: str) -> Undoable:
    """The latest action of this person that can be undone."""
    stack = state.undo.get(person)
    if not stack:
        return Undoable("undoable")
    before, after = stack[-1].before.standings, stack[-1].after.standings
    moved = (question for question, standing in after.items() if before.get(question) != standing)
    return Undoable("undoable", stack[-1].event, next(moved, ""))
