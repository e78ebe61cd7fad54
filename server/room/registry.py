"""Every command and every event that Entaku knows, by its name on the wire."""

from typing import TypeVar

from server.room import (
    care,
    conduct,
    handover,
    limits,
    loss,
    merging,
    people,
    planning,
    polls,
    prompts,
    questions,
    rewording,
    screen,
    sessions,
    staff,
    support,
    timer,
    translations,
    triage,
    undo,
    wordlists,
)
from server.room.base import Command, Event

_NOUNS = (
    *(care, loss, merging, people, planning, polls, prompts, questions, rewording, screen),
    *(sessions, support, timer, triage, undo),
    *(conduct, handover, limits, staff, translations, wordlists),
)


_Kind = TypeVar("_Kind", Command, Event)


def _tagged(kind: type[_Kind]) -> dict[str, type[_Kind]]:
    """The classes of this kind in the noun modules, except the unnamed ones that others share."""
    found = (one for noun in _NOUNS for one in vars(noun).values() if isinstance(one, type))
    named = (one for one in found if issubclass(one, kind) and one is not kind)
    return {str(one.__struct_config__.tag): one for one in named if not one.__name__.startswith("_")}


COMMANDS: dict[str, type[Command]] = _tagged(Command)
EVENTS: dict[str, type[Event]] = _tagged(Event)
