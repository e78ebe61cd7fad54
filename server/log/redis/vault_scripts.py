"""What Redis does in one go for the vault; names below the prefix that is given are the vault's own.

link:ID is a link, passes:ID its passes by their end, pass:HASH one pass, tokens the links' ids by hash.
"""

from server.log.redis.cleaning import RENEWALS_NOW
from server.log.redis.guard import GUARD
from server.log.redis.script import Script

# A destroyed key is an empty one: it is there, so that none is drawn again.
DRAW = Script(f"""{GUARD}
local refused = evicting()
if refused then return refused end
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
""")

FIND = Script("return redis.call('GET', KEYS[1])")

# Also where memory has run out: it makes room.
DESTROY = Script(f"""#!lua flags=allow-oom
{RENEWALS_NOW}
local key = redis.call('GET', KEYS[1])
if key ~= '' then redis.call('SET', KEYS[1], '') end
if key and key ~= '' then redis.call('SET', KEYS[2], renewals_now()) end
return redis.call('GET', KEYS[2])
""")

# A key that was destroyed meanwhile has noted another moment, and its files are not clean yet.
CLEANED = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
""")

MINT_LINK = Script(f"""{GUARD}
local refused = evicting()
if refused then return refused end
local prefix, hash, role, subject = unpack(ARGV)
local id = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], hash, id)
redis.call('HSET', prefix .. 'link:' .. id, 'role', role, 'subject', subject)
""")

FIND_LINK = Script("""
local prefix, hash = unpack(ARGV)
local id = redis.call('HGET', KEYS[1], hash)
if not id then return nil end
local who = redis.call('HMGET', prefix .. 'link:' .. id, 'role', 'subject')
return {who[1], who[2], id}
""")

# A role or subject that is not given stands for any.
_CHOSEN = """
local prefix, one_role, role, one_subject, subject = unpack(ARGV)
local function chosen(id)
  local who = redis.call('HMGET', prefix .. 'link:' .. id, 'role', 'subject')
  return (one_role == '0' or who[1] == role) and (one_subject == '0' or who[2] == subject)
end
"""

HAS_LINK = Script(f"""{_CHOSEN}
for _, id in ipairs(redis.call('HVALS', KEYS[1])) do
  if chosen(id) then return 1 end
end
return 0
""")

REVOKE_LINKS = Script(f"""{_CHOSEN}
local tokens, revoked = redis.call('HGETALL', KEYS[1]), 0
for place = 1, #tokens, 2 do
  local hash, id = tokens[place], tokens[place + 1]
  if chosen(id) then
    for _, pass in ipairs(redis.call('ZRANGE', prefix .. 'passes:' .. id, 0, -1)) do
      redis.call('DEL', prefix .. 'pass:' .. pass)
    end
    redis.call('DEL', prefix .. 'passes:' .. id, prefix .. 'link:' .. id)
    redis.call('HDEL', KEYS[1], hash)
    revoked = revoked + 1
  end
end
return revoked
""")

# Redis is not told to forget passes, because its clock may be wrong: whether one still opens is judged by the
# clock of whoever shows it, and what has expired goes when there are too many.
MINT_PASS = Script("""
local prefix, id, hash, now, expires, others = unpack(ARGV)
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local over = redis.call('ZCARD', KEYS[3]) - others
if over > 0 then
  for _, pass in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, over)) do
    redis.call('DEL', prefix .. 'pass:' .. pass)
    redis.call('ZREM', KEYS[3], pass)
  end
end
redis.call('HSET', KEYS[2], 'link', id, 'expires', expires)
redis.call('ZADD', KEYS[3], expires, hash)
return 1
""")

FIND_PASS = Script("""
local prefix, now = unpack(ARGV)
local pass = redis.call('HMGET', KEYS[1], 'link', 'expires')
if not pass[1] or tonumber(pass[2]) <= tonumber(now) then return nil end
local who = redis.call('HMGET', prefix .. 'link:' .. pass[1], 'role', 'subject')
if not who[1] then return nil end
return {who[1], who[2], pass[1]}
""")
