"""What is done before a meeting is served: its folder, its storage, its state and its plan are made ready."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from moderation.screening.screen import warm_up
from server.links import known_links
from server.live.machines import machine_at
from server.live.runtime import Runtime
from server.live.writer import Accepted
from server.log.storage import LOG_FILE, Storage, in_folder
from server.room.base import Refusal
from server.room.programme import Programme
from server.settings import Settings, Trouble
from server.web.house import Address, House
from server.whereabouts import reached, refuse_lost, refuse_moved


@asynccontextmanager
async def storage_for(settings: Settings, meeting: str) -> AsyncIterator[Storage]:
    """Where the meeting is kept, once its folder is ready."""
    ready_folder(settings, meeting)
    async with (
        reached(settings.redis, meeting, settings.data)
        if settings.redis
        else in_folder(settings.data) as storage
    ):
        yield storage


@asynccontextmanager
async def house_in(
    storage: Storage, settings: Settings, programme: Programme, keep_plan: bool = False
) -> AsyncIterator[House]:
    """The meeting, caught up with its log and planned; `keep_plan`: as it was planned last, if it was."""
    warm_up()
    runtime = await Runtime.open(storage, programme.code)
    try:
        await runtime.adopt_rules()
        planned = await runtime.plan((keep_plan and runtime.state.programme) or programme)
        if not isinstance(planned, Accepted) and planned is not Refusal.NOTHING_CHANGED:
            raise Trouble(f"The programme could not be written to the log: {planned}.")
        if settings.translator:
            runtime.draft_with(machine_at(settings.translator, settings.translator_key))
        address = Address(settings.url if settings.public else "", frozenset(settings.origins))
        yield await House.open(runtime, storage, address)
    finally:
        await runtime.close()


def ready_folder(settings: Settings, meeting: str) -> None:
    """The data folder, made if there is none; raises `Trouble` if it is of no use to this meeting."""
    data = settings.data
    make_folder(data)
    known = known_links(settings.links_file)
    # The vault remembers by a poll's id that its ballots are sealed, and a folder has one file of links.
    if known and known.meeting != meeting:
        raise Trouble(f"{data} holds the meeting {known.meeting}; {meeting} needs another --data.")
    if not settings.redis:
        refuse_moved(data)
        refuse_lost(data)
    elif (data / LOG_FILE).exists():
        raise Trouble(
            f"{data} holds the meeting in {LOG_FILE}: `entaku move --to redis` takes it to Redis,"
            " or another --data leaves it there."
        )


def make_folder(data: Path) -> None:
    """Make the data folder if there is none; raises `Trouble` if nothing can be written there."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"The data folder {data} cannot be made: {error.strerror}.") from error
    if not os.access(data, os.W_OK | os.X_OK):
        raise Trouble(f"The data folder {data} cannot be written.")
