"""A process that draws and destroys keys in files and says what was acknowledged.

python -m tests.log.key_files FILE ACKNOWLEDGED waits|hurries

FILE is in the folder of the keys. One that hurries does not wait for the disk.
"""

import os
import sys
from pathlib import Path

from server.log.ballot_keys.files import KeyFiles

POLLS = 100


def main(file: str, acknowledgements: str, manner: str) -> None:
    if manner == "hurries":
        os.fsync = lambda fd: None
    acknowledged = os.open(acknowledgements, os.O_CREAT | os.O_WRONLY, 0o600)
    keys = KeyFiles(Path(file).parent, "aix")
    for number in range(POLLS):
        with keys.draw(f"poll-{number}") as key:
            os.write(acknowledged, f"drawn poll-{number} {key.view.hex()}\n".encode())
        if number % 2:
            poll = f"poll-{number * 7 // 10}"
            os.write(acknowledged, f"destroying {poll}\n".encode())
            keys.destroy(poll)
            os.write(acknowledged, f"destroyed {poll}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
