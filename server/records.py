"""What can be read from a meeting's log without serving it: a digest, an export; and compacting it."""

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from server.links import known_links
from server.live import memory
from server.log.base import Log, Stored
from server.log.sqlite import SqliteLog
from server.room.codec import without_erased
from server.room.state import State
from server.settings import LINKS_FILE, LOG_FILE, Trouble
from server.views.export import export as exported
from server.views.export import rows

# Spreadsheets in Japanese take the full-width ones for a formula too.
_DANGEROUS = tuple("=+-@＝＋－＠\t\r\n")


async def replay(data: Path) -> str:
    """How many entries the log has and what they add up to."""
    async with _open(data) as (log, meeting):
        state = await memory.catch_up(log, meeting, State())
        return f"{state.seq} entries, digest {memory.digest(state)}"


async def export(data: Path, form: str) -> str:
    """The meeting as JSON, or its questions and polls as CSV."""
    async with _open(data) as (log, meeting):
        state = await memory.catch_up(log, meeting, State())
    if form == "csv":
        return _csv(rows(state))
    return msgspec.json.format(msgspec.json.encode(exported(state)), indent=2).decode() + "\n"


async def compact(data: Path) -> str:
    """Take the text of erased questions out of storage."""
    async with _open(data) as (log, meeting):
        state = await memory.catch_up(log, meeting, State())
        if not state.erased:
            return "Nothing was erased; the log stays as it is."

        def change(entry: Stored) -> bytes:
            return without_erased(entry.body, state.erased)

        await log.rewrite(meeting, change)
        what = "1 erased question" if len(state.erased) == 1 else f"{len(state.erased)} erased questions"
        return f"The text of {what} is gone from storage; the log has a new epoch."


@asynccontextmanager
async def _open(data: Path) -> AsyncIterator[tuple[Log, str]]:
    links, file = known_links(data / LINKS_FILE), data / LOG_FILE
    if links is None or not file.exists():
        raise Trouble(f"{data} holds no meeting: nothing was served with this data folder yet.")
    log = await SqliteLog.open(file)
    try:
        yield log, links.meeting
    finally:
        await log.close()


def _csv(table: list[tuple[str, ...]]) -> str:
    """CSV whose cells no spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([f"'{cell}" if cell.startswith(_DANGEROUS) else cell for cell in row] for row in table)
    return out.getvalue()
