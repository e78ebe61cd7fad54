"""The fold: one entry after the other turns into the state; what makes no sense is ignored by all alike.

It changes the state in place, because a hall votes thousands of times a second; it reads no clock, draws no
random number and does no I/O, so the same log gives the same state on every worker and for ever.
"""

from moderation.permissions import Role
from server.room.base import Refusal, Stamp
from server.room.codec import Entry
from server.room.state import State
from server.room.undo import copy_records, remember

RECENT_COMMANDS = 16


def fold(state: State, entry: Entry) -> Refusal | None:
    """Apply one entry to `state`; the refusal says why the entry has no effect, None that it has."""
    stamp, event = entry.stamp, entry.event
    state.seq = stamp.seq
    if event is None:
        return None
    recent = state.recent.get(stamp.by)
    repeated = recent is not None and stamp.command in recent
    refused = Refusal.REPEATED if repeated else event.refusal(state, stamp)
    if refused is not None:
        if stamp.role != Role.AUDIENCE:
            state.late.append(stamp.seq)
        return refused
    if stamp.command:
        _note_command(state, stamp)
    if marks := event.marks(state):
        before = copy_records(state, marks)
        event.apply(state, stamp)
        remember(state, event, stamp, before, copy_records(state, marks))
    else:
        event.apply(state, stamp)
    return None


def _note_command(state: State, stamp: Stamp) -> None:
    """Remember the actor's latest commands, so that a repeated one is recognised."""
    recent = state.recent.get(stamp.by)
    if recent is None:
        state.recent[stamp.by] = {stamp.command: stamp.seq}
        return
    recent[stamp.command] = stamp.seq
    if len(recent) > RECENT_COMMANDS:
        del recent[next(iter(recent))]
