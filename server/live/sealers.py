"""The sealers of open polls, which seal ballots on their way into the log, and unseal what is read of it.

The fold is pure and knows no key. A sealed ballot is unsealed before its entry is folded. Where that cannot
be done it counts for nothing, and this worker is `blind` for the poll: it must not say what came of it.
"""

import logging

from moderation.permissions import Role
from moderation.polls import Phase
from server.live.sealing import Ballot, BallotSealer
from server.log.ballot_keys.keys import BallotKeys
from server.log.base import LogFull, LogUnavailable
from server.log.vault import KeyDestroyed
from server.room.base import Event, Stamp
from server.room.codec import Entry, encode
from server.room.polls import BallotCast, BallotSealed
from server.room.state import State

_LATE, _UNSEEN = 1, 2

log_ = logging.getLogger("entaku.live")


class Sealers:
    """A sealer for each open poll whose key this worker has; `keys` are this machine's.

    A log that loses its end, or is begun again, may open a poll twice. Each opening has a key of its own.
    """

    def __init__(self, meeting: str, keys: BallotKeys) -> None:
        self._meeting, self._keys = meeting, keys
        self._sealers: dict[tuple[str, int], BallotSealer] = {}
        self.blind: set[str] = set()

    def of(self, state: State, poll: str) -> BallotSealer | None:
        """The sealer of an open poll whose key has been drawn or found."""
        record = state.polls.get(poll)
        if record is None or record.phase is not Phase.OPEN:
            return None
        return self._sealers.get((poll, record.opened_at))

    async def draw(self, state: State, poll: str) -> BallotSealer | None:
        """The sealer of an open poll, its key drawn if there is none; None if the key has been destroyed.

        Raises LogFull or LogUnavailable.
        """
        return self.of(state, poll) or await self._made(state, poll, is_drawn=True)

    async def find(self, state: State, poll: str) -> BallotSealer | None:
        """The sealer of an open poll; None if nobody has drawn its key, or it has been destroyed.

        Raises LogFull or LogUnavailable.
        """
        return self.of(state, poll) or await self._made(state, poll, is_drawn=False)

    async def destroy(self, poll: str, opened_at: int) -> None:
        """Leave nothing of a poll's key here and on this machine. Raises LogFull or LogUnavailable."""
        self.forget(poll)
        await self._keys.destroy(key_name(poll, opened_at))

    def forget(self, poll: str) -> None:
        """Overwrite what this process has of a poll's keys."""
        self.blind.discard(poll)
        for opening in [one for one in self._sealers if one[0] == poll]:
            self._sealers.pop(opening).wipe()

    def forget_all(self) -> None:
        """Overwrite what this process has of any key."""
        while self._sealers:
            self._sealers.popitem()[1].wipe()
        self.blind.clear()

    def written(self, state: State, event: Event, stamp: Stamp) -> bytes:
        """The body of an entry. Raises LogUnavailable for a ballot whose poll has no sealer any more."""
        box = state.boxes.get(event.poll) if isinstance(event, BallotCast) else None
        if not isinstance(event, BallotCast) or box is None or not box.sealed:
            return encode(event, stamp)
        sealer = self.of(state, event.poll)
        if sealer is None:
            raise LogUnavailable(f"The ballots of {event.poll} cannot be sealed any more.")
        flags = _LATE * event.late + _UNSEEN * event.unseen
        sealed = sealer.seal(Ballot(stamp.at, stamp.by, stamp.command, event.choice, flags))
        opened = Stamp(0, state.polls[event.poll].opened_at, "", Role.AUDIENCE, "")
        return encode(BallotSealed(event.poll, sealed), opened)

    async def read(self, state: State, entry: Entry) -> Entry:
        """An entry as it is to be folded next: a sealed ballot unsealed, if that can be done."""
        event = entry.event
        if not isinstance(event, BallotSealed):
            return entry
        record = state.polls.get(event.poll)
        if record is None or record.phase is not Phase.OPEN:
            return entry
        sealer = self._sealers.get((event.poll, record.opened_at))
        if sealer is None and event.poll not in self.blind:
            sealer = await self._looked_for(state, event.poll)
        ballot = sealer.unseal(event.sealed) if sealer else None
        if ballot is None:
            self.blind.add(event.poll)
            return entry
        cast = BallotCast(event.poll, ballot.choice, bool(ballot.flags & _LATE), bool(ballot.flags & _UNSEEN))
        stamp = Stamp(entry.stamp.seq, ballot.at, ballot.voter, Role.AUDIENCE, ballot.command)
        return Entry(stamp, cast)

    async def _looked_for(self, state: State, poll: str) -> BallotSealer | None:
        try:
            return await self.find(state, poll)
        except (LogFull, LogUnavailable) as error:
            log_.warning("the ballots of %s cannot be read here: %s", poll, error)
            return None

    async def _made(self, state: State, poll: str, is_drawn: bool) -> BallotSealer | None:
        opened_at = state.polls[poll].opened_at
        name = key_name(poll, opened_at)
        try:
            key = await (self._keys.draw(name) if is_drawn else self._keys.find(name))
        except KeyDestroyed:
            return None
        if key is None:
            return None
        with key:
            # Meanwhile somebody else may have asked, the poll may have closed, the log may be another one.
            record = state.polls.get(poll)
            if record is None or record.phase is not Phase.OPEN or record.opened_at != opened_at:
                return None
            if (poll, opened_at) not in self._sealers:
                sealer = BallotSealer(self._meeting, poll, key, state.boxes[poll].size)
                self._sealers[poll, opened_at] = sealer
        return self.of(state, poll)


def key_name(poll: str, opened_at: int) -> str:
    """The name of a poll's key: that of one opening (Unix ms) of it."""
    return f"{poll}@{opened_at}"
