"""Moving a meeting between a data folder and Redis: copied aside, compared, put in place, then taken away."""

from server.links import known_links
from server.live import memory
from server.live.hiding import is_open
from server.live.memory import Recalled
from server.live.sealers import Sealers
from server.log.home import Home, Staged
from server.log.redis.home import RedisHome
from server.log.sqlite.home import FolderHome
from server.opening import make_folder
from server.records import replayed
from server.settings import LINKS_FILE, Source, Trouble
from server.whereabouts import meeting_in_folder, meeting_in_redis

PAGE = 1000
TOLD_EVERY = 100_000  # entries
# Passes that have expired go along, too: the clock of this moment may be wrong.
EVERY_PASS = 0


async def move(source: Source, to: str) -> None:
    """Move the meeting and say what became of it. Whatever fails leaves it where it was.

    Raises `Trouble`, LogUnavailable or LogFull.
    """
    if not source.redis:
        raise Trouble("--redis URL says which Redis the meeting moves to or from.")
    folder, redis = FolderHome(source.data), RedisHome(source.redis, source.data)
    meeting = meeting_in_folder(source)
    if to == "redis":
        if not meeting:
            raise Trouble(f"{source.data} holds no meeting: nothing was served with this data folder yet.")
        await _move(meeting, folder, redis)
        print("From now on, serve it with the same --redis.")
        return
    make_folder(source.data)
    await _move(await meeting_in_redis(source.redis, meeting), redis, folder)
    print("From now on, serve it without --redis.")
    if not known_links(source.data / LINKS_FILE):
        print(
            f"First bring its {LINKS_FILE} into {source.data}: without it, all private links end and new ones"
            " are made."
        )


async def _move(meeting: str, before: Home, after: Home) -> None:
    for home in (before, after):
        await home.tidy(meeting)
        if await home.is_served(meeting):
            raise Trouble(f"{meeting} is being served from {home.said}: stop every server of it first.")
    if not await before.holds(meeting):
        raise Trouble(f"{before.said} does not hold the meeting {meeting}.")
    async with before.open(meeting) as storage:
        old = Staged(storage, meeting)
        if await after.holds(meeting):
            moved = await _already_moved(old, after)
        else:
            moved = await _move_in(old, before, after)
    print(f"{moved.state.seq} entries are in {after.said} now, digest {memory.digest(moved.state)}.")
    print(await before.move_out(meeting))


async def _already_moved(old: Staged, after: Home) -> Recalled:
    """A move that broke off at its very end has left the same on both sides."""
    async with after.open(old.name) as storage:
        moved = await _same(old, Staged(storage, old.name))
    if moved is None:
        raise Trouble(
            f"{after.said} holds another course of the meeting {old.name} already: nothing was moved."
        )
    return moved


async def _move_in(old: Staged, before: Home, after: Home) -> Recalled:
    try:
        async with after.moving_in(old.name) as new:
            await _copy(old, new)
            moved = await _same(old, new)
            if moved is None or await before.is_served(old.name):
                raise Trouble(f"{old.name} has gone on in {before.said} meanwhile: nothing was moved.")
            if not any(is_open(moved.state, poll) for poll in moved.state.boxes):
                # Whether the ballots of an open one could be read here is not known any more.
                await memory.keep(
                    new.storage.log, new.name, moved, Sealers(old.name, new.storage.ballot_keys)
                )
        await after.settle(old.name)
    except BaseException:
        await after.tidy(old.name)
        raise
    return moved


async def _copy(old: Staged, new: Staged) -> None:
    whole, seq = await old.storage.log.head(old.name), 0
    while stored := await old.storage.log.read(old.name, seq, PAGE):
        await new.storage.log.append(new.name, [entry.body for entry in stored])
        seq = stored[-1].seq
        if seq % TOLD_EVERY == 0 and seq < whole:
            print(f"{seq} of {whole} entries are copied.", flush=True)
    await new.storage.vault.fill(await old.storage.vault.contents(EVERY_PASS))


async def _same(old: Staged, new: Staged) -> Recalled | None:
    """What the new one adds up to, if the old one and its vault are the same."""
    ours, theirs = [await replayed(each.storage, each.name, old.name) for each in (old, new)]
    vaults = [await each.storage.vault.contents(EVERY_PASS) for each in (old, new)]
    digests = [memory.digest(each.state) for each in (ours, theirs)]
    return theirs if digests[0] == digests[1] and vaults[0] == vaults[1] else None
