"""The fan-out: the same message to everyone who shows the same, some at a time, so that nobody waits."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from server.live.message import Message
from server.live.row import BLOCK, Row
from server.live.seat import Block, Seat

log_ = logging.getLogger("entaku.live")


class Publication(NamedTuple):
    """What brings the seats of a row from one turn of their board to another."""

    row: Row
    message: Message
    before: int
    turn: int


class Fanout:
    """Sends publications one after the other. Every seat gets each turn once and in order, or the whole.

    `renew` brings a seat to the newest turn at once.
    """

    def __init__(self, renew: Callable[[Seat], None]) -> None:
        self._renew = renew
        self._queue: deque[Publication] = deque()

    @property
    def is_busy(self) -> bool:
        """Whether something that was published has not gone out to everyone yet."""
        return bool(self._queue)

    def publish(self, publication: Publication) -> None:
        """Send to a few at once; to many in slices, of which the first leaves now."""
        if len(publication.row) <= BLOCK:
            while not self._is_through(publication):
                continue
            return
        self._queue.append(publication)
        if len(self._queue) == 1:
            self._go_on()

    def _go_on(self) -> None:
        if self._is_through(self._queue[0]):
            self._queue.popleft()
        if self._queue:
            # Not at once: the loop first looks at what has arrived meanwhile.
            asyncio.get_running_loop().call_soon(self._go_on)

    def _is_through(self, publication: Publication) -> bool:
        """Send to the next ones; gives whether there are no more."""
        try:
            return self._send_some(publication)
        except Exception:
            # Whoever has not got it is brought up to date by the next one, which must not wait behind it.
            log_.exception("a message could not be sent")
            return True

    def _send_some(self, publication: Publication) -> bool:
        """Send to the next ones; gives whether that was everyone.

        Whoever moves between blocks meanwhile is found by the turn, so nobody is left out.
        """
        sent = 0
        for block in publication.row.behind(publication.turn):
            if sent >= BLOCK:
                return False
            sent += len(block.seats)
            self._send(publication, block)
        for seat in list(publication.row.loose):
            self._push(publication, seat)
        return True

    def _send(self, publication: Publication, block: Block) -> None:
        row, message, before, turn = publication
        if block.turn != before:
            for seat in list(block.seats):
                row.loosen(seat)
            return
        late = block.send(message)
        block.turn = turn
        for seat, rest in late:
            seat.outlet.push_rest(rest)

    def _push(self, publication: Publication, seat: Seat) -> None:
        row, message, before, turn = publication
        if seat.turn == before:
            seat.turn = turn
            seat.outlet.push(message)
            row.settle(seat)
        elif seat.turn < turn:
            try:
                self._renew(seat)
            except Exception:
                # What is wrong with one screen must not stop the others.
                log_.exception("a %s of hall %s could not be brought up to date", seat.view, seat.hall)
