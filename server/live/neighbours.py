"""The other workers of a meeting: telling them who is here, and hearing who is there and what they know."""

import asyncio
import logging
import time

from server.live.adoption import Adoption
from server.live.presence import Attendance
from server.log.wire import Wire

TELL_EVERY = 1.0  # seconds
SOON = 0.5

log_ = logging.getLogger("entaku.live")


async def keep_in_touch(wire: Wire, meeting: str, attendance: Attendance, adoption: Adoption) -> None:
    """Until cancelled; while the wire is down, the others count as they were heard last."""

    def heard(worker: str, note: bytes) -> None:
        now = time.monotonic()
        attendance.heard(worker, note, now)
        adoption.heard(worker, note, now)

    while True:
        try:
            async with wire.listen(meeting, heard):
                adoption.begin(time.monotonic())
                while True:
                    adoption.look(await _tell(wire, meeting, attendance), time.monotonic())
                    await asyncio.sleep(TELL_EVERY)
        except Exception:
            log_.exception("the other workers of %s cannot be heard", meeting)
            await asyncio.sleep(TELL_EVERY)


async def _tell(wire: Wire, meeting: str, attendance: Attendance) -> int:
    """Tell the others who is here; gives how many workers listen, 0 if nobody could be told."""
    telling = asyncio.create_task(wire.tell(meeting, attendance.note(time.monotonic())))
    try:
        while not (await asyncio.wait({telling}, timeout=SOON))[0]:
            attendance.hold(time.monotonic())
        listening = telling.result()
        if not listening:
            attendance.hold(time.monotonic())
        return listening
    finally:
        telling.cancel()
