"""What a process takes: processor time and memory, its children's included; and the core that it runs on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
SERVERS, CROWDS = CORES[:1], CORES[-1:]


def family(pid: int) -> list[int]:
    """A process and all that came from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def processor_seconds(pid: int) -> float:
    """What all its threads have run, in seconds; the kernel counts nanoseconds."""
    threads = (thread for each in family(pid) for thread in Path(f"/proc/{each}/task").iterdir())
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def resident_kib(pid: int) -> int:
    """Memory that is its own or that it shares, in KiB."""
    size = os.sysconf("SC_PAGE_SIZE") // 1024
    return sum(int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in family(pid)) * size


@contextmanager
def started_on(cores: list[int]) -> Iterator[None]:
    """What is started meanwhile runs on these cores only."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
