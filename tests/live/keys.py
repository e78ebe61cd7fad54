"""Waiting for what happens to a poll's key soon after the close, and not with it."""

import asyncio
from collections.abc import Callable

from server.live.sealers import key_name
from server.log.vault import KeyDestroyed, Vault
from tests.live.hall import PATIENCE, Meeting


async def until_destroyed(vault: Vault, poll: str) -> None:
    """Return when there is no key and never will be one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await vault.open_ballot_key(poll)
            except KeyDestroyed:
                return
            await asyncio.sleep(0.005)


async def until_key_destroyed(meeting: Meeting, poll: str) -> None:
    """Return when no key of a sealed poll is left on this machine."""
    async with asyncio.timeout(PATIENCE):
        while await has_key(meeting, poll):  # noqa: ASYNC110 - it is a file that goes
            await asyncio.sleep(0.005)


async def has_key(meeting: Meeting, poll: str) -> bool:
    """Whether this machine has the key of a sealed poll."""
    try:
        key = await meeting.keys.find(name_of_key(meeting, poll))
    except KeyDestroyed:
        return False
    if key:
        key.wipe()
    return key is not None


def name_of_key(meeting: Meeting, poll: str) -> str:
    """By which the key of a poll that was opened is found."""
    return key_name(poll, meeting.runtime.state.polls[poll].opened_at)


async def until(happened: Callable[[], bool]) -> None:
    """Return when it has happened."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if happened():
                return
            await asyncio.sleep(0.002)
