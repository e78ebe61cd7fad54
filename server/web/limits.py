"""How fast one person may act: token buckets, a bounded number of them, nothing kept but the pseudonym."""

import time
from collections.abc import Callable
from typing import NamedTuple

from server.room.base import Event
from server.room.polls import BallotCast
from server.room.questions import QuestionAsked, QuestionEdited, QuestionUpvoted, UpvoteRetracted


class Rate(NamedTuple):
    """So many at once, then so many per second."""

    burst: float
    per_second: float


RATES: dict[str, Rate] = {
    "asking": Rate(10, 0.25),
    "voting": Rate(30, 2),
    "other": Rate(20, 1),
    "staff": Rate(120, 20),
    "frames": Rate(100, 20),
    # For the whole meeting: ten thousand phones ask less than this, a script with many cookies more.
    "asking-together": Rate(300, 30),
    # Pages that must be as new as possible, for the whole meeting.
    "fresh": Rate(20, 5),
    # Only failures count: a hall that joins through one address is never slowed.
    "guessing": Rate(30, 0.5),
}

MOST_BUCKETS = 50_000

_KINDS = {"ask": "asking", "edit": "asking", "vote": "voting", "upvote": "voting", "retract": "voting"}
_COMMANDS: dict[type[Event], str] = {
    QuestionAsked: "ask",
    QuestionEdited: "edit",
    QuestionUpvoted: "upvote",
    UpvoteRetracted: "retract",
}


class _Bucket(NamedTuple):
    tokens: float
    at: float


class Limits:
    """The buckets of everybody who acted lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_BUCKETS) -> None:
        self._clock, self._most = clock, most
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def allows(self, kind: str, who: str = "") -> bool:
        """Take one token of this kind; False if there is none left."""
        rate, now = RATES[kind], self._clock()
        before = self._buckets.pop((kind, who), _Bucket(rate.burst, now))
        tokens = min(rate.burst, before.tokens + (now - before.at) * rate.per_second)
        allowed = tokens >= 1
        self._buckets[kind, who] = _Bucket(tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > self._most:
            # The one that was used longest ago is most likely full again, which is what no bucket means.
            del self._buckets[next(iter(self._buckets))]
        return allowed

    def allows_command(self, command: str, role: str, who: str) -> bool:
        """Whether this person may send this command now."""
        return all(self.allows(*bucket) for bucket in _buckets(command, role, who))

    def give_back(self, command: str, role: str, who: str) -> None:
        """Put back what a command took."""
        for bucket in _buckets(command, role, who):
            if before := self._buckets.get(bucket):
                self._buckets[bucket] = before._replace(tokens=before.tokens + 1)

    def charge(self, event: Event, role: str, who: str) -> None:
        """Take what this person's command would have taken here; it was carried out by another worker.

        A ballot does not say whose it is, so it is free.
        """
        if not isinstance(event, BallotCast):
            for bucket in _buckets(_COMMANDS.get(type(event), ""), role, who):
                self.allows(*bucket)


def _buckets(command: str, role: str, who: str) -> list[tuple[str, str]]:
    """The kinds of which a command takes a token, and whose they are."""
    if role != "audience":
        return [("staff", who)]
    mine = (_KINDS.get(command, "other"), who)
    return [mine, ("asking-together", "")] if command == "ask" else [mine]
