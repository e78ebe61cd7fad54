"""The screens of a meeting: every board that somebody reads and every person's own part, kept up to date."""

import logging
import secrets
import time
from collections.abc import Awaitable, Callable

from moderation.permissions import Role
from server.live.board import Board, Page
from server.live.hub import Channel, Hub
from server.live.presence import Attendance
from server.live.seat import Seat
from server.render.patches import render_patches
from server.room.state import State
from server.views.me import Me
from server.views.part import Part, Replace
from server.views.presence import Presence
from server.views.projector import Projector
from server.views.undoable import undoable

log_ = logging.getLogger("entaku.live")

# Seconds for which a page may be shown again: a crowd that comes in must not quicken the beat of the phones.
FRESH_ENOUGH, FRESH_ENOUGH_FOR_PHONES = 0.1, 0.5
PEOPLE_PER_TURN = 500
PERSONAL = frozenset({"audience", "desk"})


class Screens:
    """Boards by channel. Reading never changes the state; refreshing sends what changed."""

    def __init__(self, state: State, hub: Hub, my_part: Callable[[str, str], Awaitable[Me]]) -> None:
        self._state, self.hub, self._my_part = state, hub, my_part
        self._incarnation = secrets.token_hex(4)
        self._boards: dict[Channel, Board] = {}
        self._seen: dict[Channel, tuple[int, Presence, float]] = {}
        self.attendance = Attendance(hub)
        self._touched: dict[str, None] = {}
        self._owed: set[Channel] = set()

    def page(self, channel: Channel, fresh: bool = False) -> Page:
        """The newest page of a channel; unless `fresh`, one made a moment ago will do."""
        seen = self._seen.get(channel)
        enough = FRESH_ENOUGH_FOR_PHONES if channel.view == "audience" else FRESH_ENOUGH
        if fresh or seen is None or time.monotonic() - seen[2] > enough:
            self.refresh(channel)
        return self._boards[channel].page

    def whole(self, channel: Channel, lang: str) -> str:
        """The message that brings a screen of this channel to exact state."""
        self.page(channel)
        return self._boards[channel].whole(lang)

    def refresh(self, channel: Channel) -> None:
        """Bring a board up to date and send what changed to everyone who reads it."""
        now = time.monotonic()
        presence = self.attendance.of(channel.hall, now)
        before = self._seen.get(channel)
        if before is None or before[:2] != (self._state.seq, presence):
            board = self._boards.setdefault(channel, Board(channel.view, channel.hall, self._incarnation))
            patches = board.refresh(self._state, presence)
            for lang in list(self.hub.languages(channel)) if patches or channel in self._owed else ():
                whole = channel in self._owed
                self.hub.publish(channel, lang, board.whole(lang) if whole else render_patches(patches, lang))
            self._owed.discard(channel)
        self._seen[channel] = (self._state.seq, presence, now)

    def refresh_read(self, slow: bool) -> None:
        """Refresh every channel that somebody reads; the phones' only when `slow` ones are due."""
        for channel in self.hub.channels():
            if slow or channel.view != "audience":
                try:
                    self.refresh(channel)
                except Exception:
                    # What is wrong with one screen must not stop the others.
                    log_.exception("the %s of hall %s could not be refreshed", *channel)

    def renew(self) -> None:
        """The state has become another one: every screen is owed the whole, and everyone their own part."""
        self._incarnation = secrets.token_hex(4)
        self._boards.clear()
        self._seen.clear()
        self._owed = set(self.hub.channels())
        self._touched |= {seat.actor.id: None for seat in self.hub.all() if seat.view in PERSONAL}

    def sit(self, seat: Seat, version: str) -> None:
        """A screen connected showing `version` of its page: bring it up to date if that is not the newest."""
        channel = Channel(seat.view, seat.hall)
        self.hub.add(seat)
        if self.page(channel).version != version:
            seat.outlet.push(self.whole(channel, seat.lang))
        if seat.view in PERSONAL:
            self.touch(seat.actor.id)

    def stand(self, seat: Seat) -> None:
        """A screen went away."""
        self.hub.remove(seat)
        self.attendance.gone(seat)

    def beat(self, seat: Seat, shows: str) -> None:
        """A heartbeat arrived; the hall's own projector says what it shows, a moderator's look does not."""
        if seat.view == "projector" and seat.actor.role == Role.PROJECTOR:
            root = self.page(Channel(seat.view, seat.hall)).root
            expected = root.shows if isinstance(root, Projector) else ""
            self.attendance.beat(seat, shows, expected, time.monotonic())

    def touch(self, person: str) -> None:
        """What is personal to this participant may have changed; who is not here will get it on arrival."""
        if self.hub.is_here(person):
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
            if seat.view in PERSONAL:
                mine = await self._mine(seat)
                seat.outlet.say(render_patches((Replace(mine),), seat.lang))

    async def _mine(self, seat: Seat) -> Part:
        if seat.view == "desk":
            return undoable(self._state, seat.actor.id)
        return await self._my_part(seat.hall, seat.actor.id)
