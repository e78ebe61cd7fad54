"""A meeting's snapshots in Redis: the newest few, whatever version made them."""

from server.log.base import Place, Snapshot
from server.log.redis import keys
from server.log.redis.entries import HAS, changed, named, said
from server.log.redis.link import RedisLink
from server.log.redis.script import Script

KEPT = 4

SAVE = Script(f"""#!lua
{HAS}
redis.call('LREM', KEYS[3], 0, ARGV[4])
redis.call('RPUSH', KEYS[3], ARGV[4])
redis.call('HSET', KEYS[4], ARGV[4], ARGV[5])
while redis.call('LLEN', KEYS[3]) > tonumber(ARGV[6]) do
    redis.call('HDEL', KEYS[4], redis.call('LPOP', KEYS[3]))
end
return 1
""")
LOAD = Script(f"""#!lua flags=no-writes
{HAS}
local last, best, chosen = head(), -1, false
for _, name in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
    local of, version = string.match(name, '^(%d+) (.*)$')
    of = tonumber(of)
    if version == ARGV[4] and of <= last and of > best then best, chosen = of, name end
end
if not chosen then return {{}} end
return {{best, redis.call('HGET', KEYS[4], chosen)}}
""")


async def save(link: RedisLink, meeting: str, version: str, snapshot: Snapshot, place: Place | None) -> None:
    """Keep the snapshot, unless it was made of another log, and drop the oldest."""
    given = (*said(place), f"{snapshot.seq} {version}", snapshot.body, KEPT)
    if await link.run(SAVE, [*named(meeting), *keys.snapshots(meeting)], given) is None:
        raise changed(meeting)


async def load(link: RedisLink, meeting: str, version: str) -> Snapshot | None:
    """Give the version's newest snapshot that the log reaches."""
    found = await link.run(LOAD, [*named(meeting), *keys.snapshots(meeting)], (*said(None), version))
    return Snapshot._make(found) if found else None
