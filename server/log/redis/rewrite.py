"""How every body of a meeting's stream is replaced: in a stream beside it, which then takes its place."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress

from server.log.base import LogChanged, LogFull, LogUnavailable, Place, Stored
from server.log.redis import entries, keys
from server.log.redis.cleaning import clean_files
from server.log.redis.link import RedisLink
from server.log.redis.script import Script

PAGE = 1000
LIFETIME = 10 * 60  # seconds until the stream beside goes by itself if its worker has died

FILL = Script("""#!lua
for number = 3, #ARGV do
    redis.call('XADD', KEYS[1], '0-' .. string.format('%d', ARGV[1] + number - 3), 'b', ARGV[number])
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
""")
# Gives nothing if the log has changed, 0 if there is more of it than was copied.
SWAP = Script(f"""#!lua
{entries.HAS}
if redis.call('XLEN', KEYS[3]) ~= tonumber(ARGV[2]) then return false end
if head() ~= tonumber(ARGV[2]) then return 0 end
redis.call('UNLINK', KEYS[1], KEYS[4], KEYS[5])
if redis.call('EXISTS', KEYS[3]) == 1 then
    redis.call('PERSIST', KEYS[3])
    redis.call('RENAME', KEYS[3], KEYS[1])
end
redis.call('SET', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1
""")


async def rewrite(link: RedisLink, meeting: str, change: Callable[[Stored], bytes]) -> str:
    """Replace the bodies, then leave nothing of the old ones in Redis's files; give the new epoch."""
    while True:
        beside = keys.key(meeting, f"rewritten:{secrets.token_hex(8)}")
        try:
            epoch = await _rewritten(link, meeting, change, beside)
            break
        except LogChanged:  # it was rewritten, or lost, meanwhile: what was copied is of no use
            continue
        finally:
            with suppress(LogFull, LogUnavailable):  # then it goes by itself
                await link.ask("UNLINK", beside)
    if not await clean_files(link):
        raise LogFull(
            f"The log of {meeting} has been rewritten, but Redis at {link.said} does not let Entaku write its"
            " files anew: what was replaced stays in them until Redis does so by itself."
        )
    return epoch


async def _rewritten(link: RedisLink, meeting: str, change: Callable[[Stored], bytes], beside: str) -> str:
    copied = Place(await entries.epoch(link, meeting), 0, b"")
    while True:
        copied = await _copied_from(link, meeting, copied, change, beside)
        if epoch := await _swapped(link, meeting, copied, beside):
            return epoch


async def _copied_from(
    link: RedisLink, meeting: str, place: Place, change: Callable[[Stored], bytes], beside: str
) -> Place:
    """Copy what follows a place, and give the place up to where that went."""
    while page := await entries.read(link, meeting, place.seq, PAGE, None):
        bodies = await asyncio.to_thread(lambda page: [change(stored) for stored in page], page)
        await link.run(FILL, [beside], (page[0].seq, LIFETIME, *bodies))
        place = Place(place.epoch, *page[-1])
    return place


async def _swapped(link: RedisLink, meeting: str, place: Place, beside: str) -> str | None:
    """Put the copy in the log's stead and give the new epoch, None if there is more to be copied."""
    epoch = entries.new_epoch()
    names = [*entries.named(meeting), beside, *keys.snapshots(meeting)]
    swapped = await link.run(SWAP, names, (*place, epoch, keys.bell(meeting), link.name))
    if swapped is None:
        raise entries.changed(meeting)
    return epoch if swapped else None
