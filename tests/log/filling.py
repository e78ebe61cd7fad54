"""A process whose disk refuses to write and then recovers; prints what the log answered meanwhile, as JSON.

    python -m tests.log.filling FILE DISK

DISK says how it refuses: a path, the flag of `disk.c`, or `limit` (files may grow no further).
"""

import asyncio
import json
import resource
import sys
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path

from server.log.base import LogFull, Snapshot, Stored
from server.log.sqlite import entries
from server.log.sqlite.log import SqliteLog

BIG = b"x" * 50_000


@contextmanager
def refusing(disk: str) -> Iterator[None]:
    """Refuse while the block runs."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    if disk == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, most))
    else:
        Path(disk).touch()
    yield
    if disk == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    else:
        Path(disk).unlink()


async def fill(log: SqliteLog) -> tuple[int, list[str]]:
    """Append, three at once, until storage refuses; count what was acknowledged, and give the refusals."""
    acknowledged = 0
    while True:
        answers = await asyncio.gather(*(log.append("aix", [BIG]) for _ in range(3)), return_exceptions=True)
        refused = [
            f"{type(answer).__name__}: {answer}" for answer in answers if isinstance(answer, Exception)
        ]
        acknowledged += len(answers) - len(refused)
        if refused:
            return acknowledged, refused


async def answer_of(call: Awaitable[object]) -> str:
    """Name the refusal, or say that there was none."""
    try:
        await call
    except LogFull:
        return "full"
    return "done"


async def main(file: str, disk: str) -> None:
    log = await SqliteLog.open(Path(file))
    await log.append("aix", [BIG, BIG])
    clean, entries.clean = entries.clean, lambda connection: None
    await log.rewrite("aix", lambda stored: stored.body)  # so that the restart below has cleaning to do
    entries.clean = clean
    await log.save_snapshot("aix", "1", Snapshot(2, BIG))
    told: dict[str, object] = {}
    with refusing(disk):
        acknowledged, told["refused"] = await fill(log)
        told["snapshot"] = await answer_of(log.save_snapshot("aix", "1", Snapshot(1, BIG * 20)))
        told["rewrite"] = await answer_of(log.rewrite("aix", lambda stored: stored.body * 20))
        told["reading"] = await kept(log, 2 + acknowledged)
        await log.close()
        log = await SqliteLog.open(Path(file))
        told["reading after a restart"] = await kept(log, 2 + acknowledged)
        told["refused after a restart"] = (await fill(log))[1]
    head = await log.head("aix")
    told["append again"] = await log.append("aix", [BIG] * 20) == range(head + 1, head + 21)
    told["rewrite again"] = await answer_of(log.rewrite("aix", lambda stored: stored.body))
    told["reading again"] = await kept(log, head + 20)
    await log.close()
    print(json.dumps(told))


async def kept(log: SqliteLog, number: int) -> bool:
    """Tell whether the log has exactly this many entries."""
    expected = [Stored(seq, BIG) for seq in range(1, number + 1)]
    return await log.read("aix", 0) == expected and await log.head("aix") == number


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
