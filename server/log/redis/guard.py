"""What a script says before it writes to a Redis that would delete data when its memory is full."""

GUARD = """
local function evicting()
    local info = redis.pcall('INFO', 'memory')
    local policy = type(info) == 'string' and info:match('maxmemory_policy:([%w-]+)')
    return policy and policy ~= 'noeviction' and redis.error_reply('EVICTS ' .. policy)
end
"""
"""For a script that writes what must not be lost: settings may change at any moment, so it looks each time.

`evicting()` gives the reply with which the script ends without having written, false if all is well.
"""
EVICTS = "EVICTS"
