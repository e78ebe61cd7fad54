"""Waiting for what happens to a poll's key soon after the close, and not with it."""

import asyncio
from collections.abc import Callable

from server.log.vault import KeyDestroyed, Vault
from tests.live.hall import PATIENCE


async def until_destroyed(vault: Vault, poll: str) -> None:
    """Return when there is no key and never will be one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await vault.open_ballot_key(poll)
            except KeyDestroyed:
                return
            await asyncio.sleep(0.005)


async def until(happened: Callable[[], bool]) -> None:
    """Return when it has happened."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if happened():
                return
            await asyncio.sleep(0.002)
