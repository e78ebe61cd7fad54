"""The log as snapshots repeat it, for those who attack a log: ballots, and what everybody did last."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.secrecy.lines import Line
from tests.secrecy.poll import CLOSED, OPTIONS


def lines_in(snapshot: Mapping[str, Any]) -> list[Line]:
    """The log as far as a snapshot repeats it: places and ids of what everybody did last, and choices."""
    chosen = dict(_ballots(snapshot))
    found = [
        Line(
            place,
            0,
            by,
            id,
            "ballot-cast" if by in chosen else "",
            CLOSED if by in chosen else "",
            chosen.get(by, ""),
        )
        for by, commands in _recent(snapshot)
        for id, place in commands.items()
    ]
    return sorted(found, key=lambda line: line.place)


def _ballots(value: Any) -> Iterator[tuple[str, str]]:
    """All that maps strings to choices, anywhere in a snapshot."""
    if isinstance(value, dict):
        for key, each in value.items():
            if isinstance(key, str) and isinstance(each, list) and len(each) == 1 and each[0] in OPTIONS:
                yield key, each[0]
            elif key != "programme":
                yield from _ballots(each)


def _recent(value: Any) -> Iterator[tuple[str, Mapping[str, int]]]:
    """All that maps people to what they did and where that stands in the log."""
    if isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, dict) and each and all(isinstance(place, int) for place in each.values()):
                yield str(key), each
            else:
                yield from _recent(each)
