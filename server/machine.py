"""The machine: what of it limits how many phones can come, and what to raise before a whole hall does."""

import resource
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

HALL = 10_000  # phones
# A phone that opens the page has two connections for a moment.
FILES = 12_000
# With this many a hall that came back in one moment was let in without a loss: docs/operating.md.
QUEUE = 4_096
TRACKED = 2 * HALL
MEMORY = 512 << 20

PROC = Path("/proc")

_NEEDED = {
    "files": (
        FILES,
        "Each phone is an open file, and this process may have {}: before a hall comes, raise that to 65536 "
        "(`ulimit -n 65536`, under systemd LimitNOFILE=65536).",
    ),
    "queue": (
        QUEUE,
        "Of phones that come at once, {} may wait at the door, and the others try again later: before a hall "
        "comes, `sysctl net.core.somaxconn=65535`.",
    ),
    "half_open": (
        QUEUE,
        "Of phones that are just connecting, {} are remembered: before a hall comes, "
        "`sysctl net.ipv4.tcp_syncookies=1` or `sysctl net.ipv4.tcp_max_syn_backlog=65535`.",
    ),
    "tracked": (
        TRACKED,
        "The firewall remembers {} connections and drops what is beyond: before a hall comes, "
        "`sysctl net.netfilter.nf_conntrack_max=262144`.",
    ),
    "memory": (
        MEMORY,
        f"{{}} MB of memory are free: before a hall comes, make it {MEMORY >> 20}.",
    ),
}


class Machine(NamedTuple):
    """What there is of each; None where this system does not tell, or where there is no such limit.

    `queue`: connections that wait to be accepted. `half_open`: those that are not yet complete.
    `tracked`: those that its firewall remembers. `memory`: bytes that are free or soon made free.
    """

    files: int | None
    queue: int | None = None
    half_open: int | None = None
    tracked: int | None = None
    memory: int | None = None


def look(proc: Path = PROC) -> Machine:
    """What this machine has; takes as many open files as this process is allowed."""
    sysctl = proc / "sys/net"
    cookies = _number(sysctl / "ipv4/tcp_syncookies")
    return Machine(
        files=_take_files(),
        queue=_number(sysctl / "core/somaxconn"),
        # With cookies, which is how Linux comes, connections are completed without being remembered.
        half_open=None if cookies else _number(sysctl / "ipv4/tcp_max_syn_backlog"),
        tracked=_number(sysctl / "netfilter/nf_conntrack_max"),
        memory=_memory(proc / "meminfo"),
    )


def advice(machine: Machine) -> list[str]:
    """A sentence for everything of which a hall of phones needs more."""
    there = machine._asdict()
    return [
        sentence.format(there[what] if what != "memory" else there[what] >> 20)
        for what, (needed, sentence) in _NEEDED.items()
        if there[what] is not None and there[what] < needed
    ]


def _take_files() -> int | None:
    """Raise our own limit as far as we may; systems begin with one that is for small programs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    with suppress(ValueError, OSError):  # macOS says unlimited and takes less: then it stays what it is
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return None if soft == resource.RLIM_INFINITY else soft


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None


def _memory(file: Path) -> int | None:
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return None
    found = (line.split()[1] for line in lines if line.startswith("MemAvailable:"))
    return next((int(kibibytes) << 10 for kibibytes in found), None)
