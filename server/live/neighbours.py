"""The other workers of a meeting: telling them who is here, and hearing who is there."""

import asyncio
import logging
import time

from server.live.presence import Attendance
from server.log.wire import Wire

TELL_EVERY = 1.0  # seconds
SOON = 0.5

log_ = logging.getLogger("entaku.live")


async def keep_in_touch(wire: Wire, meeting: str, attendance: Attendance) -> None:
    """Until cancelled; while the wire is down, the others count as they were heard last."""

    def heard(worker: str, note: bytes) -> None:
        attendance.heard(worker, note, time.monotonic())

    while True:
        try:
            async with wire.listen(meeting, heard):
                while True:
                    await _tell(wire, meeting, attendance)
                    await asyncio.sleep(TELL_EVERY)
        except Exception:
            log_.exception("the other workers of %s cannot be heard", meeting)
            await asyncio.sleep(TELL_EVERY)


async def _tell(wire: Wire, meeting: str, attendance: Attendance) -> None:
    telling = asyncio.create_task(wire.tell(meeting, attendance.note(time.monotonic())))
    try:
        while not (await asyncio.wait({telling}, timeout=SOON))[0]:
            attendance.hold(time.monotonic())
        if not telling.result():
            attendance.hold(time.monotonic())
    finally:
        telling.cancel()
