"""Memory of our own for a secret, which can be overwritten: Python never clears its objects."""

import mmap
from contextlib import suppress
from typing import Self

from server.log import sodium
from server.log.sodium import Address

# Out of core dumps, and not copied into a child process, which would die if it touched it.
_ADVICE = ("MADV_DONTDUMP", "MADV_DONTFORK")


class SecretBuffer:
    """Pages that hold a secret until `wipe`.

    It is filled in place: by `fill_random`, by `readinto(secret.view)` of an unbuffered file, or by a
    function that writes to `secret.address`; `bytes(secret.view)` would make a copy that stays. As a context
    manager it is wiped at the end. It is for one thread at a time.

    `is_locked`: whether the system keeps it out of swap. Hibernation and a virtual machine's own snapshots
    write locked memory too.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.is_wiped = False
        self._pages = mmap.mmap(
            -1, -(-size // mmap.PAGESIZE) * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
        )
        for advice in _ADVICE:
            if hasattr(mmap, advice):
                with suppress(OSError):  # a kernel without it
                    self._pages.madvise(getattr(mmap, advice))
        self.is_locked = sodium.lock(self._pages)
        self._view = memoryview(self._pages)[:size]
        self._address = sodium.address(self._view)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    @property
    def view(self) -> memoryview:
        """The secret, to read and to fill; raises ValueError once it is wiped."""
        self.check()
        return self._view

    @property
    def address(self) -> Address:
        """Where it begins, valid as long as this object lives; raises ValueError once it is wiped."""
        self.check()
        return self._address

    def fill_random(self) -> None:
        """Draw the secret from the system's own source of randomness."""
        sodium.random_into(self.address, self.size)

    def wipe(self) -> None:
        """Overwrite it with zeros, for good; harmless when repeated."""
        self.is_wiped = True
        sodium.overwrite(self._address, self.size)

    def check(self) -> None:
        """Raise ValueError once it is wiped: a key of zeros would open nothing, and hide nothing."""
        if self.is_wiped:
            raise ValueError("This secret has been wiped.")
