"""The embedded log: a SQLite file whose appends share their waiting for the disk."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

from server.log import entries
from server.log.base import LogFull, Snapshot, Stored
from server.log.bell import Bell, Bells
from server.log.file import SqliteFile


class _Append(NamedTuple):
    meeting: str
    bodies: tuple[bytes, ...]
    seqs: asyncio.Future[range]


class SqliteLog:
    """A `Log` in one file, which one process has open at a time."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._bells = Bells()
        self._waiting: list[_Append] = []
        self._committing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the log in this file, made first if there is none; raises LogUnavailable or LogFull."""
        file = await SqliteFile.open(path, entries.FORMAT)
        try:
            with suppress(LogFull):  # a rewrite's cleaning waits for room: what the log says is read without
                await file.run(entries.clean)
        except BaseException:
            await file.close()
            raise
        return cls(file)

    async def append(self, meeting: str, bodies: Sequence[bytes]) -> range:
        """As in `Log`; all that is asked while a commit is running goes into the next one together."""
        seqs: asyncio.Future[range] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Append(meeting, tuple(bodies), seqs))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit_waiting())
        return await seqs

    async def read(self, meeting: str, after: int, limit: int = 1000) -> list[Stored]:
        return await self._file.run(lambda file: entries.read(file, meeting, after, limit))

    async def head(self, meeting: str) -> int:
        return await self._file.run(lambda file: entries.head(file, meeting))

    async def epoch(self, meeting: str) -> str:
        return await self._file.run(lambda file: entries.epoch(file, meeting))

    @asynccontextmanager
    async def bell(self, meeting: str) -> AsyncIterator[Bell]:
        with self._bells.hang(meeting) as bell:
            yield bell

    async def save_snapshot(
        self, meeting: str, version: str, snapshot: Snapshot, epoch: str | None = None
    ) -> None:
        await self._file.write(lambda file: entries.save_snapshot(file, meeting, version, snapshot, epoch))

    async def load_snapshot(self, meeting: str, version: str) -> Snapshot | None:
        return await self._file.run(lambda file: entries.load_snapshot(file, meeting, version))

    async def rewrite(self, meeting: str, change: Callable[[Stored], bytes]) -> str:
        try:
            return await self._file.run(lambda file: entries.rewrite(file, meeting, change))
        finally:
            self._bells.ring(meeting)

    async def close(self) -> None:
        if self._committing is not None:
            await asyncio.wait([self._committing])
        await self._file.close()
        self._bells.ring_all()

    async def _commit_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = [append for append in self._waiting if not append.seqs.done()], []
            work = partial(entries.append, batches=[(append.meeting, append.bodies) for append in batch])
            commit = asyncio.ensure_future(self._file.write(work))
            await asyncio.wait([commit])
            self._answer(batch, commit)

    def _answer(self, batch: list[_Append], commit: asyncio.Future[list[range]]) -> None:
        refused = commit.exception()
        if refused is None:
            for append, seqs in zip(batch, commit.result(), strict=True):
                if not append.seqs.done():
                    append.seqs.set_result(seqs)
            for meeting in {append.meeting for append in batch}:
                self._bells.ring(meeting)
            return
        for append in batch:
            if not append.seqs.done():
                append.seqs.set_exception(refused)
