"""The fold: one entry after the other turns into the state; what makes no sense is ignored by all alike.

It changes the state in place, because a hall votes thousands of times a second; it reads no clock, draws no
random number and does no I/O, so the same log gives the same state on every worker and for ever.
"""

from server.room.base import Refusal
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
    if stamp.command in state.recent.get(stamp.by, ()):
        return Refusal.REPEATED
    refused = event.refusal(state, stamp)
    if refused is not None:
        return refused
    if stamp.command:
        _note_command(state, stamp.by, stamp.command, stamp.seq)
    if marks := event.marks(state):
        before = copy_records(state, marks)
        event.apply(state, stamp)
        remember(state, event, stamp, before, copy_records(state, marks))
    else:
        event.apply(state, stamp)
    return None


def _note_command(state: State, by: str, command: str, seq: int) -> None:
    """Remember the actor's latest commands, so that a repeated one is recognised."""
    recent = state.recent.setdefault(by, {})
    recent[command] = seq
    if len(recent) > RECENT_COMMANDS:
        del recent[next(iter(recent))]
