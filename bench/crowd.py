"""A crowd of phones: `native/crowd.c` in a process of its own, led line by line."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.native import program
from bench.process import CROWDS, started_on

MOST = 19_500  # phones of one crowd: a process rarely may have more than 20,000 descriptors
PATIENCE_MS = 30_000

Answer = dict[str, Any]


class Crowd:
    """Phones at one address. Every method waits until it is done."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, *words: object) -> Answer:
        """Have the crowd do something; see the head of crowd.c."""
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            raise RuntimeError("the crowd was started without pipes")
        into.write(" ".join(map(str, words)) + "\n")
        into.flush()
        line = out.readline()
        if not line:
            raise RuntimeError("the crowd has gone")
        answer: Answer = json.loads(line)
        return answer

    def connect(self, phones: int, at_once: int = 200) -> Answer:
        """Have so many phones there, until each has its page."""
        return self.ask("connect", phones, at_once)

    def heard(self, each: int = 1) -> Answer:
        """Wait until each phone heard so many broadcasts since the round began."""
        return self.ask("heard", each, PATIENCE_MS)


@contextmanager
def crowd(
    port: int, path: str, dialect: str = "plain", deflate: bool = False, cookies: Path | None = None
) -> Iterator[Crowd]:
    """Give a crowd that is still away; `cookies` has a line for each of its phones."""
    origin = f"http://127.0.0.1:{port}"
    command = [program("crowd"), port, path, origin, dialect, int(deflate), MOST, cookies or "-"]
    with started_on(CROWDS):
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    try:
        yield Crowd(process)
    finally:
        process.kill()
        process.wait()
