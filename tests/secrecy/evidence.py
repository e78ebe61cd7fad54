"""What an attacker holds after the close: files, logs as their storage reads them, memory, knowledge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.secrecy.lines import Line
from tests.secrecy.poll import Person


@dataclass(frozen=True)
class Evidence:
    """`files` by name as they lie on disk, `memories` by process what it may write to.

    `lines` is the log, `snapshots` the states found beside it; `tally` is what everybody saw. `keys` are
    secrets of the closed poll that were copied while it was open: they prove where one is still found.
    """

    people: Sequence[Person]
    tally: Mapping[str, int]
    files: Mapping[str, bytes] = field(default_factory=dict)
    memories: Mapping[str, bytes] = field(default_factory=dict)
    lines: Sequence[Line] = ()
    snapshots: Sequence[Mapping[str, Any]] = ()
    keys: frozenset[bytes] = frozenset()

    def person(self, actor: str) -> Person:
        """Who this is in the log."""
        return next(person for person in self.people if person.actor == actor)
