"""`make bench`: every measurement, and docs/benchmarks.md of them. Named parts are only printed."""

import shutil
import sys
import time
from collections.abc import Callable

from bench import (
    ballots,
    curve,
    history,
    install,
    log,
    machine,
    native,
    pages,
    projector,
    report,
    staying,
    storm,
    voting,
    workers,
)
from bench.figures import number
from bench.outcome import FULL, SHORT, Length, Outcome, Table

Part = Callable[[Length], Outcome]


def _within(title: str, words: str, measure: Callable[[], dict[str, float]]) -> Part:
    """A part that gives figures by name."""
    return lambda length: Outcome(
        tables=[Table(title, words, ("", ""), [(name, number(figure)) for name, figure in measure().items()])]
    )


LOG = (
    "Rows per second of the SQLite log, 200 bytes each, beside plain SQLite doing the same on the same disk."
)
BALLOTS = "Ballots from a frame's text to the answer in one process, without sockets."
PARTS: dict[str, Part] = {
    "curve": curve.run,
    "staying": staying.run,
    "voting": voting.run,
    "projector": projector.run,
    "storm": storm.run,
    "history": history.run,
    "pages": pages.run,
    "ballots": _within("Ballots without sockets", BALLOTS, ballots.run),
    "log": _within("The log", LOG, log.run),
    "workers": workers.run,
}
ONLY_FULL = {"workers"}
NEED_A_CROWD = set(PARTS) - {"pages", "ballots", "log"}
NEED_REDIS = {"voting", "ballots", "workers"}
NEED_A_HALL = {"curve", "projector", "storm"}
MOST = max(storm.PHONES, curve.HALL)


def possible(wanted: list[str]) -> list[str]:
    """What of it this machine lets us measure; it says what is left out, and why."""
    left_out: set[str] = set()
    if not native.can_be_built():
        print(native.MISSING)
        left_out |= NEED_A_CROWD
    if not shutil.which("redis-server"):
        print("There is no redis-server, so what needs it is left out; apt install redis-server brings it.")
        left_out |= NEED_REDIS
    if machine.MOST_PHONES < MOST:
        print(
            f"A process may have too few open files for {MOST:,} phones: raise `ulimit -Hn` to measure halls."
        )
        left_out |= NEED_A_HALL
    return [name for name in wanted if name not in left_out]


def main() -> None:
    """Run all parts, or those that are named."""
    length = FULL if "full" in sys.argv else SHORT
    named = [word for word in sys.argv[1:] if word != "full"]
    usual = [name for name in PARTS if length is FULL or name not in ONLY_FULL]
    wanted = possible(named or usual)
    machine.allow_most()
    if "curve" in wanted:
        install.peers()
    came, began = Outcome(), time.monotonic()
    for name in wanted:
        print(f"\n{name}", flush=True)
        outcome = PARTS[name](length)
        print(report.lines(outcome), flush=True)
        came.add(outcome)
    print(f"\n{time.monotonic() - began:.0f} seconds")
    if wanted == usual:
        report.write(came, length.rounds, is_full=length is FULL)
        print("docs/benchmarks.md is written anew")


main()
