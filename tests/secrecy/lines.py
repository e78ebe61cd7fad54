"""Entries of a log as whoever reads them sees them, wherever the bytes were found."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from tests.secrecy.poll import CLOSED

_ENTRY = re.compile(rb'\{"v":\d{1,3},"at":\d{13},"by":"')
LONGEST = 4096


class Line(NamedTuple):
    """An entry: its place, time, actor, command id; `choice` of a ballot that can be read, else empty."""

    place: int
    at: int
    by: str = ""
    id: str = ""
    kind: str = ""
    poll: str = ""
    choice: str = ""
    size: int = 0
    event: Any = None

    @property
    def is_ballot(self) -> bool:
        """Whether somebody voted in the poll that has closed, be it that nobody can read for what."""
        return self.poll == CLOSED and not re.fullmatch("poll-.*", self.kind)


def read_line(place: int, body: bytes) -> Line | None:
    """The entry of a body; None for what is none."""
    try:
        told = json.loads(body)
        event = told["event"]
        choice = event.get("choice") or [""]
        return Line(
            place,
            int(told["at"]),
            str(told.get("by", "")),
            str(told.get("cmd", "")),
            str(event["event"]),
            str(event.get("poll", "")),
            str(choice[0]),
            len(body),
            event,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def carved(raw: bytes) -> list[Line]:
    """The entries whose text lies anywhere in these bytes, each once, in the order of their times."""
    decoder = json.JSONDecoder()
    bodies: dict[bytes, None] = {}
    for found in _ENTRY.finditer(raw):
        text = raw[found.start() : found.start() + LONGEST].decode("utf-8", "replace")
        try:
            _, end = decoder.raw_decode(text)
        except ValueError:
            continue
        bodies[text[:end].encode()] = None
    lines = [line for body in bodies if (line := read_line(0, body))]
    lines.sort(key=lambda line: line.at)
    return [line._replace(place=place) for place, line in enumerate(lines, 1)]


def ballots(lines: Iterable[Line]) -> list[Line]:
    """The ballots of the closed poll in their order."""
    return [line for line in lines if line.is_ballot]


def final(lines: Sequence[Line]) -> list[str]:
    """For each of these ballots, what its voter chose in the end, if the same pseudonym voted again."""
    last = {line.by: line.choice for line in lines if line.by}
    return [last.get(line.by, line.choice) for line in lines]


def known(lines: Iterable[Line], people: Iterable[str]) -> Iterator[Line]:
    """What these people did under their own name."""
    actors = frozenset(people)
    return (line for line in lines if line.by in actors)
