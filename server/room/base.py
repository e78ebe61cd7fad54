"""What every command and event is made of: who, when, and the courteous no."""

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import msgspec

if TYPE_CHECKING:
    from server.room.state import State


class Refusal(StrEnum):
    """Why a command was not carried out; the code is for machines, the words are in the catalogue."""

    NOT_ALLOWED = "not-allowed"
    MALFORMED = "malformed"
    UNKNOWN_COMMAND = "unknown-command"
    UNKNOWN_SESSION = "unknown-session"
    UNKNOWN_HALL = "unknown-hall"
    UNKNOWN_QUESTION = "unknown-question"
    UNKNOWN_POLL = "unknown-poll"
    UNKNOWN_CUE = "unknown-cue"
    UNKNOWN_SPEAKER = "unknown-speaker"
    UNKNOWN_LINK = "unknown-link"
    EMPTY = "empty"
    TOO_LONG = "too-long"
    TOO_MANY_LINES = "too-many-lines"
    TOO_MANY_WAITING = "too-many-waiting"
    ALREADY_ASKED = "already-asked"
    ID_TAKEN = "id-taken"
    SESSION_NOT_LIVE = "session-not-live"
    SESSION_FULL = "session-full"
    QUESTIONS_CLOSED = "questions-closed"
    NOT_SO_SOON = "not-so-soon"
    ENOUGH_ASKED = "enough-asked"
    BLOCKED = "blocked"
    NOT_YOURS = "not-yours"
    NOT_ANY_MORE = "not-any-more"
    REWORDED = "reworded"
    POLL_NOT_OPEN = "poll-not-open"
    CAME_AFTER = "came-after"
    INVALID_CHOICE = "invalid-choice"
    NOT_TRANSLATED = "not-translated"
    TOO_MANY_LABELS = "too-many-labels"
    SAME_QUESTION = "same-question"
    NOTHING_TO_SHOW = "nothing-to-show"
    NOTHING_CHANGED = "nothing-changed"
    NOT_YET = "not-yet"
    NOTHING_TO_UNDO = "nothing-to-undo"
    CHANGED_SINCE = "changed-since"
    NO_TIMER = "no-timer"
    OUT_OF_RANGE = "out-of-range"
    REPEATED = "repeated"
    SLOW_DOWN = "slow-down"
    TOO_LARGE = "too-large"
    STORAGE_FULL = "storage-full"
    STORAGE_UNAVAILABLE = "storage-unavailable"
    DEFECT = "defect"


class Actor(NamedTuple):
    """Who acts: a participant's pseudonym or a staff link's id, and the role that the door granted."""

    id: str
    role: str


SYSTEM = Actor("system", "system")
"""Entaku itself."""


class Visit(msgspec.Struct, frozen=True, gc=False):
    """Since when a participant has been here (Unix milliseconds), and whether they were never connected.

    It goes with a command as far as the decision, and is not written down.
    """

    since: int = 0
    unseen: bool = False


NO_VISIT = Visit()
"""That of the staff, and of whoever has always been here."""


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """What the log adds to an event: its place, when (Unix milliseconds), by whom, for which command."""

    seq: int
    at: int
    by: str
    role: str
    command: str


class Command(msgspec.Struct, frozen=True, gc=False, tag_field="do", forbid_unknown_fields=True):
    """A wish, in the imperative. Its tag is its name on the wire."""

    def propose(self, state: "State", stamp: Stamp) -> "Event | Refusal":
        """The event that would carry the wish out, or why its own wording is not acceptable."""
        raise TypeError(f"{type(self).__name__} must say what it proposes")


class Mark(NamedTuple):
    """The address of one record that an undo can put back: a table of the state and a key in it."""

    table: str
    key: str


class Event(msgspec.Struct, frozen=True, gc=False, tag_field="event", omit_defaults=True):
    """A fact, in the past tense. `refusal` is its only judge, in `decide` and in `fold` alike.

    A released version of an event never changes what it is judged by or what it does. Another judge is
    another class with the same tag and a higher `version`, which may be written as soon as the meeting goes
    by the rules `from_rules`. The versions share a class, by which types are told apart.
    """

    version: ClassVar[int] = 1
    from_rules: ClassVar[int] = 1

    def refusal(self, state: "State", stamp: Stamp) -> Refusal | None:
        """Why this fact makes no sense in this state, or None."""
        raise TypeError(f"{type(self).__name__} must say when it makes sense")

    def apply(self, state: "State", stamp: Stamp) -> None:
        """Change `state` in place; called only when `refusal` is None."""
        raise TypeError(f"{type(self).__name__} must say what it changes")

    def marks(self, state: "State") -> tuple[Mark, ...]:
        """The records that undoing this fact would put back; none if it cannot be undone."""
        return ()
