"""A page that is open: what it makes of the messages that come, and whether it shows the exact state."""

from server.rehearsal.hearing import Broadcast, Said
from server.rehearsal.link import Link
from server.rehearsal.surroundings import Surroundings


class Screen(Link):
    """One page; `is_exact` from the moment when it shows what the server knows until its line is lost."""

    counts = False  # whether it is one of the phones that were asked for

    __slots__ = ("_lost_at", "is_exact")

    def __init__(self, around: Surroundings, hall: str, path: str, cookie: str) -> None:
        super().__init__(around, hall, path, cookie)
        self.is_exact = False
        self._lost_at = 0.0

    def come(self) -> None:
        """See `Link`."""
        self.around.figures.came += self.counts and not (self.has_come or self.is_over)
        super().come()

    def heard(self, payload: bytes, packed: bool) -> None:
        """See `Ears`."""
        figures = self.around.figures
        figures.messages += 1
        try:
            said = self.around.hearing.read(payload, packed)
        except ValueError as error:
            figures.odd[str(error)] += 1
            return
        if isinstance(said, Broadcast):
            self._shown(said)
        elif said.now:
            self._alive(said)
        else:
            self.answered(said)

    def answered(self, said: Said) -> None:
        """A command has its answer."""
        self.around.figures.odd["an answer to nothing"] += 1

    def completed_by(self, shown: Broadcast) -> bool:
        """Whether these parts bring the page to exact state, whatever it showed before."""
        return True

    async def prepare(self) -> None:
        """See `Link`. A page that nobody has to open has nothing to prepare."""

    def lost(self) -> None:
        """See `Link`."""
        if self.is_exact:
            self.around.figures.here -= self.counts
            self._lost_at = self.around.clock()
        self.is_exact = False

    def _shown(self, shown: Broadcast) -> None:
        now, figures = self.around.clock(), self.around.figures
        figures.broadcasts += 1
        if self.counts and shown.is_news:
            if shown.told:
                figures.spread.add(now - shown.first_at)
            shown.told += 1
        if not self.is_exact and not self.version and self.completed_by(shown):
            self._is_there(now)
        if shown.turnout is not None and self.around.watchers.get(self.hall) is self:
            for waited in self.around.sight.shows(self.hall, shown.turnout, now):
                figures.seen.add(waited)

    def _alive(self, said: Said) -> None:
        now = self.around.clock()
        if self.beat_at:
            self.around.figures.beat.add(now - self.beat_at)
            self.beat_at = 0.0
        if said.behind:
            self.around.figures.behind += 1
        elif not self.is_exact and self.version:
            # The page was made a moment ago; whatever has changed since came before this answer.
            self._is_there(now)

    def _is_there(self, now: float) -> None:
        figures = self.around.figures
        if self.counts:
            figures.here += 1
            figures.arrived += not self.was_exact
            times = figures.away if self.was_exact else figures.arrival
            times.add(now - (self._lost_at if self.was_exact else self.came_at))
        self.is_exact = self.was_exact = True
        self.version = ""
