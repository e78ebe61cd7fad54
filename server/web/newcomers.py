"""Newcomers and the hall: who has been here before, and how many people are here now.

A participant is known once they had a socket at this worker, or came back to a page with the cookie that
their first page left. Everyone else is a newcomer: a flood of made-up people consists of them.
"""

import math
from collections.abc import Callable

from server.live.hub import Hub

MOST_KNOWN = 50_000
# Whoever only reads pages counts as present for one to two minutes, and so many of them at most: asking for
# a page again and again is cheaper than holding a socket, and must not make the hall's share grow as much.
PRESENT_FOR = 60.0  # seconds
MOST_WITHOUT_SOCKET = 300
COUNT_EVERY = 1.0  # seconds


class Recent:
    """The people who were noted last: of at most `most`, for at least `seconds` and at most twice that.

    Kept in two generations, like the token buckets. If there are too many, those noted longest ago go first.
    """

    def __init__(self, most: int, seconds: float = math.inf) -> None:
        self._most, self._seconds = most // 2, seconds
        self._young: dict[str, None] = {}
        self._old: dict[str, None] = {}
        self._began = 0.0

    def __contains__(self, person: str) -> bool:
        return person in self._young or person in self._old

    def count(self, now: float) -> int:
        """How many people are remembered."""
        self._turn(now)
        return len(self._young) + len(self._old)

    def note(self, person: str, now: float) -> None:
        """Remember a person as the latest."""
        self._turn(now)
        self._old.pop(person, None)
        self._young[person] = None

    def _turn(self, now: float) -> None:
        if now - self._began >= 2 * self._seconds:
            self._young, self._old, self._began = {}, {}, now
        elif now - self._began >= self._seconds or len(self._young) >= self._most:
            self._young, self._old, self._began = {}, self._young, now


class Crowd:
    """The people of a meeting as one worker knows them; times are seconds of `clock`.

    `hub` has those who are connected here, `elsewhere` counts those at the other workers.
    """

    def __init__(self, hub: Hub, elsewhere: Callable[[], int], clock: Callable[[], float]) -> None:
        self._hub, self._elsewhere, self._clock = hub, elsewhere, clock
        self._known = Recent(MOST_KNOWN)
        self._reading = Recent(2 * MOST_WITHOUT_SOCKET, PRESENT_FOR)
        self._others, self._counted_at = 0, -math.inf

    def connected(self, person: str) -> None:
        """Note that a participant opened a socket."""
        self._known.note(person, self._clock())

    def came_back(self, person: str) -> None:
        """Note that a participant asked for a page, or for a state, with the cookie of an earlier page."""
        now = self._clock()
        self._known.note(person, now)
        self._reading.note(person, now)

    def is_here(self, person: str) -> bool:
        """Whether a participant has a socket at this worker now."""
        return self._hub.is_here(person)

    def is_known(self, person: str) -> bool:
        """Whether a participant was here before, by socket or by page."""
        return self._hub.is_here(person) or person in self._known

    def size(self, now: float) -> int:
        """How many people are here: exact for sockets of this worker, as of a second ago for all others."""
        if now - self._counted_at >= COUNT_EVERY:
            reading = min(self._reading.count(now), MOST_WITHOUT_SOCKET)
            self._others, self._counted_at = self._elsewhere() + reading, now
        return len(self._hub) + self._others
