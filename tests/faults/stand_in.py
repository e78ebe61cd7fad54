"""`entaku` as it is elsewhere: on a machine whose clock is wrong, or in a release before this one.

python -m tests.faults.stand_in fast 600 serve …
python -m tests.faults.stand_in older screen-blanked blank serve …
"""

import sys
import time


def be_fast(seconds: int) -> None:
    """Set this process's clock forward, as nobody's but a wrong machine's would be."""
    true_time, true_ns = time.time, time.time_ns
    time.time = lambda: true_time() + seconds
    time.time_ns = lambda: true_ns() + seconds * 1_000_000_000


def be_older(event: str, command: str) -> None:
    """Do not know this event, nor the command that leads to it."""
    import server
    from server.room import registry

    server.__version__ = "0.0.1"
    del registry.EVENTS[event], registry.COMMANDS[command]


if __name__ == "__main__":
    match sys.argv[1:]:
        case "fast", seconds, *rest:
            be_fast(int(seconds))
        case "older", event, command, *rest:
            be_older(event, command)
        case _:
            sys.exit(__doc__)
    sys.argv[1:] = rest
    # Only now, because what is imported looks at what was changed.
    from server.cli import main

    main()
