"""A data folder as a home of one meeting."""

import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from server.log.home import Staged
from server.log.sqlite.log import SqliteLog
from server.log.sqlite.vault import SqliteVault
from server.log.storage import LOG_FILE, VAULT_FILE, Storage, ballot_keys_in, in_folder
from server.log.wire import Alone

MOVED_FILE = f"{LOG_FILE}.moved"


class FolderHome:
    """A `Home`. The log that moves out stays as a copy under another name; the vault's bytes do not."""

    def __init__(self, folder: Path) -> None:
        self.said = str(folder)
        self._folder = folder
        self._log, self._vault = folder / LOG_FILE, folder / VAULT_FILE
        self._new_log, self._new_vault = folder / f"{LOG_FILE}.new", folder / f"{VAULT_FILE}.new"
        self._moved_log = folder / MOVED_FILE

    async def holds(self, meeting: str) -> bool:
        return self._log.exists()

    async def is_served(self, meeting: str) -> bool:
        return False  # whoever serves has locked the log, which opening it tells

    def open(self, meeting: str) -> AbstractAsyncContextManager[Storage]:
        return in_folder(self._folder)

    @asynccontextmanager
    async def moving_in(self, meeting: str) -> AsyncIterator[Staged]:
        log = await SqliteLog.open(self._new_log)
        try:
            vault = await SqliteVault.open(self._new_vault)
            try:
                yield Staged(
                    Storage(log, vault, Alone(), ballot_keys_in(self._folder), shared=False), meeting
                )
            finally:
                await vault.close()
        finally:
            await log.close()

    async def settle(self, meeting: str) -> None:
        await _destroy_vault(self._vault)
        # The log last: without it the folder holds nothing, and the move can be made again.
        self._new_vault.replace(self._vault)
        self._new_log.replace(self._log)
        _remove(_journal(self._new_vault))

    async def tidy(self, meeting: str) -> None:
        await _destroy_vault(self._new_vault)
        _remove(self._new_log, self._folder / f"{self._new_log.name}-wal")
        if self._moved_log.exists() and not self._log.exists():
            await _destroy_vault(self._vault)

    async def move_out(self, meeting: str) -> str:
        self._log.replace(self._moved_log)
        _sync(self._folder)
        await _destroy_vault(self._vault)
        return f"The log stays as a copy in {self._moved_log}; its vault is destroyed."


async def _destroy_vault(path: Path) -> None:
    if _is_there(path):
        vault = await SqliteVault.open(path)
        try:
            await vault.empty()
        finally:
            await vault.close()
    _remove(path, _journal(path))


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _is_there(path: Path) -> bool:
    return path.exists()


def _remove(*paths: Path) -> None:
    for path in filter(_is_there, paths):
        path.unlink()
        _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make names that have changed durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
