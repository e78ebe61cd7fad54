"""Screens over a room whose clock goes only when something happens."""

from server.live.hub import Channel, Hub
from server.live.pace import STAFF_EVERY
from server.live.screens import Screens
from server.room.base import Actor
from server.room.triage import QuestionApproved
from server.views.me import Me, me
from tests.live.hall import Screen, seated
from tests.room.given import ANNA, LIVE, Q1, Q2, Given, asked, given

PHONES = Channel("audience", "main")
SCREEN = Actor("screen", "projector")


class House:
    """Screens over a room whose clock goes only when something happens."""

    def __init__(self) -> None:
        self.room = given(LIVE, asked("Why?"), QuestionApproved(Q1), asked("Really?", Q2))
        self.hub = Hub()
        self.now, self.slowness = 0.0, 0.0
        self.screens = Screens(self.room.state, self.hub, self.my_part, self.clock)

    def clock(self) -> float:
        """Seconds; every look at it takes as long as a test says."""
        self.now += self.slowness
        return self.now

    async def my_part(self, hall: str, person: str, since: int) -> Me:
        return me(self.room.state, hall, person, {}, since)

    def happens(self, *facts: Given, slow: bool = True) -> None:
        """Something happens, and a tick later the screens know."""
        self.room.and_given(*facts)
        self.now += 1.0 if slow else STAFF_EVERY
        self.screens.refresh_due()

    def sits(self, view: str = "audience", by: Actor = ANNA, lang: str = "fr", hall: str = "main") -> Screen:
        """Somebody comes with the newest page."""
        seat, screen = seated(view, by, lang, hall)
        self.screens.sit(seat, self.screens.page(Channel(view, hall), fresh=True).version)
        return screen
