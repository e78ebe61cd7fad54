"""Who is there and what stands near what, as the view of each channel needs to know it."""

from collections.abc import Callable

import msgspec

from server.live.hub import Channel, Hub
from server.live.nearby import Nearby
from server.live.presence import Attendance
from server.room.reading import staff_name
from server.room.state import State
from server.views.presence import Presence, Reader

# Where the hall's screen is seen.
SHOWS_SCREEN = frozenset({"projector", "desk", "booth"})
# Where staff have one question after the other before them.
READING = frozenset({"desk", "translate"})


class Vicinity:
    """Presence by channel: who reads what concerns nobody but the staff, what is near what only the desk."""

    def __init__(self, state: State, hub: Hub) -> None:
        self._state, self.attendance = state, Attendance(hub)
        self._nearby: dict[str, Nearby] = {}
        self.newcomers_key: Callable[[], str] = lambda: ""

    def renew(self) -> None:
        """The state has become another one."""
        self._nearby.clear()

    def search_on(self) -> None:
        """Compare more questions where not all have been: a desk without scripts looks too seldom."""
        for hall, nearby in self._nearby.items():
            if nearby.searching and hall in self._state.halls:
                nearby.look(self._state, self._state.halls[hall].session)

    def of(self, channel: Channel, now: float) -> Presence:
        """What the view of this channel is to know now."""
        presence = self.attendance.of(channel.hall, now)
        if channel.view in SHOWS_SCREEN:
            presence = msgspec.structs.replace(presence, key=self.newcomers_key())
        if channel.view not in READING:
            return presence
        readers = tuple(
            Reader(staff_name(self._state, actor), question, view, actor, language)
            for actor, question, view, language in self.attendance.readings(channel.hall, now)
        )
        if channel.view != "desk":
            return msgspec.structs.replace(presence, readers=readers)
        session = self._state.halls[channel.hall].session
        near, searching = self._nearby.setdefault(channel.hall, Nearby()).look(self._state, session)
        return msgspec.structs.replace(presence, readers=readers, near=near, searching=searching)
