"""The other workers of a meeting: telling them who is here, and hearing who is there."""

import asyncio
import logging
import time

from server.live.presence import Attendance
from server.log.wire import Wire

TELL_EVERY = 1.0  # seconds

log_ = logging.getLogger("entaku.live")


async def keep_in_touch(wire: Wire, meeting: str, attendance: Attendance) -> None:
    """Until cancelled; while the wire is down, nobody hears anything, which does no harm."""

    def heard(worker: str, note: bytes) -> None:
        attendance.heard(worker, note, time.monotonic())

    while True:
        try:
            async with wire.listen(meeting, heard):
                while True:
                    await wire.tell(meeting, attendance.note(time.monotonic()))
                    await asyncio.sleep(TELL_EVERY)
        except Exception:
            log_.exception("the other workers of %s cannot be heard", meeting)
            await asyncio.sleep(TELL_EVERY)
