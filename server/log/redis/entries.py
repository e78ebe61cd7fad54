"""A meeting's stream in Redis and what is asked of it, each time in one go."""

import secrets
from collections.abc import Sequence
from itertools import accumulate, pairwise

from server.log.base import LogChanged, Place, Stored
from server.log.redis import keys
from server.log.redis.guard import GUARD
from server.log.redis.link import RedisLink
from server.log.redis.script import Script

# Every script has the log and its epoch as its first keys, and a place (or nothing three times) as its first
# arguments.
HAS = """
local function has()
    if ARGV[1] == '' then return true end
    if redis.call('GET', KEYS[2]) ~= ARGV[1] then return false end
    if ARGV[2] == '0' then return true end
    local found = redis.call('XRANGE', KEYS[1], '0-' .. ARGV[2], '0-' .. ARGV[2])[1]
    return found ~= nil and found[2][2] == ARGV[3]
end
local function seq(id) return tonumber(string.sub(id, 3)) end
local function head()
    local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
    return last and seq(last[1]) or 0
end
if not has() then return false end
"""
BEGIN = """
local function begin(epoch, meeting)
    if redis.call('SET', KEYS[2], epoch, 'NX') then redis.call('SADD', KEYS[3], meeting) end
end
"""
# Bodies come and go as one string beside their lengths: far less for the worker to put together, and to take
# apart, than an argument or a reply for each.
APPEND = Script(f"""#!lua
{HAS}{BEGIN}{GUARD}
if ARGV[8] == '' then return head() end
local refused = evicting()
if refused then return refused end
-- Whoever hears it reads after this script, and if it may not be rung nothing is written.
redis.call('PUBLISH', ARGV[6], ARGV[7])
if not redis.call('GET', KEYS[2]) then begin(ARGV[4], ARGV[5]) end
local last
local from = 1
for length in string.gmatch(ARGV[8], '%d+') do
    local past = from + length
    last = redis.call('XADD', KEYS[1], '0-*', 'b', string.sub(ARGV[9], from, past - 1))
    from = past
end
return seq(last)
""")
READ = Script(f"""#!lua flags=no-writes
{HAS}
local found = redis.call('XRANGE', KEYS[1], '(0-' .. ARGV[4], '+', 'COUNT', ARGV[5])
if not found or #found == 0 then return {{}} end
local lengths, bodies = {{}}, {{}}
for number, entry in ipairs(found) do
    bodies[number] = entry[2][2]
    lengths[number] = #entry[2][2]
end
return {{seq(found[1][1]), table.concat(lengths, ' '), table.concat(bodies)}}
""")
HEAD = Script(f"#!lua flags=no-writes\n{HAS}\nreturn head()")
EPOCH = Script(f"#!lua\n{HAS}{BEGIN}\nbegin(ARGV[4], ARGV[5])\nreturn redis.call('GET', KEYS[2])")


async def append(link: RedisLink, meeting: str, bodies: Sequence[bytes], place: Place | None) -> range:
    """Add these bodies at the end and ring the bell."""
    lengths = " ".join(map(str, map(len, bodies)))
    given = (*said(place), new_epoch(), meeting, keys.bell(meeting), link.name, lengths, b"".join(bodies))
    last = await link.run(APPEND, [*named(meeting), keys.MEETINGS], given)
    if last is None:
        raise changed(meeting)
    return range(last - len(bodies) + 1, last + 1)


async def read(link: RedisLink, meeting: str, after: int, limit: int, place: Place | None) -> list[Stored]:
    """Give the entries that follow `after`."""
    found = await link.run(READ, named(meeting), (*said(place), after, limit))
    if found is None:
        raise changed(meeting)
    if not found:
        return []
    first, lengths, bodies = found
    ends = accumulate(map(int, lengths.split()), initial=0)
    return [Stored(seq, bodies[start:end]) for seq, (start, end) in enumerate(pairwise(ends), first)]


async def head(link: RedisLink, meeting: str) -> int:
    """Give the last seq, 0 if there is none."""
    return int(await link.run(HEAD, named(meeting), said(None)))


async def epoch(link: RedisLink, meeting: str) -> str:
    """Give the meeting's epoch, which begins when it is first asked for or written to."""
    name = await link.ask("GET", keys.epoch(meeting))  # which a full Redis answers
    if name is None:
        given = (*said(None), new_epoch(), meeting)
        name = await link.run(EPOCH, [*named(meeting), keys.MEETINGS], given)
    return str(name, "ascii")


def new_epoch() -> str:
    return secrets.token_hex(8)


def named(meeting: str) -> list[str]:
    """The keys that every script begins with."""
    return [keys.log(meeting), keys.epoch(meeting)]


def said(place: Place | None) -> tuple[str | int | bytes, ...]:
    """The arguments that every script begins with."""
    return place or ("", 0, b"")


def changed(meeting: str) -> LogChanged:
    """What is said to whoever has read something else."""
    return LogChanged(f"The log of {meeting} is not the one that was read.")
