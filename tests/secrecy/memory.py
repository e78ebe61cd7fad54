"""The memory of a process, as root or a debugger reads it while the process stands still."""

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ (\d+)\s*(.*)")
_SPECIAL = ("[vvar", "[vsyscall]", "/dev/")
PATIENCE = 5.0
PAGE = 4096
# Stands for what is not there, and for pages of zeros: nothing runs over it, and words stay where words are.
BETWEEN = bytes(64)


def memory_of(pid: int) -> bytes:
    """All that the process has written or may write to; what it only reads from files is on disk anyway.

    Without the right to look, says so: it fails where everything must be tried (CI=true).
    """
    try:
        with _still(pid):
            return BETWEEN.join(_regions(pid))
    except PermissionError:
        words = f"The memory of process {pid} may not be read: run this as root or with CAP_SYS_PTRACE."
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)


def _regions(pid: int) -> Iterator[bytes]:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = _MAPPING.fullmatch(line)
            assert found, line
            start, end, rights, inode, name = found.groups()
            is_written = rights.startswith("rw") or (rights.startswith("r") and inode == "0")
            if is_written and not name.startswith(_SPECIAL):
                yield _read(memory.fileno(), int(start, 16), int(end, 16))


def _read(memory: int, start: int, end: int) -> bytes:
    """One mapping; the kernel gives large ones piece by piece."""
    pieces, at = [], start
    while at < end and (piece := os.pread(memory, min(end - at, 1 << 26), at)):
        pieces.append(piece)
        at += len(piece)
    whole = b"".join(pieces)
    pages = (whole[at : at + PAGE] for at in range(0, len(whole), PAGE))
    return b"".join(page if page.strip(b"\0") else BETWEEN for page in pages)


@contextmanager
def _still(pid: int) -> Iterator[None]:
    """Stop a process until the block ends."""
    os.kill(pid, signal.SIGSTOP)
    try:
        deadline = time.monotonic() + PATIENCE
        while _state(pid) != "T":
            assert time.monotonic() < deadline, "the process does not stop"
            time.sleep(0.001)
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
