"""Taking the ballots of closed polls out of a log in which release 0.1.0 wrote them one by one.

It rewrites the log, which stops a hall: it is done before a meeting is served, while no worker serves it.
"""

import asyncio
import logging
from collections.abc import Collection
from typing import Self

from moderation.permissions import Role
from server.live import memory
from server.live.memory import Recalled
from server.live.sealers import Sealers
from server.log.base import Log, LogChanged, LogFull, LogUnavailable, Place, Stored
from server.log.storage import Storage
from server.room.base import SYSTEM, Event, Stamp
from server.room.cleansing import BallotErased, BallotsSummed, is_uncleansed, summed
from server.room.codec import decode, encode
from server.room.fold import fold
from server.room.polls import BallotCast
from server.room.registry import rules_known
from server.room.rules import RulesAdopted
from server.room.state import State

# Seconds without another worker, after which there is none: one that has lost its line is back before.
ALONE_AFTER, LOOK_EVERY = 8, 1.0
JUST_NOW = 60_000  # milliseconds
_BALLOT = b'"ballot-cast"'

log_ = logging.getLogger("entaku.live")


class Cleansing:
    """The log of a meeting without the ballots of `polls`; `places` are the last ones that counted.

    `state` is what the log adds up to.
    """

    def __init__(self, state: State, places: dict[str, Stored], polls: Collection[str]) -> None:
        self._state, self.polls = state, polls
        self._erased = {poll: self._written(poll, BallotErased(poll)) for poll in polls}
        self._sums = {
            places[poll].seq: (places[poll], self._written(poll, summed(poll, state.boxes[poll])))
            for poll in polls
            if poll in places
        }
        self.without_place = [poll for poll in polls if poll not in places]

    @classmethod
    async def of(cls, log: Log, meeting: str, sealers: Sealers) -> Self:
        """Read the whole log. Raises LogChanged."""
        state, places = State(), dict[str, Stored]()
        place = Place(await log.epoch(meeting), 0, b"")
        while stored := await log.read(meeting, place.seq, place=place):
            for one in stored:
                entry = decode(*one)
                refused = fold(state, await sealers.read(state, entry))
                if refused is None and isinstance(entry.event, BallotCast):
                    places[entry.event.poll] = one
            place = Place(place.epoch, *stored[-1])
        return cls(state, places, [poll for poll in state.polls if is_uncleansed(state, poll)])

    def change(self, stored: Stored) -> bytes:
        """The body of an entry; raises LogUnavailable when the log is another one than was read."""
        if summed_up := self._sums.get(stored.seq):
            ballot, body = summed_up
            if stored not in {ballot, Stored(stored.seq, body)}:
                raise LogUnavailable("The log changed while its old ballots were taken out.")
            return body
        if _BALLOT not in stored.body:
            return stored.body
        event = decode(*stored).event
        return self._erased.get(event.poll, stored.body) if isinstance(event, BallotCast) else stored.body

    async def finish(self, log: Log, meeting: str) -> None:
        """Write down what has no place in the log: a sum of nothing, or of ballots that came too late."""
        stamp = Stamp(0, log.now(), SYSTEM.id, SYSTEM.role, "")
        if self.without_place:
            await log.append(
                meeting, [encode(BallotsSummed(poll, 0, {}), stamp) for poll in self.without_place]
            )

    def _written(self, poll: str, event: Event) -> bytes:
        """An entry that tells no more than when the poll opened."""
        return encode(event, Stamp(0, self._state.polls[poll].opened_at, "", Role.AUDIENCE, ""))


async def cleansed(storage: Storage, meeting: str, sealers: Sealers, recalled: Recalled) -> Recalled:
    """The meeting as it was recalled, its log cleansed if that is due and can be done now."""
    if not is_due(recalled.state):
        return recalled
    if not await is_alone(storage, meeting, recalled):
        log_.info("old ballots stay in the log of %s until all its workers have been stopped", meeting)
        return recalled
    log_.info("taking old ballots out of the log of %s; this is done once", meeting)
    try:
        await adopt_rules(storage, meeting, recalled.state)
        cleansing = await Cleansing.of(storage.log, meeting, sealers)
        await storage.log.rewrite(meeting, cleansing.change)
        await cleansing.finish(storage.log, meeting)
    except (LogChanged, LogFull, LogUnavailable) as error:
        log_.warning("old ballots are not yet gone from the storage of %s: %s", meeting, error)
    return await memory.recall(storage.log, meeting, sealers)


def is_due(state: State) -> bool:
    """Whether there is any closed poll whose ballots are in the log for anybody to read.

    What a newer release wrote is read in part only, so it is left to that one.
    """
    return state.rules <= rules_known() and any(is_uncleansed(state, poll) for poll in state.polls)


async def is_alone(storage: Storage, meeting: str, recalled: Recalled) -> bool:
    """Whether nobody serves the meeting; where the rules are old, nobody has for a while.

    A worker of the release before could not read what is to be written, so it must not come back, either.
    But a hall that has just lost all of its workers does not wait until that is certain.
    """
    if not storage.shared:
        return True
    looks = ALONE_AFTER if recalled.state.rules < BallotsSummed.from_rules else 0
    last = decode(recalled.place.seq, recalled.place.body).stamp.at
    if looks and storage.log.now() - last < JUST_NOW:
        return False
    while not await storage.wire.listening(meeting):
        if looks == 0:
            return True
        looks -= 1
        await asyncio.sleep(LOOK_EVERY)
    return False


async def adopt_rules(storage: Storage, meeting: str, state: State) -> None:
    """Go by the rules of this release, if the meeting does not: no worker of an older one is there."""
    if state.rules < BallotsSummed.from_rules:
        stamp = Stamp(0, storage.log.now(), SYSTEM.id, SYSTEM.role, "")
        await storage.log.append(meeting, [encode(RulesAdopted(rules_known()), stamp)])
