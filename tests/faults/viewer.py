"""A screen on a real socket: it shows what it is sent, and comes back when its line is cut."""

import asyncio
import random

from tests.faults.checker import Violation
from tests.faults.line import Line
from tests.faults.sight import Sight, check_sight
from tests.faults.waiting import until


class Viewer:
    """Somebody who looks at one view of the main hall, let in by this cookie."""

    def __init__(self, origin: str, view: str, cookie: str) -> None:
        self.sight = Sight(f"{view} at {origin}", view)
        self._origin, self._cookie = origin, cookie
        self._line = Line([origin], f"/ws/{view}/main?lang=en", random.Random(view), cookie)

    async def stay(self) -> None:
        """Look until cancelled."""
        await self._line.stay(self._nothing_to_say, self._take, spread=0.3)

    async def misled(self) -> list[Violation]:
        """I4: how this screen differs from one that comes now."""
        return check_sight(self.sight, await self._fresh())

    async def _fresh(self) -> Sight:
        newcomer = Viewer(self._origin, self.sight.view, self._cookie)
        staying = asyncio.create_task(newcomer.stay())
        try:
            await until(lambda: newcomer.sight.wholes > 0)
        finally:
            staying.cancel()
            await asyncio.gather(staying, return_exceptions=True)
        return newcomer.sight

    def _nothing_to_say(self) -> None:
        """A screen only looks."""

    def _take(self, message: bytes) -> None:
        if not message.startswith(b"{"):
            self.sight.take(message.decode())
