"""Whether the rehearsing computer keeps up itself: its loop, its processor, its descriptors."""

import asyncio
import resource
import time

from server.rehearsal.figures import Times
from server.settings import Trouble

EVERY = 0.05  # seconds
SPARE = 64  # descriptors, for everything but phones
LATE = 0.1  # seconds that the loop may be late, one time in a hundred
BUSY = 0.9  # of a core


def make_room(phones: int) -> None:
    """Let this process have a descriptor for each phone; raises `Trouble` if it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = phones + SPARE
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise Trouble(
            f"{phones} phones need {wanted} open files, and this machine allows a process {hard}:"
            f" raise the limit (ulimit -Hn {wanted}), or say --phones {max(1, hard - SPARE)}."
        )
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else hard, hard))


class Strain:
    """How late the loop is, and how busy the process."""

    def __init__(self) -> None:
        self.late = Times()
        self._since, self._used = time.perf_counter(), time.process_time()

    async def feel(self) -> None:
        """Until cancelled."""
        while True:
            due = time.perf_counter() + EVERY
            await asyncio.sleep(EVERY)
            self.late.add(time.perf_counter() - due)

    @property
    def load(self) -> float:
        """Of one core, on average."""
        return (time.process_time() - self._used) / max(time.perf_counter() - self._since, 0.001)

    @property
    def is_limit(self) -> bool:
        """Whether the figures say more about this computer than about the server."""
        return (self.late.percentile(0.99) or 0.0) > LATE or self.load > BUSY
