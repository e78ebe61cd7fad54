"""`python -m bench.pairs CHECKOUT [PAIRS]`: this code beside another checkout's, by turns on one machine.

A pair is one run of each, one right after the other, so that what disturbs the machine disturbs both; the
ratio is taken pair by pair. Both serve from the same environment and have the same crowd.
"""

import statistics
import sys
from pathlib import Path
from typing import NamedTuple

from bench import machine, storm, voting
from bench.figures import number
from bench.redis_server import redis_server
from bench.venue import ROOT

PAIRS = 5
FIGURES = {
    "ballots/s, SQLite": 0,
    "µs of processor a ballot, SQLite": 1,
    "ballots/s, Redis": 0,
    "µs of processor a ballot, Redis": 1,
    "seconds until 10,000 phones are back": 2,
    "ms of processor a phone that comes back": 3,
    "refused": 0,
}
"""What is measured, with the digits that are worth printing."""


class Pair(NamedTuple):
    """The figures of one run of each."""

    before: dict[str, float]
    now: dict[str, float]


def measure(root: Path) -> dict[str, float]:
    """All figures of one checkout, each once."""
    in_file = voting.measure(root=root)
    with redis_server() as url:
        in_redis = voting.measure("--redis", url, root=root)
    back = storm.measure(root=root)
    figures = (
        *(in_file.per_second, in_file.microseconds, in_redis.per_second, in_redis.microseconds),
        *(back.own_parts, back.milliseconds, in_file.refused + in_redis.refused + back.refused),
    )
    return dict(zip(FIGURES, figures, strict=True))


def compare(before: Path, pairs: int) -> list[Pair]:
    """So many pairs; who is first changes each time."""
    came = []
    for turn in range(pairs):
        roots = [before, ROOT] if turn % 2 == 0 else [ROOT, before]
        figures = {root: measure(root) for root in roots}
        came.append(Pair(figures[before], figures[ROOT]))
        print(f"pair {turn + 1}: {_line(came[-1])}", flush=True)
    return came


def _line(pair: Pair) -> str:
    return "; ".join(
        f"{name} {number(pair.before[name], digits)} → {number(pair.now[name], digits)}"
        for name, digits in FIGURES.items()
    )


def medians(pairs: list[Pair]) -> list[str]:
    """A line for each figure: both medians, and the median of the pairs' ratios."""
    lines = []
    for name, digits in FIGURES.items():
        before, now = ([pair[side][name] for pair in pairs] for side in (0, 1))
        ratios = [late / early for early, late in zip(before, now, strict=True) if early]
        ratio = f"× {statistics.median(ratios):.3f}" if ratios else ""
        middle = [number(statistics.median(each), digits) for each in (before, now)]
        lines.append(f"{name}: {middle[0]} → {middle[1]} {ratio}".rstrip())
    return lines


def main() -> None:
    """Compare, and print."""
    if len(sys.argv) < 2 or not (Path(sys.argv[1]) / "server").is_dir():
        sys.exit(f"{__doc__}")
    machine.allow_most()
    pairs = compare(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else PAIRS)
    print(f"\nMedians of {len(pairs)} pairs, before → now, and the median of the ratios:")
    print("\n".join(medians(pairs)))


if __name__ == "__main__":
    main()
