"""What is personal on a screen: sent to everybody for whom it may have changed, as soon as there is time."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from server.live.hub import Hub
from server.live.message import Message
from server.live.seat import Seat
from server.render.patches import render_patches
from server.room.state import State
from server.views.me import Me
from server.views.part import Part, Replace
from server.views.undoable import undoable

# Seconds of each tenth of a second that go to what is personal at the most: a hall that votes must not wait
# for it, and has been answered already.
PERSONAL_WITHIN = 0.01
PERSONAL = frozenset({"audience", "desk", "translate"})


class Personal:
    """The people whose own part may have changed since they got it; `my_part` makes the one of a phone."""

    def __init__(
        self,
        state: State,
        hub: Hub,
        my_part: Callable[[str, str, int], Awaitable[Me]],
        clock: Callable[[], float],
    ) -> None:
        self._state, self._hub, self._my_part, self._clock = state, hub, my_part, clock
        self._touched: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._touched)

    def touch(self, person: str) -> None:
        """It may have changed for this one; who is not here will get it on arrival."""
        if self._hub.is_here(person):
            self._touched[person] = None

    def touch_all(self, *views: str) -> None:
        """It may have changed for everyone who has one of these views."""
        self._touched |= {seat.actor.id: None for seat in self._hub.all() if seat.view in views}

    async def send(self) -> None:
        """Send their own part to the next people for whom it may have changed, for a while."""
        enough = self._clock() + PERSONAL_WITHIN
        # In a hall most people's own part is the same as somebody else's: they chose the same, or nothing.
        # Not kept beyond this turn: it may hold somebody's name and choice, which must not outlive the poll.
        made: dict[tuple[Part, str], Message] = {}
        while self._touched and self._clock() < enough:
            person, _ = self._touched.popitem(last=False)
            for seat in list(self._hub.seats_of((person,))):
                if seat.view in PERSONAL:
                    key = (await self._mine(seat), seat.lang)
                    if key not in made:
                        made[key] = Message(render_patches((Replace(key[0]),), seat.lang))
                    seat.outlet.say(made[key])

    async def _mine(self, seat: Seat) -> Part:
        if seat.view == "audience":
            return await self._my_part(seat.hall, seat.actor.id, seat.since)
        return undoable(self._state, seat.actor.id)
