"""How fast one person may act: token buckets, a bounded number of them, nothing kept but the pseudonym."""

import math
import time
from collections.abc import Callable
from typing import NamedTuple

from server.room.base import Event
from server.room.polls import BallotCast
from server.room.questions import QuestionAsked, QuestionEdited
from server.room.support import QuestionUpvoted, UpvoteRetracted


class Rate(NamedTuple):
    """So many at once, then so many per second."""

    burst: float
    per_second: float


RATES: dict[str, Rate] = {
    "asking": Rate(10, 0.25),
    "voting": Rate(30, 2),
    "other": Rate(20, 1),
    "staff": Rate(120, 20),
    # For the whole meeting: ten thousand phones ask less than this, a script with many cookies more.
    "asking-together": Rate(300, 30),
    # Pages that must be as new as possible, for the whole meeting.
    "fresh": Rate(20, 5),
    # Only failures count: a hall that joins through one address is never slowed.
    "guessing": Rate(30, 0.5),
}

MOST_BUCKETS = 50_000  # of each kind
ROUNDING = 1e-3  # of a token, because sums of fractions are not exact

_KINDS = {"ask": "asking", "edit": "asking", "vote": "voting", "upvote": "voting", "retract": "voting"}
_COMMANDS: dict[type[Event], str] = {
    QuestionAsked: "ask",
    QuestionEdited: "edit",
    QuestionUpvoted: "upvote",
    UpvoteRetracted: "retract",
}


class _Buckets:
    """The buckets of one kind, of each only the time at which it will be full again: no bucket is a full one.

    There are two generations. What was not used in the younger one is full when the next one begins; if that
    begins early because there are too many, it is what was used longest ago.
    """

    def __init__(self, rate: Rate, most: int) -> None:
        self._each, self._most = 1 / rate.per_second, most // 2
        self._fills_within = (rate.burst + ROUNDING) / rate.per_second
        self._young: dict[str, float] = {}
        self._old: dict[str, float] = {}
        self._began = -math.inf

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def take(self, who: str, now: float) -> bool:
        """Take one token, if there is one."""
        before = max(self._young.get(who) or self._old.get(who, now), now)
        after = before + self._each
        taken = after - now <= self._fills_within
        if now - self._began >= self._fills_within or len(self._young) >= self._most:
            self._young, self._old, self._began = {}, self._young, now
        self._young[who] = after if taken else before
        self._old.pop(who, None)
        return taken

    def give_back(self, who: str) -> None:
        """Put one token back."""
        for generation in (self._young, self._old):
            if who in generation:
                generation[who] -= self._each


class Limits:
    """The buckets of everybody who acted lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_BUCKETS) -> None:
        self._clock = clock
        self._buckets = {kind: _Buckets(rate, most) for kind, rate in RATES.items()}

    def allows(self, kind: str, who: str = "") -> bool:
        """Take one token of this kind; False if there is none left."""
        return self._buckets[kind].take(who, self._clock())

    def allows_command(self, command: str, role: str, who: str) -> bool:
        """Whether this person may send this command now."""
        if role != "audience":
            return self.allows("staff", who)
        return self.allows(_KINDS.get(command, "other"), who) and (
            command != "ask" or self.allows("asking-together")
        )

    def give_back(self, command: str, role: str, who: str) -> None:
        """Put back what a command took."""
        for kind, whose in _buckets(command, role, who):
            self._buckets[kind].give_back(whose)

    def charge(self, event: Event, role: str, who: str) -> None:
        """Take what this person's command would have taken here; it was carried out by another worker.

        A ballot does not say whose it is, so it is free.
        """
        if not isinstance(event, BallotCast):
            command = next((name for kind, name in _COMMANDS.items() if isinstance(event, kind)), "")
            for bucket in _buckets(command, role, who):
                self.allows(*bucket)


def _buckets(command: str, role: str, who: str) -> list[tuple[str, str]]:
    """The kinds of which a command takes a token, and whose they are."""
    if role != "audience":
        return [("staff", who)]
    mine = (_KINDS.get(command, "other"), who)
    return [mine, ("asking-together", "")] if command == "ask" else [mine]
