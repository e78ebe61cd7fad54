"""The screens of a meeting: every board that somebody reads, and every person's own part, brought up to date."""

import secrets
import time
from collections.abc import Awaitable, Callable

from server.live.board import Board, Page
from server.live.hub import Channel, Hub
from server.live.presence import Attendance
from server.live.seat import Seat
from server.render.patches import render_patches
from server.room.state import State
from server.views.me import Me
from server.views.part import Replace
from server.views.presence import Presence
from server.views.projector import Projector

FRESH_ENOUGH = 0.1
PEOPLE_PER_TURN = 500


class Screens:
    """Boards by channel. Reading never changes the state; refreshing sends what changed."""

    def __init__(self, state: State, hub: Hub, my_part: Callable[[str, str], Awaitable[Me]]) -> None:
        self._state, self.hub, self._my_part = state, hub, my_part
        self._incarnation = secrets.token_hex(4)
        self._boards: dict[Channel, Board] = {}
        self._seen: dict[Channel, tuple[int, Presence, float]] = {}
        self._attendance = Attendance(hub)
        self._touched: dict[str, None] = {}

    def page(self, channel: Channel, fresh: bool = False) -> Page:
        """The newest page of a channel; unless `fresh`, one made a moment ago will do."""
        board = self._boards.get(channel)
        if board is None or fresh or time.monotonic() - self._seen[channel][2] > FRESH_ENOUGH:
            self.refresh(channel)
        return self._boards[channel].page

    def whole(self, channel: Channel, lang: str) -> str:
        """The message that brings a screen of this channel to exact state."""
        self.page(channel)
        return self._boards[channel].whole(lang)

    def refresh(self, channel: Channel) -> None:
        """Bring a board up to date and send what changed to everyone who reads it."""
        now = time.monotonic()
        presence = self._attendance.of(channel.hall, now)
        before = self._seen.get(channel)
        self._seen[channel] = (self._state.seq, presence, now)
        if before and before[:2] == (self._state.seq, presence):
            return
        board = self._boards.setdefault(channel, Board(channel.view, channel.hall, self._incarnation))
        if patches := board.refresh(self._state, presence):
            for lang in list(self.hub.languages(channel)):
                self.hub.publish(channel, lang, render_patches(patches, lang))

    def refresh_read(self, slow: bool) -> None:
        """Refresh every channel that somebody reads; the phones' only when `slow` ones are due."""
        for channel in self.hub.channels():
            if slow or channel.view != "audience":
                self.refresh(channel)

    def sit(self, seat: Seat, version: str) -> None:
        """A screen connected showing `version` of its page: bring it up to date if that is not the newest."""
        channel = Channel(seat.view, seat.hall)
        self.hub.add(seat)
        if self.page(channel).version != version:
            seat.outlet.push(self.whole(channel, seat.lang))
        if seat.view == "audience":
            self.touch(seat.actor.id)

    def stand(self, seat: Seat) -> None:
        """A screen went away."""
        self.hub.remove(seat)
        self._attendance.gone(seat)

    def beat(self, seat: Seat, shows: str) -> None:
        """A heartbeat arrived; a projector's says what it really shows."""
        if seat.view == "projector":
            root = self.page(Channel(seat.view, seat.hall)).root
            expected = root.shows if isinstance(root, Projector) else ""
            self._attendance.beat(seat, shows, expected, time.monotonic())

    def touch(self, person: str) -> None:
        """What is personal to this participant may have changed."""
        self._touched[person] = None

    def touch_everyone(self) -> None:
        """What is personal may have changed for every participant."""
        self._touched |= {seat.actor.id: None for seat in self.hub.all() if seat.view == "audience"}

    async def send_personal(self) -> None:
        """Send their own part to the next people for whom it may have changed."""
        turn = list(self._touched)[:PEOPLE_PER_TURN]
        for person in turn:
            del self._touched[person]
        for seat in list(self.hub.seats_of(turn)):
            if seat.view == "audience":
                mine = await self._my_part(seat.hall, seat.actor.id)
                seat.outlet.say(render_patches((Replace(mine),), seat.lang))
