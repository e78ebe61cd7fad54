"""A board: one view of one hall as it is now, and what is sent when it changes."""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from server.live.hub import Channel
from server.live.message import Message
from server.render.patches import render_whole
from server.room.state import State
from server.views.audience import audience
from server.views.booth import booth
from server.views.desk import desk
from server.views.kept import Kept
from server.views.part import Part, Patch, diff
from server.views.presence import Presence
from server.views.projector import projector
from server.views.stage import stage
from server.views.translating import translate

# A view is made of the state, a hall and who is there.
VIEWS: dict[str, Callable[..., Part]] = {
    "audience": audience,
    "desk": desk,
    "translate": translate,
    "projector": projector,
    "stage": stage,
    "booth": booth,
}
# These have very many pieces: what has not changed of them is taken over from the page before.
KEEPING = frozenset({"desk", "translate"})


class Page(NamedTuple):
    """A view's root part. Its version and its turn, which only grows, change whenever the part does."""

    root: Part
    version: str
    turn: int


class Board:
    """The newest page of a view of a hall; its messages are made once per version and language.

    `turns` counts the changes of all boards together, so that no two of them have the same turn.
    """

    def __init__(self, channel: Channel, incarnation: str, turns: Iterator[int]) -> None:
        self._view, self._hall = _view(channel), channel.hall
        self._incarnation, self._turns, self._version = incarnation, turns, ""
        self._root: Part | None = None
        self._turn = 0
        self._wholes: dict[str, Message] = {}

    def refresh(self, state: State, presence: Presence) -> list[Patch]:
        """Bring the page up to date; the patches say what changed, none at the first time."""
        before, after = self._root, self._view(state, self._hall, presence)
        if before == after:
            return []
        self._root = after
        self._turn = next(self._turns)
        self._version = _version(self._incarnation, self._turn)
        self._wholes.clear()
        return diff(before, after) if before else []

    @property
    def page(self) -> Page:
        """The page as of the last refresh, which must have happened."""
        if self._root is None:
            raise LookupError("a board is read before its first refresh")
        return Page(self._root, self._version, self._turn)

    @property
    def turn(self) -> int:
        """The turn of the page; 0 before the first refresh."""
        return self._turn

    def whole(self, lang: str) -> Message:
        """The message that brings a screen of this board to exact state."""
        if lang not in self._wholes:
            self._wholes[lang] = Message(render_whole(self.page.root, lang))
        return self._wholes[lang]


def _view(channel: Channel) -> Callable[..., Part]:
    if channel.speaker:
        return partial(VIEWS[channel.view], speaker=channel.speaker)
    return partial(VIEWS[channel.view], kept=Kept()) if channel.view in KEEPING else VIEWS[channel.view]


def _version(incarnation: str, turn: int) -> str:
    """A name for a turn that does not tell how many there were: those of the desk are no phone's business."""
    return hashlib.blake2b(f"{turn}".encode(), key=incarnation.encode(), digest_size=12).hexdigest()
