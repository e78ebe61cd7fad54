"""`make bench`: every measurement, a line each. Timings drift with the machine: compare within one run."""

import sys
from collections.abc import Callable

from bench import ballots, hall, log, pages, workers

PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "log": log.run,
    "ballots": ballots.run,
    "hall": hall.run,
    "pages": pages.run,
    "workers": workers.run,
}


def main() -> None:
    """Run them all, or those that are named."""
    for name in sys.argv[1:] or PARTS:
        print(f"\n{name}")
        for what, figure in PARTS[name]().items():
            print(f"  {what:<52} {figure:>12,.1f}")


main()
