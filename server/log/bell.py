"""The bell: wakes whoever follows a meeting's log when there may be more to read."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """One follower's bell; rings that nobody waited for are remembered as one."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the follower, now or at its next wait."""
        self._rung.set()

    async def wait(self) -> None:
        """Return as soon as it has rung since the last wait; safe to cancel, as a timeout does."""
        await self._rung.wait()
        self._rung.clear()


class Bells:
    """Every follower's bell, by meeting."""

    def __init__(self) -> None:
        self._hung: defaultdict[str, set[Bell]] = defaultdict(set)

    @contextmanager
    def hang(self, meeting: str) -> Iterator[Bell]:
        """Give a bell that rings for this meeting until the block ends."""
        bell = Bell()
        self._hung[meeting].add(bell)
        try:
            yield bell
        finally:
            self._hung[meeting].discard(bell)
            if not self._hung[meeting]:
                del self._hung[meeting]

    def ring(self, meeting: str) -> None:
        """Ring every bell of this meeting."""
        for bell in self._hung.get(meeting, ()):
            bell.ring()

    def ring_all(self) -> None:
        """Ring every bell there is."""
        for meeting in self._hung:
            self.ring(meeting)
