"""The embedded log: a SQLite file whose appends share their waiting for the disk."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

from server.log.base import LogChanged, LogFull, Place, Snapshot, Stored
from server.log.bell import Bell, Bells
from server.log.leaps import WallClock
from server.log.sqlite import entries
from server.log.sqlite.file import SqliteFile


class _Append(NamedTuple):
    batch: entries.Batch
    seqs: asyncio.Future[range]


class SqliteLog:
    """A `Log` in one file, which one process has open at a time."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._bells = Bells()
        self._clock = WallClock()
        self._waiting: list[_Append] = []
        self._committing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the log in this file, made first if there is none; raises LogUnavailable or LogFull."""
        file = await SqliteFile.open(path, entries.FORMAT)
        try:
            if await file.run(entries.is_unclean):
                with suppress(LogFull):  # it waits for room: what the log says is read without
                    await file.alter(entries.clean)
        except BaseException:
            await file.close()
            raise
        return cls(file)

    def now(self) -> int:
        return self._clock.now()

    async def append(self, meeting: str, bodies: Sequence[bytes], place: Place | None = None) -> range:
        """As in `Log`; all that is asked while a commit is running goes into the next one together."""
        seqs: asyncio.Future[range] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Append(entries.Batch(meeting, tuple(bodies), place), seqs))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit_waiting())
        return await seqs

    async def read(
        self, meeting: str, after: int, limit: int = 1000, place: Place | None = None
    ) -> list[Stored]:
        return await self._file.run(lambda file: entries.read_from(file, meeting, after, limit, place))

    async def head(self, meeting: str) -> int:
        return await self._file.run(lambda file: entries.head(file, meeting))

    async def epoch(self, meeting: str) -> str:
        return await self._file.run(lambda file: entries.epoch(file, meeting))

    @asynccontextmanager
    async def bell(self, meeting: str) -> AsyncIterator[Bell]:
        with self._bells.hang(meeting) as bell:
            yield bell

    async def save_snapshot(
        self, meeting: str, version: str, snapshot: Snapshot, place: Place | None = None
    ) -> None:
        await self._file.write(lambda file: entries.save_snapshot(file, meeting, version, snapshot, place))

    async def load_snapshot(self, meeting: str, version: str) -> Snapshot | None:
        return await self._file.run(lambda file: entries.load_snapshot(file, meeting, version))

    async def rewrite(self, meeting: str, change: Callable[[Stored], bytes]) -> str:
        try:
            return await self._file.alter(lambda file: entries.rewrite(file, meeting, change))
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
            work = partial(entries.append, batches=[append.batch for append in batch])
            commit = asyncio.ensure_future(self._file.write(work))
            await asyncio.wait([commit])
            self._answer(batch, commit)

    def _answer(self, batch: list[_Append], commit: asyncio.Future[list[range | LogChanged]]) -> None:
        refused = commit.exception()
        answers = [refused] * len(batch) if refused else commit.result()
        for append, answer in zip(batch, answers, strict=True):
            if append.seqs.done():
                continue
            if isinstance(answer, range):
                append.seqs.set_result(answer)
            elif answer is not None:
                append.seqs.set_exception(answer)
        if refused is None:
            for meeting in {append.batch.meeting for append in batch}:
                self._bells.ring(meeting)
