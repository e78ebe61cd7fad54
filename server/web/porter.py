"""The porter: lets a crowd in a few at a time, so that nobody inside or on the staff waits behind it."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

# At each turn of the event loop, between which everybody else is served; fewer while more are arriving,
# because one of the staff may be among those who have not yet been asked what they want.
AT_ONCE, WHILE_MORE_ARRIVE = 8, 2
# Above what a process has descriptors for; whoever comes beyond it is told to come again.
MOST_WAITING = 65_536


class Porter:
    """Who waits to be let in, in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[object, Callable[[], None]] = OrderedDict()
        self._is_called = self._some_arrived = False

    def __len__(self) -> int:
        return len(self._waiting)

    def wait(self, guest: object, let_in: Callable[[], None]) -> bool:
        """Have `let_in` called when it is this guest's turn; False if too many wait already."""
        if len(self._waiting) >= MOST_WAITING:
            return False
        self._waiting[guest] = let_in
        self._some_arrived = True
        if not self._is_called:
            self._call()
        return True

    def forget(self, guest: object) -> None:
        """They have gone, or are in: both do no harm."""
        self._waiting.pop(guest, None)

    def _call(self) -> None:
        self._is_called = True
        asyncio.get_running_loop().call_soon(self._let_in)

    def _let_in(self) -> None:
        now = WHILE_MORE_ARRIVE if self._some_arrived else AT_ONCE
        self._is_called = self._some_arrived = False
        turn = [self._waiting.popitem(last=False)[1] for _ in range(min(now, len(self._waiting)))]
        if self._waiting:
            self._call()
        for let_in in turn:
            let_in()
