"""What a meeting's log is, whoever keeps it: numbered bodies, snapshots of their sum, and a bell."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol

from server.log.bell import Bell


class Stored(NamedTuple):
    """One entry's body and its place in the log, counted from 1 without gaps."""

    seq: int
    body: bytes


class Snapshot(NamedTuple):
    """What the entries up to and including `seq` add up to."""

    seq: int
    body: bytes


class Place(NamedTuple):
    """Up to where somebody has read: the log's epoch and the last entry; seq 0 and no body before the first.

    A log that does not have this entry at this seq is not the one that was read.
    """

    epoch: str
    seq: int
    body: bytes


class LogChanged(Exception):
    """The log is shorter than what was read of it, or says something else: what came of it must be forgotten.

    Nothing was written.
    """


class LogFull(Exception):
    """Storage refused the write, most often for want of room: nothing was written, reading goes on."""


class LogUnavailable(Exception):
    """The log cannot be used, and one sentence says why; what was being written may be there or not."""


class Log(Protocol):
    """Several meetings' logs, each ordered and dense; every call is safe to cancel."""

    def now(self) -> int:
        """Give the time in Unix milliseconds, by the one clock that every user of this log goes by."""

    async def append(self, meeting: str, bodies: Sequence[bytes], place: Place | None = None) -> range:
        """Add these bodies side by side at the end; durable when it returns, which it does with their seqs.

        With a place, only if the log has it; others may have appended since. Raises LogFull or LogChanged. A
        call that was cancelled may have been written or not, but never in part.
        """

    async def read(
        self, meeting: str, after: int, limit: int = 1000, place: Place | None = None
    ) -> list[Stored]:
        """Give the entries that follow seq `after`, in order, at most `limit` of them.

        With a place, only if the log has it at that very moment. Raises LogChanged.
        """

    async def head(self, meeting: str) -> int:
        """Give the last seq, 0 for a meeting that has none."""

    async def epoch(self, meeting: str) -> str:
        """Name this incarnation of the log: another name means that what was read before may have changed."""

    def bell(self, meeting: str) -> AbstractAsyncContextManager[Bell]:
        """Listen for "there may be more" until the block ends; it may ring for nothing, or fail to ring."""

    async def save_snapshot(
        self, meeting: str, version: str, snapshot: Snapshot, place: Place | None = None
    ) -> None:
        """Keep a snapshot that this version of the fold made; only the newest few stay.

        With a place, which is the snapshot's own, it is kept only if the log has it: neither does a snapshot
        made before a rewrite bring back what that removed, nor one made of entries that were lost survive
        them. Raises LogFull or LogChanged.
        """

    async def load_snapshot(self, meeting: str, version: str) -> Snapshot | None:
        """Give this version's newest snapshot that is not ahead of the log."""

    async def rewrite(self, meeting: str, change: Callable[[Stored], bytes]) -> str:
        """Replace every body by what `change` makes of it, in one step, and give the new epoch.

        Seqs stay, snapshots go, and replaced bodies are gone from storage when it returns. `change` is called
        for every entry, on a thread of the log's choice; whatever it raises leaves the log as it was. Raises
        LogFull when old bodies may still be in storage: call again once there is room.
        """

    async def close(self) -> None:
        """Finish what was asked, then let go of the storage."""
