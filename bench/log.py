"""How many rows a second the SQLite log takes and gives, beside plain SQLite on the same disk: the floor."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from server.log.sqlite import entries
from server.log.sqlite.log import SqliteLog
from server.log.sqlite.vault import SqliteVault

BODY = bytes(range(200))
SIZES = (1, 50)
AT_ONCE = 500  # callers with one row each, as ballots come
ROUNDS, SECONDS = 5, 0.1

Work = Callable[[], Awaitable[object]]


def run() -> dict[str, float]:
    """Give rates per second, each the best of several rounds in which everything takes its turn."""
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
        work[f"append {size}, floor"] = size, partial(_insert, floor, size)
    rates = await _best_rates(work)
    floor.close()
    await log.close()
    await vault.close()
    return rates


async def _best_rates(work: dict[str, tuple[int, Work]]) -> dict[str, float]:
    rates = dict.fromkeys(sorted(work), 0.0)
    for _ in range(ROUNDS):
        for name, (rows, what) in work.items():
            rates[name] = max(rates[name], await _rate(rows, what))
    return rates


async def _pass(vault: SqliteVault) -> str:
    link = await vault.find_link(await vault.mint_link("moderator", ""))
    return (link and await vault.mint_pass(link.id, 0)) or ""


async def _callers(log: SqliteLog) -> None:
    await asyncio.gather(*(log.append("aix", [BODY]) for _ in range(AT_ONCE)))


async def _insert(connection: sqlite3.Connection, size: int) -> None:
    """Do what an append must, and nothing else."""
    connection.execute("BEGIN IMMEDIATE")
    entries.append(connection, [entries.Batch("aix", [BODY] * size, None)])
    connection.execute("COMMIT")


async def _rate(rows: int, work: Work) -> float:
    start, done = perf_counter(), 0
    while perf_counter() - start < SECONDS:
        await work()
        done += rows
    return done / (perf_counter() - start)


if __name__ == "__main__":
    for name, rate in run().items():
        print(f"{name:32}{rate:12,.0f} /s")
