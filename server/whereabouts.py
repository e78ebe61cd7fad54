"""Where a meeting is that is not served by this process, and which one is meant."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from server.links import known_links
from server.log.redis.home import ASIDE
from server.log.sqlite.home import MOVED_FILE
from server.log.storage import LOG_FILE, VAULT_FILE, Storage, in_folder, in_redis, meetings_in
from server.settings import LINKS_FILE, Source, Trouble

SILENT_FOR = 1.0  # seconds


@asynccontextmanager
async def found(source: Source) -> AsyncIterator[tuple[Storage, str]]:
    """The storage of a meeting that was served before, and its code; raises `Trouble` if there is none."""
    meeting = meeting_in_folder(source)
    if source.redis:
        meeting = await meeting_in_redis(source.redis, meeting)
        async with reached(source.redis, meeting, source.data) as storage:
            yield storage, meeting
    else:
        refuse_moved(source.data)
        refuse_lost(source.data)
        if not meeting or not (source.data / LOG_FILE).exists():
            raise Trouble(f"{source.data} holds no meeting: nothing was served with this data folder yet.")
        async with in_folder(source.data) as storage:
            yield storage, meeting


@asynccontextmanager
async def reached(redis: str, meeting: str, data: Path) -> AsyncIterator[Storage]:
    """The storage of a meeting in Redis; one that is only starting is waited for, and that is said."""
    async with AsyncExitStack() as open_now:
        with _said_if_long():
            storage = await open_now.enter_async_context(in_redis(redis, meeting, data))
        yield storage


def refuse_moved(data: Path) -> None:
    """Raise `Trouble` if the folder's meeting is in Redis now."""
    if (data / MOVED_FILE).exists() and not (data / LOG_FILE).exists():
        raise Trouble(f"The meeting of {data} has moved to Redis: --redis URL says to which.")


def refuse_lost(data: Path) -> None:
    """Raise `Trouble` if the folder's meeting has lost its log: an empty one must not take its place."""
    left = [name for name in (LINKS_FILE, VAULT_FILE) if (data / name).exists()]
    if left and not (data / LOG_FILE).exists():
        raise Trouble(
            f"{data} has {' and '.join(left)}, but not {LOG_FILE}, in which the meeting was: put it back, or"
            " name the Redis that has it by --redis; to begin anew, take what is left out of the folder."
        )


def meeting_in_folder(source: Source) -> str:
    """The meeting that is meant by what was said and by the folder's links; empty if neither tells."""
    known = known_links(source.data / LINKS_FILE)
    if known and source.meeting not in {"", known.meeting}:
        raise Trouble(
            f"{source.data} holds the meeting {known.meeting}; {source.meeting} needs another --data."
        )
    return known.meeting if known else source.meeting


async def meeting_in_redis(redis: str, meeting: str) -> str:
    """This meeting, or the only one that Redis holds; raises `Trouble` if it is not to be found there."""
    with _said_if_long():
        there = [name for name in await meetings_in(redis) if not name.endswith(ASIDE)]
    if meeting in there:
        return meeting
    if not there:
        raise Trouble("Redis holds no meeting: nothing was served from it yet.")
    listed = ", ".join(there)
    if meeting:
        raise Trouble(f"Redis does not hold the meeting {meeting}, but {listed}.")
    if len(there) > 1:
        raise Trouble(f"Redis holds several meetings, {listed}: say with --meeting which one.")
    return there[0]


@contextmanager
def _said_if_long() -> Iterator[None]:
    said = "Redis does not answer yet: waiting for it, ten seconds at most."
    saying = asyncio.get_running_loop().call_later(
        SILENT_FOR, lambda: print(said, file=sys.stderr, flush=True)
    )
    try:
        yield
    finally:
        saying.cancel()
