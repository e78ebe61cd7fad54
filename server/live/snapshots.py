"""When snapshots of a running meeting are kept, so that whoever starts next has less to read."""

import logging

from server.live import memory
from server.live.follower import SNAPSHOT_EVERY, Follower
from server.live.memory import Recalled
from server.live.sealers import Sealers
from server.log.base import Log, LogChanged, LogFull, LogUnavailable

log_ = logging.getLogger("entaku.live")


class Snapshots:
    """Keeps one whenever the follower says that it is due; `kept` is up to where there is one already."""

    def __init__(self, log: Log, meeting: str, follower: Follower, sealers: Sealers, kept: int) -> None:
        self.kept, self._log, self._meeting, self._follower = kept, log, meeting, follower
        self._sealers = sealers
        # Else whoever starts next would have as much to read again.
        follower.snapshot_due = follower.state.seq - kept >= SNAPSHOT_EVERY

    async def keep_due(self) -> None:
        """Keep one if it is due."""
        if self._follower.snapshot_due:
            self._follower.snapshot_due = False
            await self.keep()

    async def keep(self) -> None:
        """Keep one unless nothing has happened since the last."""
        state = self._follower.state
        if state.seq == self.kept:
            return
        self.kept = state.seq
        try:
            await memory.keep(self._log, self._meeting, Recalled(state, self._follower.place), self._sealers)
        except (LogFull, LogUnavailable, LogChanged) as error:
            log_.warning("no snapshot was kept, the log itself is complete: %s", error)

    def begin_again(self) -> None:
        """The log is another one: no snapshot of the old one is of use to whoever starts next."""
        self.kept, self._follower.snapshot_due = 0, True
