"""What can be read from a meeting's log without serving it: a digest, an export; and compacting it."""

import msgspec

from server.live import memory
from server.live.memory import Recalled
from server.log.base import Log, LogChanged, Place, Stored
from server.render.cells import as_csv
from server.room.codec import without_erased
from server.room.state import State
from server.settings import Source, Trouble
from server.views.export import export as exported
from server.views.export import rows
from server.whereabouts import found


async def replay(source: Source) -> str:
    """How many entries the log has and what they add up to."""
    async with found(source) as (storage, meeting):
        state = (await replayed(storage.log, meeting)).state
        return f"{state.seq} entries, digest {memory.digest(state)}"


async def export(source: Source, form: str) -> str:
    """The meeting as JSON, or its questions and polls as CSV."""
    async with found(source) as (storage, meeting):
        state = (await replayed(storage.log, meeting)).state
    if form == "csv":
        return as_csv(rows(state))
    return msgspec.json.format(msgspec.json.encode(exported(state)), indent=2).decode() + "\n"


async def compact(source: Source) -> str:
    """Take the text of erased questions out of storage; workers of a shared one read it anew."""
    async with found(source) as (storage, meeting):
        state = (await replayed(storage.log, meeting)).state
        if not state.erased:
            return "Nothing was erased; the log stays as it is."

        def change(entry: Stored) -> bytes:
            return without_erased(entry.body, state.erased)

        await storage.log.rewrite(meeting, change)
        what = "1 erased question" if len(state.erased) == 1 else f"{len(state.erased)} erased questions"
        return f"The text of {what} is gone from storage; the log has a new epoch."


async def replayed(log: Log, meeting: str) -> Recalled:
    """The state that the log adds up to, folded from its first entry."""
    nothing = Recalled(State(), Place(await log.epoch(meeting), 0, b""))
    try:
        return await memory.read_on(log, meeting, nothing)
    except LogChanged as error:
        raise Trouble(f"The log of {meeting} was rewritten while it was read: try again.") from error
