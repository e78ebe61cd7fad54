"""The courteous door: a command becomes an event that makes sense now, or a refusal that says why not."""

from moderation.permissions import may
from server.room.base import Command, Event, Refusal, Stamp
from server.room.state import State


def decide(state: State, command: Command, stamp: Stamp) -> Event | Refusal:
    """Judge `command` by the actor and time of `stamp`; its `seq` is not known yet and must be 0.

    Deny by default: a role that `moderation.permissions` does not name for a command is refused.
    """
    name = str(type(command).__struct_config__.tag)
    if not may(stamp.role, name):
        return Refusal.NOT_ALLOWED
    event = command.propose(state, stamp)
    if isinstance(event, Refusal):
        return event
    if event.from_rules > state.rules:
        return Refusal.NOT_YET
    return event.refusal(state, stamp) or event
