"""How long until a ballot that was answered is seen: on the projector, or on somebody else's phone."""

from collections import deque
from dataclasses import dataclass, field


@dataclass
class _Poll:
    voters: int
    shown: int
    waiting: deque[tuple[int, float]] = field(default_factory=deque)


class Sight:
    """By hall, the poll that is open there and the voters who are not on the screen yet."""

    def __init__(self) -> None:
        self._polls: dict[str, tuple[str, _Poll]] = {}

    def open(self, hall: str, poll: str, voters: int) -> None:
        """A poll is open, and so many had voted before anybody of the rehearsal did."""
        if self._polls.get(hall, ("",))[0] != poll:
            self._polls[hall] = (poll, _Poll(voters, voters))

    def voted(self, hall: str, poll: str, now: float) -> float | None:
        """A new voter was told that the ballot counts; the time until it was seen if that was before."""
        name, watched = self._polls.get(hall, ("", None))
        if name != poll or watched is None:
            return None
        watched.voters += 1
        if watched.voters <= watched.shown:
            return 0.0
        watched.waiting.append((watched.voters, now))
        return None

    def shows(self, hall: str, turnout: int, now: float) -> list[float]:
        """A screen shows so many voters: how long each of them had waited for it."""
        watched = self._polls[hall][1] if hall in self._polls else None
        # A smaller number is of another poll, or of a moment that has passed.
        if watched is None or turnout < watched.shown:
            return []
        watched.shown, seen = turnout, []
        while watched.waiting and watched.waiting[0][0] <= turnout:
            seen.append(now - watched.waiting.popleft()[1])
        return seen
