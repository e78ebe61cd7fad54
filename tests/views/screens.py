"""What the tests of the views share: the pages of a room, and what changes on them."""

from collections.abc import Iterator
from functools import partial

import msgspec

from server.live.board import VIEWS
from server.room.codec import decode_state, encode_state
from server.room.state import State
from server.views.part import Part, Patch, diff
from server.views.presence import Presence
from tests.room.given import Given, Room

SPEAKER = "tours"
# Every view, and the monitor of a speaker's own.
MADE = VIEWS | {"speaker": partial(VIEWS["stage"], speaker=SPEAKER)}
HERE = Presence(phones=12, stages=1, screen="fresh")


def shown(room: Room, view: str, hall: str = "main", presence: Presence = HERE) -> Part:
    """The page of a view."""
    return MADE[view](room.state, hall, presence)


def written(page: Part) -> str:
    """Everything that is on a page, as text."""
    return msgspec.json.encode(page).decode()


def changes(room: Room, view: str, *facts: Given, hall: str = "main") -> list[Patch]:
    """What these events change on a page that is open."""
    before = shown(room, view, hall)
    return diff(before, shown(room.and_given(*facts), view, hall))


def copied(room: Room) -> Room:
    """The same room, to go on with in another way."""
    return Room(decode_state(encode_state(room.state)))


def every_page(state: State) -> Iterator[Part]:
    """Every page of every hall."""
    for hall in state.halls:
        yield from (make(state, hall, HERE) for make in MADE.values())
