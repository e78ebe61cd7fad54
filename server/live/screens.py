"""The screens of a meeting: every board that somebody reads, kept up to date."""

import itertools
import logging
import math
import secrets
import sys
import time
from collections.abc import Awaitable, Callable

from moderation.permissions import Role
from server.live.board import Board, Page
from server.live.fanout import Fanout, Publication
from server.live.hub import Channel, Hub, channel_of
from server.live.message import Message
from server.live.pace import STAFF_EVERY, paced, phones_every
from server.live.personal import PERSONAL, Personal
from server.live.seat import Seat
from server.live.vicinity import READING, Vicinity
from server.render.patches import render_patches
from server.room.state import State
from server.room.wording import LANGUAGES
from server.views.me import Me
from server.views.part import Patch
from server.views.presence import Presence
from server.views.projector import Projector

log_ = logging.getLogger("entaku.live")

# In place of a turn: what the next publication makes up for, and what none changes.
NEVER, BEING_TOLD = -1, sys.maxsize


class Screens:
    """Boards by channel. Reading never changes the state; refreshing sends what changed."""

    def __init__(
        self,
        state: State,
        hub: Hub,
        my_part: Callable[[str, str, int], Awaitable[Me]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._state, self.hub, self._clock = state, hub, clock
        self._incarnation, self._turns = secrets.token_hex(16), itertools.count(1)
        self._boards: dict[Channel, Board] = {}
        self._seen: dict[Channel, tuple[int, Presence, float]] = {}
        self._took: dict[Channel, float] = {}
        self._fanout = Fanout(self.bring_up_to_date)
        self._owed: set[Channel] = set()
        self._vicinity = Vicinity(state, hub)
        self.attendance = self._vicinity.attendance
        self.personal = Personal(state, hub, my_part, clock)

    def show_key(self, key: Callable[[], str]) -> None:
        """Show what `key` gives, which newcomers need, where the hall's screen is seen."""
        self._vicinity.newcomers_key = key

    def page(self, channel: Channel, fresh: bool = False) -> Page:
        """The newest page of a channel; unless `fresh`, one made a moment ago will do."""
        if fresh or self._age(channel, self._clock()) > self._every(channel):
            self.refresh(channel)
        return self._boards[channel].page

    def whole(self, channel: Channel, lang: str) -> Message:
        """The message that brings a screen of this channel to exact state."""
        self.page(channel)
        return self._boards[channel].whole(lang)

    def refresh(self, channel: Channel) -> None:
        """Bring a board up to date and send what changed to everyone who reads it."""
        now = self._clock()
        presence = self._vicinity.of(channel, now)
        seen = self._seen.get(channel)
        if seen is None or seen[:2] != (self._state.seq, presence):
            board = self._boards.get(channel)
            if board is None:
                board = self._boards[channel] = Board(channel, self._incarnation, self._turns)
            before = board.turn
            patches = board.refresh(self._state, presence)
            if channel in self._owed:
                self._owed.discard(channel)
                self._publish(channel, board, NEVER, [])
            elif patches:
                self._publish(channel, board, before, patches)
        self._seen[channel] = (self._state.seq, presence, now)
        self._took[channel] = self._clock() - now

    def refresh_due(self) -> None:
        """Refresh every channel that somebody reads, at its own pace."""
        now = self._clock()
        for channel in self.hub.channels():
            if self._age(channel, now) < self._every(channel) - STAFF_EVERY / 2:
                continue
            if channel.view == "audience" and self._fanout.is_busy:
                continue
            try:
                self.refresh(channel)
            except Exception:
                # What is wrong with one screen must not stop the others.
                log_.exception("the %s of hall %s could not be refreshed", channel.view, channel.hall)
        self._vicinity.search_on()

    def renew(self) -> None:
        """The state has become another one: every screen is owed the whole, and everyone their own part."""
        self._incarnation = secrets.token_hex(16)
        self._boards.clear()
        self._seen.clear()
        self._vicinity.renew()
        self._owed = set(self.hub.channels())
        self.personal.touch_all(*PERSONAL)

    def sit(self, seat: Seat, version: str) -> None:
        """A screen connected showing `version` of its page: bring it up to date if that is not the newest."""
        # Before it is added: what brings others up to this page must not reach a screen that has it.
        page = self.page(channel_of(seat))
        self.hub.add(seat)
        if page.version == version:
            seat.turn = page.turn
            self.hub.settle(seat)
        else:
            self.bring_up_to_date(seat)
        if seat.view in PERSONAL:
            self.touch(seat.actor.id)

    def bring_up_to_date(self, seat: Seat) -> None:
        """Send a screen the whole of its page."""
        channel = channel_of(seat)
        self.hub.loosen(seat)
        # Looking for the newest page may publish it; this screen is given the whole of it instead.
        seat.turn = BEING_TOLD
        try:
            seat.outlet.push(self.whole(channel, seat.lang))
        except Exception:
            seat.turn = NEVER
            raise
        seat.turn = self._boards[channel].turn
        self.hub.settle(seat)

    def stand(self, seat: Seat) -> None:
        """A screen went away."""
        self.hub.remove(seat)
        self.attendance.gone(seat)

    def beat(self, seat: Seat, shows: str) -> None:
        """A heartbeat arrived; the hall's own projector says what it shows, a moderator's look does not.

        Whoever can act on questions says which one they have before them, a translator for which language.
        """
        if seat.view in READING and seat.actor.role != Role.OBSERVER:
            question, _, language = shows.removeprefix("question:").partition(" ")
            known = question in self._state.standings and language in {"", *LANGUAGES}
            self.attendance.reads(seat, *((question, language) if known else ("",)))
        elif seat.view == "projector" and seat.actor.role == Role.PROJECTOR:
            root = self.page(channel_of(seat)).root
            expected = root.shows if isinstance(root, Projector) else ""
            self.attendance.beat(seat, shows, expected, self._clock())

    def touch(self, person: str) -> None:
        """What is personal to this participant may have changed."""
        self.personal.touch(person)

    def touch_everyone(self) -> None:
        """What is personal may have changed for every participant."""
        self.personal.touch_all("audience")

    async def send_personal(self) -> None:
        """Send their own part to the next people for whom it may have changed, for a while."""
        await self.personal.send()

    def _every(self, channel: Channel) -> float:
        phones = self.hub.count(channel.view, channel.hall)
        every = phones_every(phones) if channel.view == "audience" else STAFF_EVERY
        return paced(every, self._took.get(channel, 0.0))

    def _age(self, channel: Channel, now: float) -> float:
        """Seconds since the board was last compared with the state; without end if it never was."""
        seen = self._seen.get(channel)
        return now - seen[2] if seen else math.inf

    def _publish(self, channel: Channel, board: Board, before: int, patches: list[Patch]) -> None:
        for lang, row in self.hub.rows(channel).items():
            try:
                message = Message(render_patches(patches, lang)) if patches else board.whole(lang)
            except Exception:
                # Its readers miss this turn, so the next one brings them the whole.
                log_.exception(
                    "the %s of hall %s could not be rendered in %s", channel.view, channel.hall, lang
                )
            else:
                self._fanout.publish(Publication(row, message, before, board.turn))
