"""Redis's own files, which keep what was deleted until Redis writes them anew."""

import asyncio
import logging
from typing import NamedTuple, Self
from weakref import WeakSet

from redis.exceptions import NoPermissionError, ResponseError

from server.log.base import LogFull, LogUnavailable
from server.log.redis import checks
from server.log.redis.link import RedisLink

PATIENCE = 60.0  # seconds until Redis begins; once it has, it is waited for however long it takes
PAUSE = 0.05
REMAINS = (
    "What was erased, and the keys of closed polls, are deleted, but may stay in {where} until those are"
    " written anew: run BGREWRITEAOF there after the meeting, and BGSAVE where snapshots are kept"
)
RIGHTS = "or allow INFO, CONFIG GET, BGREWRITEAOF and BGSAVE to Entaku's user"
BUSY = ("already in progress", "Another child process")

RENEWALS_NOW = """
local function renewals_now()
  local info = redis.pcall('INFO', 'server', 'persistence')
  if type(info) ~= 'string' then return 'unknown' end
  local run, rewrites = info:match('run_id:(%w+)'), info:match('aof_rewrites:(%d+)')
  local saves = info:match('rdb_saves:(%d+)')
  return run and rewrites and saves and run .. ' ' .. rewrites .. ' ' .. saves or 'unknown'
end
"""
"""For a script that deletes: what `Renewals.read` understands, and so a moment that nothing can fall into."""

log_ = logging.getLogger("entaku.log")
_told: WeakSet[RedisLink] = WeakSet()


class Renewals(NamedTuple):
    """How often this run of Redis has begun to write its append-only file and its snapshot anew."""

    run: str
    rewrites: int
    saves: int

    @classmethod
    def read(cls, text: bytes) -> Self | None:
        """Understand what a script noted; None if Redis did not tell the script."""
        run, *counts = text.decode().split(" ")
        return cls(run, *map(int, counts)) if counts else None


class _Silent(LogUnavailable):
    """Redis keeps to itself how it stands with its files, as one that is not quite a Redis may."""


class _File(NamedTuple):
    said: str
    command: str
    begun: str
    running: str
    outcome: str


_APPENDED = _File(
    "append-only file",
    "BGREWRITEAOF",
    "aof_rewrites",
    "aof_rewrite_in_progress",
    "aof_last_bgrewrite_status",
)
_SAVED = _File("snapshot", "BGSAVE", "rdb_saves", "rdb_bgsave_in_progress", "rdb_last_bgsave_status")

NEEDED = {"run_id", "aof_enabled", "connected_slaves", "rdb_last_load_keys_loaded"} | {
    name for file in (_APPENDED, _SAVED) for name in file[2:]
}


async def clean_files(link: RedisLink, since: Renewals | None = None) -> bool:
    """Return True when nothing that was deleted before `since` (None: before now) is in Redis's files.

    False when Redis does not let us see to that, which is told to the operator once. Raises LogFull or
    LogUnavailable when it did not come about: call again.
    """
    try:
        facts = await _facts(link)
        if since is None or since.run != facts["run_id"]:
            since = Renewals(facts["run_id"], int(facts["aof_rewrites"]), int(facts["rdb_saves"]))
        if facts["aof_enabled"] != "0":
            await _renewed(link, _APPENDED, since.run, since.rewrites)
        if await _has_snapshot(link, facts):
            await _renewed(link, _SAVED, since.run, since.saves)
    except (LogFull, LogUnavailable) as refused:
        if not _forbids(refused):
            raise
        _tell_once(link, f"{refused} {REMAINS.format(where='its files')}; {RIGHTS}.")
        return False
    if facts["connected_slaves"] != "0":
        _tell_once(link, f"Redis at {link.said} has replicas. {REMAINS.format(where='their files')}.")
    return True


async def _renewed(link: RedisLink, file: _File, run: str, since: int) -> None:
    """Return when a renewal that began after that many others has succeeded, whoever asked for it."""
    clock = asyncio.get_running_loop().time
    deadline, asked = clock() + PATIENCE, False
    while True:
        facts = await _facts(link)
        begun, running = int(facts[file.begun]), facts[file.running] == "1"
        if facts["run_id"] != run:
            raise LogUnavailable(f"Redis was started anew while its {file.said} was being written anew.")
        if begun > since and not running:
            if facts[file.outcome] == "ok":
                return
            if asked:
                raise LogUnavailable(f"Redis could not write its {file.said} anew; its own log says why.")
            since = begun
        if begun <= since and clock() > deadline:
            raise LogUnavailable(f"Redis did not get to writing its {file.said} anew.")
        if not running:
            asked = await _asked(link, file) or asked
        await asyncio.sleep(PAUSE)


async def _asked(link: RedisLink, file: _File) -> bool:
    """Ask for a renewal, unless somebody else has asked for one a moment before."""
    try:
        await link.ask(file.command)
    except LogUnavailable as refused:
        if not any(sign in str(refused.__cause__) for sign in BUSY):
            raise
        return False
    return True


async def _has_snapshot(link: RedisLink, facts: dict[str, str]) -> bool:
    """Whether there is a snapshot file or will be one; asking for one where there is none would make it."""
    if facts["rdb_saves"] != "0" or facts["rdb_bgsave_in_progress"] == "1":
        return True
    if facts["aof_enabled"] == "0" and facts["rdb_last_load_keys_loaded"] != "0":
        return True
    try:
        _, points = await link.ask("CONFIG", "GET", "save")
    except LogUnavailable as refused:
        if not _forbids(refused):
            raise
        return True
    return bool(points)


async def _facts(link: RedisLink) -> dict[str, str]:
    facts = checks.facts(await link.ask("INFO", "server", "persistence", "replication"))
    if unsaid := NEEDED - facts.keys():
        raise _Silent(f"Redis at {link.said} does not tell {min(unsaid)}.")
    return facts


def _forbids(refused: LogFull | LogUnavailable) -> bool:
    """Whether this user may not do it, or nobody may, as with a Redis that somebody else runs."""
    cause = refused.__cause__
    if isinstance(refused, _Silent):
        return True
    unknown = isinstance(cause, ResponseError) and "unknown command" in str(cause).lower()
    return unknown or isinstance(cause, NoPermissionError)


def _tell_once(link: RedisLink, sentence: str) -> None:
    if link not in _told:
        _told.add(link)
        log_.warning(sentence)
