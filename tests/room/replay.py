"""A process that folds a log, one entry per line in hexadecimal, and prints the digest of its state.

python -m tests.room.replay FILE
"""

import sys
from pathlib import Path

from server.live.memory import digest
from server.room.codec import decode
from server.room.fold import fold
from server.room.state import State


def replayed(log: list[bytes]) -> State:
    """The state that a log adds up to."""
    state = State()
    for seq, body in enumerate(log, 1):
        fold(state, decode(seq, body))
    return state


if __name__ == "__main__":
    print(digest(replayed([bytes.fromhex(line) for line in Path(sys.argv[1]).read_text().splitlines()])))
