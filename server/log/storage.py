"""Where a meeting is kept: a log, a vault and a wire of one kind, opened and closed together."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from server.log.ballot_keys.files import KeyFiles
from server.log.ballot_keys.keys import BallotKeys, LocalKeys, SharedKeys
from server.log.base import Log
from server.log.redis import keys
from server.log.redis.commitments import RedisCommitments
from server.log.redis.link import RedisLink
from server.log.redis.log import RedisLog
from server.log.redis.vault import RedisVault
from server.log.redis.wire import RedisWire
from server.log.sqlite.log import SqliteLog
from server.log.sqlite.vault import SqliteVault
from server.log.vault import Vault
from server.log.wire import Alone, Wire

LOG_FILE = "entaku.db"
VAULT_FILE = "vault.db"
NO_VAULT = (
    "%s was not there and has been made anew: all links before it have ended, and in a poll that is open"
    " people could vote a second time. Close it."
)

KEYS_FOLDER = "ballots"
# A data folder holds one meeting, wherever the rest of it is: when that moves, keys stay where they are.
ONE_MEETING = ""

_log = logging.getLogger("entaku.log")


@dataclass(frozen=True)
class Storage:
    """What a meeting's runtime and doors need of where it is kept; `shared`: other workers use it too.

    `ballot_keys` are in files of this machine, whatever keeps the rest.
    """

    log: Log
    vault: Vault
    wire: Wire
    ballot_keys: BallotKeys
    shared: bool


@asynccontextmanager
async def in_folder(folder: Path) -> AsyncIterator[Storage]:
    """The embedded storage: two SQLite files in a folder that exists, for one process.

    Raises LogUnavailable or LogFull.
    """
    had_log, had_vault = (folder / LOG_FILE).exists(), (folder / VAULT_FILE).exists()
    log = await SqliteLog.open(folder / LOG_FILE)
    try:
        if had_log and not had_vault:
            _log.warning(NO_VAULT, folder / VAULT_FILE)
        vault = await SqliteVault.open(folder / VAULT_FILE)
        try:
            yield Storage(log, vault, Alone(), ballot_keys_in(folder), shared=False)
        finally:
            await vault.close()
    finally:
        await log.close()


@asynccontextmanager
async def in_redis(address: str, meeting: str, folder: Path) -> AsyncIterator[Storage]:
    """The shared storage: a Redis, for any number of processes and machines, each with a folder that exists.

    It is waited for when it is only just starting. Raises LogUnavailable or LogFull.
    """
    log = await RedisLog.open(address)
    vault = RedisVault(log.link, meeting)
    asking = RedisWire(log.link, log.subscription, keys.ballot_keys)
    files = KeyFiles(folder / KEYS_FOLDER, ONE_MEETING)
    ballot_keys = SharedKeys(meeting, files, RedisCommitments(log.link, meeting), asking)
    try:
        async with ballot_keys.answering():
            yield Storage(log, vault, RedisWire(log.link, log.subscription), ballot_keys, shared=True)
    finally:
        await vault.close()
        await log.close()


def ballot_keys_in(folder: Path) -> LocalKeys:
    """The keys of ballots that are in the files of a data folder. Raises LogUnavailable or LogFull."""
    return LocalKeys(KeyFiles(folder / KEYS_FOLDER, ONE_MEETING))


async def meetings_in(address: str) -> list[str]:
    """Name the meetings that the Redis at this address keeps; raises LogUnavailable or LogFull."""
    link = await RedisLink.open(address)
    try:
        return sorted(str(name, "utf-8") for name in await link.ask("SMEMBERS", keys.MEETINGS))
    finally:
        await link.close()
