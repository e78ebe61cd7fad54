"""Cookies for a crowd, which would be slow to come by the page: made with the server's own key."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.log.sqlite.vault import SqliteVault
from server.log.storage import VAULT_FILE, in_redis
from server.log.vault import KEY_BYTES, Vault
from server.web.participants import Participants


def cookies(first: str, number: int, code: str, data: Path, redis: str) -> list[str]:
    """So many, each as a header, like the `first` one that the page of the meeting has left.

    What is not signed comes from a server of the first release, to which any 32 characters are a participant.
    """
    left = dict(each.split("=", 1) for each in first.split("; "))
    name = max(left, key=lambda each: left[each].count("."))
    if "." not in left[name]:
        return [f"{name}={secrets.token_urlsafe(24)}" for _ in range(number)]
    participants = Participants(code, asyncio.run(_key(code, data, redis)))
    now = int(time.time() * 1000)
    return [f"{name}={participants.mint(now)}" for _ in range(number)]


async def _key(code: str, data: Path, redis: str) -> bytes:
    """The key that the server signs with; there is one, since the page has signed a cookie."""
    async with _vault(code, data, redis) as vault:
        return await vault.signing_key(secrets.token_bytes(KEY_BYTES))


@asynccontextmanager
async def _vault(code: str, data: Path, redis: str) -> AsyncIterator[Vault]:
    if redis:
        async with in_redis(redis, code, data) as storage:
            yield storage.vault
        return
    vault = await SqliteVault.open(data / VAULT_FILE)
    try:
        yield vault
    finally:
        await vault.close()
