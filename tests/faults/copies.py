"""Copies of polls' keys, taken while polls are open: the checker still reads with what workers destroy."""

import asyncio
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from server.live.sealers import Sealers
from server.log.ballot_keys.files import KeyFiles
from server.log.ballot_keys.keys import BallotKeys, LocalKeys
from server.log.secret import SecretBuffer
from server.log.storage import KEYS_FOLDER, ONE_MEETING

# Gone when the process of the tests ends.
_folder = TemporaryDirectory(prefix="copies-")
SHARED = Path(_folder.name, "shared")
"""The data folder of the workers of this very process, which are on one machine."""
SHARED.mkdir()
_COPIES = Path(_folder.name, "copies")
_files = KeyFiles(_COPIES, ONE_MEETING)


class Copying:
    """`BallotKeys` that leave a copy of each key that they give."""

    def __init__(self, keys: BallotKeys) -> None:
        self._keys = keys

    async def draw(self, poll: str) -> SecretBuffer:
        key = await self._keys.draw(poll)
        await asyncio.to_thread(_files.keep, poll, key)
        return key

    async def find(self, poll: str) -> SecretBuffer | None:
        key = await self._keys.find(poll)
        if key is not None:
            await asyncio.to_thread(_files.keep, poll, key)
        return key

    async def destroy(self, poll: str) -> None:
        await self._keys.destroy(poll)


def copy_keys(data: Path) -> None:
    """Copy the keys in the data folder of another process; its polls must still be open."""
    for file in (data / KEYS_FOLDER).iterdir():
        if file.stat().st_size:
            shutil.copy(file, _COPIES)


def sealers_with_copies(meeting: str) -> Sealers:
    """What reads the ballots of all polls whose keys were copied."""
    return Sealers(meeting, LocalKeys(_files))
