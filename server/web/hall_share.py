"""The hall's share of what a meeting takes: one token bucket for everybody who is no newcomer."""

import math
from typing import NamedTuple

from server.web.buckets import Buckets, Rate
from server.web.newcomers import Crowd


class Share(NamedTuple):
    """What the hall may do together: so much in any case, and so much more for each person who is here."""

    base: Rate
    each: Rate


class HallShare:
    """The bucket of the hall: `owed` tokens were missing from a full one at the time `_at`.

    Half of what each person brings is kept. Once the rest is used up, a connected person may take of what is
    kept as much as they brought of it, and nobody else may take anything. So those who act all the time slow
    each other down, and not the others.
    """

    __slots__ = ("_at", "_burst", "_half", "_own", "_per_second", "_rate", "owed")

    def __init__(self, share: Share, most: int) -> None:
        (self._burst, self._rate), each = share
        # Of what a person brings: half at once, and all in time.
        self._half, self._per_second = each.burst / 2, each.per_second
        self._own = Buckets(Rate(self._half, each.per_second / 2), most)
        self.owed, self._at = 0.0, -math.inf

    def take(self, who: str, now: float, crowd: Crowd) -> bool:
        """Take one token for a person, if there is one for them."""
        people = crowd.size(now)
        owed = self._owed_now(now, people) + 1
        free = self._burst + self._half * people
        # Nearly always there is no flood, and this is all.
        if owed > free and (
            owed > free + self._half * people or not crowd.is_here(who) or not self._own.take(who, now)
        ):
            return False
        self.owed = owed
        return True

    def charge(self, now: float, people: int) -> None:
        """Take a token for what another worker allowed."""
        self.owed = min(self._owed_now(now, people) + 1, self._burst + 2 * self._half * people)

    def give_back(self) -> None:
        """Put a token back."""
        self.owed = max(0.0, self.owed - 1)

    def _owed_now(self, now: float, people: int) -> float:
        owed = self.owed - (now - self._at) * (self._rate + self._per_second * people)
        self.owed, self._at = owed if owed > 0 else 0.0, now
        return self.owed
