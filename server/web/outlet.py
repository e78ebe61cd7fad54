"""The way out to one socket: a writer of its own, and for a reader that is behind the newest state only."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

MOST_QUEUED = 256 * 1024
STUCK_AFTER = 15.0  # seconds

TRY_AGAIN = 1013


class _Queued(NamedTuple):
    message: str
    is_broadcast: bool


def weight(message: str) -> int:
    """At most how many bytes a message takes on the wire, without encoding it to see."""
    return len(message) if message.isascii() else 3 * len(message)


class SocketOutlet:
    """An `Outlet`. `whole` gives the message that brings the screen to exact state, whenever it is asked."""

    def __init__(self, whole: Callable[[], str]) -> None:
        self._whole = whole
        self._queue: deque[_Queued] = deque()
        self._weight = 0
        self._behind = False
        self._code = 0
        self._news = asyncio.Event()

    def push(self, message: str) -> None:
        """See `Outlet`. A reader that is behind is sent the whole later instead of this."""
        if self._behind or self._code:
            return
        if self._weight + weight(message) > MOST_QUEUED:
            self._behind = True
            self._keep_own()
            self._news.set()
        else:
            self._add(_Queued(message, is_broadcast=True))

    def say(self, message: str) -> None:
        """See `Outlet`."""
        if self._code:
            return
        if self._weight + weight(message) > MOST_QUEUED and not self._behind:
            self._behind = True
            self._keep_own()
        if self._weight + weight(message) > MOST_QUEUED:
            self._queue.clear()
            self.close(TRY_AGAIN)
        else:
            self._add(_Queued(message, is_broadcast=False))

    def close(self, code: int) -> None:
        """See `Outlet`. What was said to this socket alone still goes out first."""
        self._code = self._code or code
        self._behind = False
        self._keep_own()
        self._news.set()

    async def write(self, send: Callable[[str], Awaitable[None]]) -> int:
        """Send what there is until the socket is to be closed; gives the code to close it with.

        Raises TimeoutError when the reader takes nothing for a while.
        """
        while True:
            message = self._next()
            if message is not None:
                async with asyncio.timeout(STUCK_AFTER):
                    await send(message)
            elif self._code:
                return self._code
            else:
                self._news.clear()
                await self._news.wait()

    def _add(self, queued: _Queued) -> None:
        self._queue.append(queued)
        self._weight += weight(queued.message)
        self._news.set()

    def _next(self) -> str | None:
        if self._queue:
            message = self._queue.popleft().message
            self._weight -= weight(message)
            return message
        if not self._behind:
            return None
        # Broadcasts that making the whole brings about are in it, so they must not be queued as well.
        whole = self._whole()
        self._behind = False
        return whole

    def _keep_own(self) -> None:
        """Forget the broadcasts that wait; what is for this socket alone stays, in order."""
        self._queue = deque(queued for queued in self._queue if not queued.is_broadcast)
        self._weight = sum(weight(queued.message) for queued in self._queue)
