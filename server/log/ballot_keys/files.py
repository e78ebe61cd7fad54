"""Polls' keys in a folder: a small file for each, overwritten when the key is destroyed.

A file holds the key and a hash that tells whether it is whole. It gets its name in one step, so nobody sees
half of it. To destroy the key, the file is overwritten with random bytes, then made empty, and each step is
waited for; a file whose hash does not match was being destroyed when the power went. The empty file stays:
the poll's key is never drawn again. Everybody works under the folder's lock, which the system frees when its
holder dies.

Overwriting reaches the file as the disk has it now. It does not reach what a file system that never writes in
place still has (btrfs, ZFS, a volume's snapshots), what a flash disk has moved by itself, and what a backup
has taken: the folder belongs on an encrypted disk, and into no backup.
"""

import errno
import fcntl
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.log import sodium
from server.log.base import LogFull, LogUnavailable
from server.log.secret import SecretBuffer
from server.log.vault import KEY_BYTES, KeyDestroyed

_FILE_BYTES = 2 * KEY_BYTES
_WHOLE = b"ballot key file"
_UNFINISHED = "unfinished"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class KeyFiles:
    """One meeting's keys in a folder, which meetings may share, for any number of processes of one machine.

    Every call blocks for as long as the disk takes. Raises LogFull when there is no room, and LogUnavailable
    for whatever else the system refuses.
    """

    def __init__(self, folder: Path, meeting: str) -> None:
        self._folder = folder
        self._meeting = meeting
        with _explained(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(folder.parent)

    def draw(self, poll: str) -> SecretBuffer:
        """Give the poll's key, drawn unless it is there; durable when it returns. Raises KeyDestroyed."""
        with self._locked() as folder:
            key = self._read(folder, poll)
            if key is None:
                key = _drawn()
                self._write(folder, poll, key)
            return key

    def find(self, poll: str) -> SecretBuffer | None:
        """Give the poll's key, None when this machine never had one. Raises KeyDestroyed."""
        with self._locked() as folder:
            return self._read(folder, poll)

    def keep(self, poll: str, key: SecretBuffer) -> None:
        """Put the key that another machine has drawn in the place of our own, if any. Raises KeyDestroyed."""
        with self._locked() as folder:
            mine = self._read(folder, poll)
            if mine is not None:
                mine.wipe()
            self._write(folder, poll, key)

    def destroy(self, poll: str) -> None:
        """Leave no byte of the poll's key in its file when it returns, and never draw one again."""
        with self._locked() as folder:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            file = os.open(self._folder / self._name(poll), flags, 0o600)
            try:
                _destroy(file)
            finally:
                os.close(file)
            os.fsync(folder)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Hold the folder, and rid it of what somebody who died was writing."""
        with _explained(self._folder):
            folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX)
                self._discard_unfinished()
                yield folder
            finally:
                os.close(folder)

    def _discard_unfinished(self) -> None:
        path = self._folder / _UNFINISHED
        try:
            file = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        try:
            _destroy(file)
        finally:
            os.close(file)
        path.unlink()

    def _read(self, folder: int, poll: str) -> SecretBuffer | None:
        path = self._folder / self._name(poll)
        try:
            file = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            # Whoever gave the file its name may have died before that was durable.
            os.fsync(folder)
            key = _whole_key(file)
            if key is None:
                _destroy(file)
        finally:
            os.close(file)
        if key is None:
            raise KeyDestroyed(f"The ballot key of poll {poll} has been destroyed.")
        return key

    def _write(self, folder: int, poll: str, key: SecretBuffer) -> None:
        path = self._folder / _UNFINISHED
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            _write_all(file, key.view)
            _write_all(file, sodium.keyed_hash(key.address, _WHOLE, KEY_BYTES))
            os.fsync(file)
        finally:
            os.close(file)
        path.rename(self._folder / self._name(poll))
        os.fsync(folder)

    def _name(self, poll: str) -> str:
        """Give a name that any file system takes, whatever characters the poll's has."""
        return hashlib.sha256(f"{self._meeting}\0{poll}".encode()).hexdigest()[:40]


def _drawn() -> SecretBuffer:
    key = SecretBuffer(KEY_BYTES)
    key.fill_random()
    return key


def _whole_key(file: int) -> SecretBuffer | None:
    """Give what a file holds, None if it does not match its hash."""
    with SecretBuffer(_FILE_BYTES) as read:
        with io.FileIO(file, closefd=False) as raw:
            count = raw.readinto(read.view)
        if count != _FILE_BYTES or read.view[KEY_BYTES:] != sodium.keyed_hash(
            read.address, _WHOLE, KEY_BYTES
        ):
            return None
        key = SecretBuffer(KEY_BYTES)
        key.view[:] = read.view[:KEY_BYTES]
        return key


def _destroy(file: int) -> None:
    """Overwrite a file, then make it empty, so that a power cut between the two leaves nothing to read."""
    size = os.fstat(file).st_size
    if size:
        os.lseek(file, 0, os.SEEK_SET)
        _write_all(file, os.urandom(size))
        os.fsync(file)
        os.ftruncate(file, 0)
    os.fsync(file)


def _sync(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _write_all(file: int, content: bytes | memoryview) -> None:
    if os.write(file, content) != len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = f"{error.strerror} ({folder})."
        raise (LogFull(said) if error.errno in _FULL else LogUnavailable(said)) from error
