"""A conversation: what a screen says and is answered; commands in their order, heartbeats at once."""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress

import msgspec

from moderation.permissions import Role
from server.live.seat import Seat
from server.live.writer import Accepted, Answer
from server.log.base import LogUnavailable
from server.render.words import refusal_message
from server.room.base import Refusal
from server.views.rival import Rival
from server.web.doors import Visitor, still_valid
from server.web.house import House
from server.web.line import Line
from server.web.orders import hand_in, lost_to
from server.web.parse import Heartbeat, Order, Refused, read_frame

ENDED = 4001
NOT_TEXT = 1003
CHECK_EVERY = 3.0  # seconds
MOST_ORDERS = 32

log_ = logging.getLogger("entaku.web")

_encode = msgspec.json.Encoder().encode


class Conversation:
    """The `Listener` of one line: somebody's screen from now until either side closes."""

    __slots__ = ("_house", "_line", "_order", "_orders", "_seat", "_tasks", "_who")

    def __init__(self, house: House, who: Visitor, seat: Seat, line: Line) -> None:
        self._house, self._who, self._seat, self._line = house, who, seat, line
        self._order: Order | None = None
        # What came while a command was being carried out; most phones never need it.
        self._orders: deque[Order] | None = None
        self._tasks: set[asyncio.Task[None]] | None = None

    def begin(self, version: str) -> None:
        """The screen shows `version` of its page."""
        self._line.open(self)
        try:
            self._house.runtime.sit(self._seat, version)
        except Exception:
            # On a line that stays it would wait for ever; without one it comes again.
            log_.exception("a screen could not be let in")
            self._line.cut()
            return
        if self._who.actor.role != Role.AUDIENCE:
            self._spawn(self._watch_the_door())
        self._line.begin()

    def took(self, said: str | bytes) -> None:
        """See `Listener`."""
        if isinstance(said, bytes):
            self._line.close(NOT_TEXT)
            return
        read = read_frame(said)
        if isinstance(read, Heartbeat):
            self._house.runtime.beat(self._seat, read.shows)
            self._say(self._beaten(read.beat))
        elif isinstance(read, Refused):
            self._refuse(read.id, read.code)
        elif self._order is None:
            self._carry_out(read)
        else:
            self._put_off(read)

    def waits(self) -> None:
        """See `Listener`."""
        self._house.runtime.loosen(self._seat)

    def drained(self, missed: bool) -> None:
        """See `Listener`."""
        if not missed:
            self._house.runtime.settle(self._seat)
            return
        try:
            self._house.runtime.bring_up_to_date(self._seat)
        except Exception:
            log_.exception("a screen could not be brought up to date")
            self._line.cut()

    def ended(self) -> None:
        """See `Listener`."""
        self._house.runtime.stand(self._seat)
        self._orders = None
        for task in self._tasks or ():
            task.cancel()

    def _put_off(self, order: Order) -> None:
        self._orders = self._orders or deque()
        self._orders.append(order)
        if len(self._orders) >= MOST_ORDERS:
            self._line.hold()

    def _carry_out(self, order: Order) -> None:
        self._order = order
        if self._who.actor.role == Role.AUDIENCE:
            hand_in(self._house, self._who, order, self._answered)
        else:
            self._spawn(self._ask_the_door(order))

    async def _ask_the_door(self, order: Order) -> None:
        try:
            if await still_valid(self._house, self._who):
                hand_in(self._house, self._who, order, self._answered)
            else:
                self._answered(Refusal.NOT_ALLOWED)
        except LogUnavailable:
            self._answered(Refusal.STORAGE_UNAVAILABLE)

    def _answered(self, answer: Answer) -> None:
        order, self._order = self._order, None
        if order is None:
            raise RuntimeError("a command was answered twice")
        if isinstance(answer, Accepted):
            self._line.answer(f'{{"ack":"{order.id}","seq":"{answer.seq}"}}')
        else:
            self._refuse(order.id, answer, lost_to(self._house, self._who, order.command, answer))
        if self._orders:
            self._carry_out(self._orders.popleft())
            if len(self._orders or ()) < MOST_ORDERS:
                self._line.go_on()

    def _refuse(self, id: str, code: Refusal, lost_to: Rival | None = None) -> None:
        self._say({"ack": id, "refused": code, "message": refusal_message(code, self._seat.lang, lost_to)})

    def _beaten(self, beat: int) -> dict[str, object]:
        runtime = self._house.runtime
        answer: dict[str, object] = {"now": runtime.now(), "beat": beat}
        return answer | {"behind": True} if runtime.behind else answer

    def _say(self, message: dict[str, object]) -> None:
        self._line.answer(_encode(message).decode())

    async def _watch_the_door(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY)
            # While the vault cannot be read, a screen goes on showing; it is commands that need it.
            with suppress(LogUnavailable):
                if not await still_valid(self._house, self._who):
                    self._line.close(ENDED)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        """Staff only: their passes are looked up, which takes a moment."""
        self._tasks = self._tasks if self._tasks is not None else set()
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        if self._tasks:
            self._tasks.discard(task)
        if not task.cancelled() and (defect := task.exception()):
            # As with what is read from the line itself: the screen comes back, and to exact state.
            log_.error("a conversation failed", exc_info=defect)
            self._line.cut()
