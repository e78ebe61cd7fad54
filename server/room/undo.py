"""Undo: each staff member can take back their own latest actions, unless somebody has acted on them since."""

from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.numbering import note_undone
from server.room.state import Memento, Records, State

DEPTH = 20


def copy_records(state: State, marks: tuple[Mark, ...]) -> Records:
    """The records at these places as they are now; they are frozen, so no deep copy is needed."""
    copies = Records()
    for table, key in marks:
        record = getattr(state, table).get(key)
        if record is not None:
            getattr(copies, table)[key] = record
    return copies


def remember(state: State, event: Event, stamp: Stamp, before: Records, after: Records) -> None:
    """Put an action on its actor's undo stack, which keeps the last `DEPTH` of them."""
    name = str(type(event).__struct_config__.tag)
    stack = state.undo.setdefault(stamp.by, [])
    stack.append(Memento(stamp.seq, name, before, after))
    del stack[:-DEPTH]


class ActionUndone(Event, tag="action-undone", frozen=True):
    """The actor took back their latest action, the one of entry `entry`."""

    entry: int

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        stack = state.undo.get(stamp.by)
        if not stack or stack[-1].seq != self.entry:
            return Refusal.NOTHING_TO_UNDO
        after = stack[-1].after
        marks = tuple(Mark(table, key) for table in after.__struct_fields__ for key in getattr(after, table))
        return None if copy_records(state, marks) == after else Refusal.CHANGED_SINCE

    def apply(self, state: State, stamp: Stamp) -> None:
        memento = state.undo[stamp.by].pop()
        for question in memento.after.editions:
            note_undone(state, question)
        for table in memento.after.__struct_fields__:
            before, now = getattr(memento.before, table), getattr(state, table)
            for key in getattr(memento.after, table):
                if key in before:
                    now[key] = before[key]
                else:
                    del now[key]


class Undo(Command, tag="undo", frozen=True):
    """Take back one's latest action."""

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        stack = state.undo.get(stamp.by)
        return ActionUndone(stack[-1].seq) if stack else Refusal.NOTHING_TO_UNDO
