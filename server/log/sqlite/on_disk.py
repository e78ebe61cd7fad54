"""The files of a database by their names on the disk: whether they belong together, and are still there.

SQLite goes on working with the files that it has opened, whatever becomes of their names. What is written to
a file that somebody has moved, deleted or replaced is not found by the next start: it is never acknowledged.
"""

import logging
from pathlib import Path

from server.log.base import LogUnavailable

# Bytes 18 and 19 of a database say how it is written: 1 with a rollback journal, 2 with a WAL.
_HOW_WRITTEN = slice(18, 20)
_WITH_JOURNAL = b"\x01\x01"

log = logging.getLogger("entaku.log")

_in_use: set[tuple[int, int]] = set()


class OnDisk:
    """A database file and its WAL, or its rollback journal if it `has_wal` not."""

    def __init__(self, path: Path, has_wal: bool) -> None:
        self.path = path
        self._wal = path.with_name(f"{path.name}-wal") if has_wal else None
        self._beside = self._wal or path.with_name(f"{path.name}-journal")
        self._opened: dict[Path, tuple[int, int]] = {}
        self._is_told = False

    def has_leftover(self) -> bool:
        """Whether something beside the database is to be read with it, as after a stop that was not clean.

        Raises LogUnavailable if it was not written for this file. After a clean stop a database has no WAL,
        and says so itself: a WAL beside such a one was left by another that stood here before.
        """
        if not _size(self._beside):
            return False
        if self._wal and _how_written(self.path) == _WITH_JOURNAL:
            raise LogUnavailable(
                f"{self._wal} does not belong to {self.path}, which was put back beside it:"
                " move it out of the folder, and start again."
            )
        return True

    def opened(self) -> None:
        """The file has been opened: the one that has its name now."""
        identity = _identity(self.path)
        if identity:
            self._opened[self.path] = identity
            _in_use.add(identity)

    def closed(self) -> None:
        """The file is not open any more."""
        _in_use.difference_update(self._opened.values())
        self._opened.clear()

    def is_there(self) -> bool:
        """Whether all files are where they were opened."""
        return all(_identity(path) == identity for path, identity in self._opened.items())

    def must_be_there(self) -> None:
        """Raise LogUnavailable if a file is not where it was opened; told once, as is that it is back."""
        if self.is_there():
            if self._is_told:
                log.warning("%s is back: it is written again.", self.path)
            self._is_told = False
            return
        gone = next(path for path, identity in self._opened.items() if _identity(path) != identity)
        sentence = f"{gone} has been moved, deleted or replaced: nothing is saved until it is back."
        if not self._is_told:
            log.error(sentence)
        self._is_told = True
        raise LogUnavailable(sentence)

    def written(self) -> None:
        """Something has been written, so that there is a WAL by now; raises like `must_be_there`."""
        if self._wal and self._wal not in self._opened:
            self._opened[self._wal] = _identity(self._wal) or (0, 0)
        self.must_be_there()


def _identity(path: Path) -> tuple[int, int] | None:
    """What a file is, whatever it is called; None if nothing has this name."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _how_written(path: Path) -> bytes:
    # Closing any descriptor of a file drops this process's locks on it: what is open here is not looked at.
    if not path.exists() or _identity(path) in _in_use:
        return b""
    with path.open("rb") as file:
        return file.read(_HOW_WRITTEN.stop)[_HOW_WRITTEN]
