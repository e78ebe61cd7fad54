"""What the SQLite log takes and gives a second, and what it costs, beside plain SQLite on the same disk."""

import asyncio
import math
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import NamedTuple

from server.log.sqlite import entries
from server.log.sqlite.log import SqliteLog
from server.log.sqlite.vault import SqliteVault

BODY = bytes(range(200))
SIZES = (1, 50, 1_000)
AT_ONCE = 500  # callers with one row each, as ballots come
ROUNDS, SECONDS = 5, 0.1

Work = Callable[[], Awaitable[object]]


class Pace(NamedTuple):
    """Rows a second, and microseconds of the processor for each."""

    rate: float
    cost: float


def run() -> dict[str, float]:
    """Give rates per second and costs, each the best of several rounds in which everything takes its turn."""
    with TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> dict[str, float]:
    log, vault = await SqliteLog.open(folder / "log.db"), await SqliteVault.open(folder / "vault.db")
    floor = entries.FORMAT.connect(folder / "floor.db")
    work: dict[str, tuple[int, Work]] = {
        f"append {AT_ONCE} rows of {AT_ONCE} callers": (AT_ONCE, partial(_callers, log)),
        "read 1000 rows": (1000, partial(log.read, "aix", 0, 1000)),
        "find a pass": (1, partial(vault.find_pass, await _pass(vault), 1)),
    }
    for size in SIZES:
        work[f"append {size}"] = size, partial(log.append, "aix", [BODY] * size)
        work[f"append {size}, plain"] = size, partial(_insert, floor, size)
    best = await _best(work)
    floor.close()
    await log.close()
    await vault.close()
    return {name: pace.rate for name, pace in best.items()} | {
        f"{name}, µs of CPU a row": pace.cost for name, pace in best.items()
    }


async def _best(work: dict[str, tuple[int, Work]]) -> dict[str, Pace]:
    best = dict.fromkeys(sorted(work), Pace(0, math.inf))
    for _ in range(ROUNDS):
        for name, (rows, what) in work.items():
            before, now = best[name], await _pace(rows, what)
            best[name] = Pace(max(before.rate, now.rate), min(before.cost, now.cost))
    return best


async def _pass(vault: SqliteVault) -> str:
    link = await vault.find_link(await vault.mint_link("moderator", ""))
    return (link and await vault.mint_pass(link.id, 0)) or ""


async def _callers(log: SqliteLog) -> None:
    await asyncio.gather(*(log.append("aix", [BODY]) for _ in range(AT_ONCE)))


async def _insert(connection: sqlite3.Connection, size: int) -> None:
    """Insert rows in the plainest way."""
    connection.execute("BEGIN IMMEDIATE")
    last = entries.head(connection, "aix")
    connection.executemany(
        "INSERT INTO entry VALUES ('aix', ?, ?)", [(last + row, BODY) for row in range(1, size + 1)]
    )
    connection.execute("COMMIT")


async def _pace(rows: int, work: Work) -> Pace:
    start, spent, done = perf_counter(), process_time(), 0
    while perf_counter() - start < SECONDS:
        await work()
        done += rows
    return Pace(done / (perf_counter() - start), (process_time() - spent) / done * 1e6)


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:52}{figure:12,.1f}")
