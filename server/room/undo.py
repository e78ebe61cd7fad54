"""Undo: each staff member can take back their own latest actions, unless somebody has acted on them since."""

from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.numbering import note_undone
from server.room.standing import put_standing
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


def _stands(state: State, memento: Memento) -> bool:
    """Whether all is still as this action left it."""
    after = memento.after
    marks = tuple(Mark(table, key) for table in after.__struct_fields__ for key in getattr(after, table))
    return copy_records(state, marks) == after


def _latest(state: State, actor: str, past: bool) -> Memento | None:
    """The latest action of the actor; with `past`, the latest on which nobody has acted since."""
    stack = reversed(state.undo.get(actor, []))
    return next((one for one in stack if not past or _stands(state, one)), None)


class ActionUndone(Event, tag="action-undone", frozen=True):
    """The actor took back their latest action, the one of entry `entry`.

    With `past`, it is the latest on which nobody has acted since: those after it stay as others left them.
    """

    entry: int
    past: bool = False

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        memento = _latest(state, stamp.by, self.past)
        if memento is None or memento.seq != self.entry:
            return Refusal.NOTHING_TO_UNDO
        return None if _stands(state, memento) else Refusal.CHANGED_SINCE

    def apply(self, state: State, stamp: Stamp) -> None:
        stack = state.undo[stamp.by]
        memento = stack.pop(next(at for at, one in enumerate(stack) if one.seq == self.entry))
        for question in memento.after.editions:
            note_undone(state, question)
        for question, standing in memento.before.standings.items():
            put_standing(state, question, standing)
        for table in memento.after.__struct_fields__:
            before, now = getattr(memento.before, table), getattr(state, table)
            for key in getattr(memento.after, table):
                if key in before:
                    now[key] = before[key]
                else:
                    del now[key]


class Undo(Command, tag="undo", frozen=True):
    """Take back one's latest action; with `past`, the latest on which nobody has acted since."""

    past: bool = False

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        memento = _latest(state, stamp.by, self.past)
        return ActionUndone(memento.seq, self.past) if memento else Refusal.NOTHING_TO_UNDO
