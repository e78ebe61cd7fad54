"""Every command and every event that Entaku knows, by its name on the wire; events in all their versions."""

from collections.abc import Iterator
from typing import TypeVar

from server.room import (
    care,
    cleansing,
    conduct,
    electorate,
    handover,
    limits,
    loss,
    merging,
    people,
    planning,
    polls,
    prompts,
    questions,
    results,
    rewording,
    rules,
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
    *(care, cleansing, loss, merging, people, planning, polls, prompts, questions, results),
    *(rewording, screen),
    *(sessions, support, timer, triage, undo),
    *(conduct, electorate, handover, limits, rules, staff, translations, wordlists),
)


_Kind = TypeVar("_Kind", Command, Event)


def _named(kind: type[_Kind]) -> Iterator[tuple[str, type[_Kind]]]:
    """The classes of this kind in the noun modules, except the unnamed ones that others share."""
    found = (one for noun in _NOUNS for one in vars(noun).values() if isinstance(one, type))
    named = (one for one in found if issubclass(one, kind) and one is not kind)
    return ((str(one.__struct_config__.tag), one) for one in named if not one.__name__.startswith("_"))


COMMANDS: dict[str, type[Command]] = dict(_named(Command))
# By name and version: what a log may hold. The newest of each, by name alone.
VERSIONS: dict[tuple[str, int], type[Event]] = {(tag, one.version): one for tag, one in _named(Event)}
EVENTS: dict[str, type[Event]] = {tag: VERSIONS[tag, version] for tag, version in sorted(VERSIONS)}


def rules_known() -> int:
    """The newest rules that this release knows: those of the latest version of any event."""
    return max(one.from_rules for one in VERSIONS.values())
