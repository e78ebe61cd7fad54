"""Beginning again when the log is not the one that was read: what it says now, and what it has lost."""

import logging
from collections.abc import Sequence

from server.live.memory import Recalled, read_on, recall
from server.live.sealers import Sealers
from server.log.base import Log, Place, Stored
from server.room.base import SYSTEM, Command, Event, Stamp
from server.room.codec import encode
from server.room.decide import decide
from server.room.loss import ReportLoss
from server.room.planning import PlanProgramme
from server.room.state import State

log_ = logging.getLogger("entaku.live")


async def begin_again(
    log: Log,
    meeting: str,
    known: State,
    trail: Sequence[Stored],
    made_at: int,
    epoch: str,
    sealers: Sealers,
) -> Recalled:
    """Recall the meeting from a log that has changed, plan it again if need be, and report what is lost.

    `trail` is what was read last of the log as it was, its end, `made_at` then (Unix ms), being where the
    reader stood: a sealed ballot does not say when it was cast.
    """
    recalled = await recall(log, meeting, sealers)
    lost = await _lost(log, meeting, trail, epoch, recalled.place)
    log_.warning("the log of %s has changed: read again, %s entries are lost", meeting, lost)
    commands: list[Command] = []
    if known.programme and not recalled.state.programme:
        commands.append(PlanProgramme(known.programme))
    if lost:
        commands.append(ReportLoss(lost, made_at))
    stamp = Stamp(0, log.now(), SYSTEM.id, SYSTEM.role, "")
    events = [decide(recalled.state, command, stamp) for command in commands]
    if bodies := [encode(event, stamp) for event in events if isinstance(event, Event)]:
        await log.append(meeting, bodies, recalled.place)
    return await read_on(log, meeting, recalled, sealers)


async def _lost(log: Log, meeting: str, trail: Sequence[Stored], epoch: str, now: Place) -> int:
    """How many entries, at least, the log had and has no more; a rewrite under a new epoch loses none."""
    last = trail[-1].seq
    if epoch != now.epoch and now.seq >= last:
        return 0
    kept = await _kept(log, meeting, trail)
    return last - trail[kept - 1].seq if kept else max(len(trail), last - now.seq)


async def _kept(log: Log, meeting: str, trail: Sequence[Stored]) -> int:
    """How many entries at the beginning of the trail the log still has."""
    low, high = 0, len(trail)
    while low < high:
        middle = (low + high) // 2
        before = trail[middle]
        if before.seq == 0 or await log.read(meeting, before.seq - 1, 1) == [before]:
            low = middle + 1
        else:
            high = middle
    return low
