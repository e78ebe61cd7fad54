"""A process that appends, rewrites and says what was acknowledged, until it is done or killed.

    python -m tests.log.workload FILE ACKNOWLEDGED SYNCHRONOUS STEP...

A step is a number of appends, or `rewrite`. The n-th append's body is `body(n)`, so that it can be checked.
"""

import asyncio
import os
import sys
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random

from server.log.base import Snapshot, Stored
from server.log.sqlite import entries
from server.log.sqlite.log import SqliteLog


def body(number: int) -> bytes:
    """Give the body of the entry with this seq: a few bytes to a few thousand."""
    return sha256(b"%d" % number).digest() * (1 + number * 37 % 400)


def rewritten(stored: Stored) -> bytes:
    """Give what a rewrite makes of an entry."""
    return body(-stored.seq)


async def burst(log: SqliteLog, acknowledged: int, first: int, last: int) -> None:
    """Append, up to twenty at once, and write each seq down as soon as it is acknowledged."""

    async def append(number: int) -> None:
        (seq,) = await log.append("aix", [body(number)])
        os.write(acknowledged, b"%d\n" % seq)

    chance = Random(first)
    while first <= last:
        size = min(chance.randint(1, 20), last - first + 1)
        await asyncio.gather(*(append(number) for number in range(first, first + size)))
        first += size


async def main(file: str, acknowledgements: str, synchronous: str, *steps: str) -> None:
    pragmas = [
        f"synchronous={synchronous}" if pragma.startswith("synchronous=") else pragma
        for pragma in entries.FORMAT.pragmas
    ]
    entries.FORMAT = replace(entries.FORMAT, pragmas=pragmas)
    acknowledged = os.open(acknowledgements, os.O_CREAT | os.O_WRONLY, 0o600)
    log = await SqliteLog.open(Path(file))
    numbers = count(await log.head("aix") + 1)
    for step in steps:
        if step == "rewrite":
            await log.rewrite("aix", rewritten)
            os.write(acknowledged, b"rewritten\n")
        else:
            first = next(numbers)
            last = first + int(step) - 1
            await burst(log, acknowledged, first, last)
            await log.save_snapshot("aix", "1", Snapshot(last, b"sum of %d" % last))
            numbers = count(last + 1)
    await log.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
