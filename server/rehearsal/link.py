"""A page's way to the server, as static/app.js keeps it: it beats, notices a dead line, and comes back."""

import asyncio
from abc import ABC, abstractmethod

from server.rehearsal.line import ODD, Line, handshake
from server.rehearsal.surroundings import Surroundings

# Seconds, and the code after which a page stays away; all as a page has them.
PATIENCE = 8.0
OPENS_WITHIN = 30.0
FIRST_DELAY, LONGEST_DELAY = 2.0, 8.0
ENDED = 4001


class Link(ABC):
    """One line after another. `version` is what the next one says that the page shows already."""

    __slots__ = (
        "_beats",
        "_is_coming",
        "_line",
        "_tries",
        "around",
        "beat_at",
        "came_at",
        "cookie",
        "hall",
        "is_over",
        "path",
        "version",
        "was_exact",
    )

    def __init__(self, around: Surroundings, hall: str, path: str, cookie: str) -> None:
        self.around, self.hall, self.path, self.cookie = around, hall, path, cookie
        self.version = ""
        self.is_over = self.was_exact = self._is_coming = False
        self.came_at = 0.0
        self.beat_at = 0.0  # of the heartbeat that waits for its answer
        self._line: Line | None = None
        self._beats = self._tries = 0

    @property
    def is_open(self) -> bool:
        """Whether there is a line now, as far as the page knows."""
        return self._line is not None and self._line.is_open

    @property
    def has_come(self) -> bool:
        """Whether it was opened at all, be it away or not."""
        return bool(self.came_at)

    def come(self) -> None:
        """Open the page, or come back to it; a page that is open or opening stays as it is."""
        if self._is_coming or self._line is not None or self.is_over:
            return
        self.came_at = self.came_at or self.around.clock()
        self._is_coming = True
        self.around.start(self._connect())

    def hurry(self) -> None:
        """Come back now rather than later."""
        if self.has_come:
            self.come()

    def drop(self, seconds: float) -> None:
        """Be out of reach for a while, as in a pocket or a lift."""
        self.around.figures.dropped += 1
        self._lose()
        self.around.later(seconds, self.come)

    def leave(self) -> None:
        """Close the page."""
        self.is_over = True
        if self._line:
            self._line.close()

    def beat(self) -> None:
        """Ask for a sign of life, or give the line up."""
        if self._line is None or self.is_over:
            return
        now = self.around.clock()
        if self.is_open and not self.beat_at:
            self.beat_at = now
            self._beats += 1
            self.around.figures.beats_sent += 1
            self._line.send(b'{"beat":%d}' % self._beats)
        elif now - self.beat_at > (PATIENCE if self.is_open else OPENS_WITHIN):
            self._lose()
            self._return_later("no sign of life")

    def send(self, frame: bytes) -> None:
        """Send what was written before; lost if there is no line."""
        if self._line:
            self._line.send(frame)

    def opened(self) -> None:
        """See `Ears`."""
        self._tries = 0
        self.beat_at = 0.0
        self.beat()

    @abstractmethod
    def heard(self, payload: bytes, packed: bool) -> None:
        """See `Ears`."""

    def ended(self, code: int, why: str) -> None:
        """See `Ears`."""
        if self.is_over or self._line is None:
            return
        if code == ODD:
            self.around.figures.odd[why] += 1
        self._lose()
        self.is_over = code == ENDED
        self._return_later(why or str(code))

    @abstractmethod
    async def prepare(self) -> None:
        """What is done before the first socket; raises OSError or TimeoutError if it cannot be done."""

    @abstractmethod
    def lost(self) -> None:
        """The line is gone, and with it the certainty that the page is exact."""

    async def _connect(self) -> None:
        target, loop = self.around.target, asyncio.get_running_loop()
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                if not self.was_exact:
                    await self.prepare()
                asking = handshake(target, f"{self.path}&v={self.version}", self.cookie)
                self.beat_at = self.around.clock()
                self._line = line = Line(asking, self, self.around.figures.read)
                name = target.host if target.tls else None
                await loop.create_connection(
                    lambda: line, target.address, target.port, ssl=target.tls, server_hostname=name
                )
            self._is_coming = False
        except (OSError, TimeoutError) as error:
            self._is_coming, self._line = False, None
            self._return_later(getattr(error, "strerror", None) or str(error) or "no answer in time")

    def _lose(self) -> None:
        line, self._line = self._line, None
        if line:
            line.cut()
        self.beat_at = 0.0
        self.lost()

    def _return_later(self, why: str) -> None:
        """Count it, and come back after a time that is spread as a page spreads it."""
        self.around.figures.cuts[why] += 1
        if not self.is_over:
            self._tries += 1
            usual = min(FIRST_DELAY * 2 ** (self._tries - 1), LONGEST_DELAY)
            self.around.later(self.around.chance.uniform(0, 2 * usual), self.come)
