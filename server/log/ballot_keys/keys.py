"""Polls' keys as a worker uses them, and those of one machine."""

import asyncio
from typing import Protocol

from server.log.ballot_keys.files import KeyFiles
from server.log.base import LogUnavailable
from server.log.secret import SecretBuffer


class KeyNotHeld(LogUnavailable):
    """Nobody who is running has the poll's key; a machine that has it may come back."""


class BallotKeys(Protocol):
    """One meeting's keys, each in a buffer that the caller wipes. All raise LogFull and LogUnavailable."""

    async def draw(self, poll: str) -> SecretBuffer:
        """Give the poll's key, drawn at the first call; raises KeyDestroyed, KeyNotHeld."""

    async def find(self, poll: str) -> SecretBuffer | None:
        """Give the poll's key, None when it was never drawn; raises KeyDestroyed, KeyNotHeld."""

    async def destroy(self, poll: str) -> None:
        """Leave no byte of the poll's key in this machine's files, and never draw one again."""


class LocalKeys:
    """`BallotKeys` of one machine: its files are all there is."""

    def __init__(self, files: KeyFiles) -> None:
        self._files = files

    async def draw(self, poll: str) -> SecretBuffer:
        return await asyncio.to_thread(self._files.draw, poll)

    async def find(self, poll: str) -> SecretBuffer | None:
        return await asyncio.to_thread(self._files.find, poll)

    async def destroy(self, poll: str) -> None:
        await asyncio.to_thread(self._files.destroy, poll)
