"""The audit trail: what each entry of the log says that staff did, and nothing of the hall."""

import re
from typing import NamedTuple

from moderation.permissions import Role
from moderation.status import Status
from server.room.base import Event, Stamp
from server.room.care import QuestionLabelled
from server.room.codec import Entry
from server.room.electorate import ElectorateSet
from server.room.reading import session_of, staff_name, was_late, worded
from server.room.state import State
from server.room.wording import Text
from server.views.labelling import label_text

# By what the trail can be filtered, and which events each kind holds.
KINDS: dict[str, tuple[str, ...]] = {
    "questions": (
        *("question-approved", "question-dismissed", "question-restored", "question-answered"),
        *("question-erased", "question-reworded", "questions-merged", "question-split"),
        *("question-labelled", "question-noted", "question-pinned", "question-routed", "question-replied"),
    ),
    "translations": ("question-translated", "translation-dropped", "translation-awaited"),
    "screen": (
        *("question-staged", "stage-cleared", "scene-shown", "screen-blanked", "screen-unblanked"),
        *("announcement-made", "cue-sent", "cue-seen"),
        *("timer-started", "timer-stopped", "timer-cleared", "timer-adjusted"),
    ),
    "polls": ("poll-opened", "poll-closed", "poll-revealed", "poll-hidden", "electorate-set"),
    "sessions": ("session-started", "session-ended", "review-mode-set", "limits-set", "words-set"),
    "participants": ("participant-muted", "participant-blocked", "rotating-code-set"),
    "staff": (
        *("staff-invited", "staff-revoked", "name-set", "handed-over", "action-undone", "loss-acknowledged"),
    ),
}
TOLD = frozenset(event for events in KINDS.values() for event in events)
# The server writes these down for the organiser who asked for it.
_FOR_SOMEBODY = frozenset({"staff-invited", "staff-revoked"})
_HALL = frozenset({Role.AUDIENCE, Role.SYSTEM, ""})
# The id of somebody on the staff: what the door granted, and which browser it is.
_BROWSER = re.compile(f"({'|'.join(sorted(frozenset(Role) - _HALL))})-[0-9a-f]{{12}}")


class Quoted(NamedTuple):
    """A question as the trail may still show it: without words if it was erased or taken back."""

    id: str
    text: Text
    gone: str = ""


class Doer(NamedTuple):
    """Who did something, as far as they can be told apart: by name, else by their browser."""

    role: str
    name: str
    browser: str

    @property
    def key(self) -> str:
        """What the trail is filtered by."""
        return f"{self.role}:{self.name}" if self.name else self.browser


class Deed(NamedTuple):
    """One thing that somebody on the staff did; `off` if they took it away; other fields as the event has."""

    seq: int
    at: int
    by: Doer
    did: str
    off: bool = False
    question: Quoted | None = None
    into: Quoted | None = None
    place: Text = Text()
    word: str = ""
    role: str = ""
    label: Text = Text()


def deed(state: State, entry: Entry) -> Deed | None:
    """What an entry tells of the staff; None if it is nothing of theirs or changed nothing."""
    stamp, event = entry.stamp, entry.event
    if event is None or was_late(state, stamp.seq):
        return None
    did = str(type(event).__struct_config__.tag)
    if did not in TOLD or (stamp.role in _HALL and did not in _FOR_SOMEBODY):
        return None
    return Deed(
        seq=stamp.seq,
        at=stamp.at,
        by=doer(state, stamp),
        did=did,
        off=getattr(event, "on", True) is False,
        question=_quoted(state, getattr(event, "question", "")),
        into=_quoted(state, getattr(event, "into", "")),
        place=_place(state, event),
        word=_word(state, event, stamp),
        role=getattr(event, "role", ""),
        label=_label(state, event),
    )


def doer(state: State, stamp: Stamp) -> Doer:
    """Who brought an entry about."""
    # An actor's id begins with the role that the door granted them.
    role = stamp.by.rpartition("-")[0] if stamp.role == Role.SYSTEM else stamp.role
    return Doer(role or stamp.role, staff_name(state, stamp.by), stamp.by)


def doers(state: State) -> list[Doer]:
    """Everybody on the staff of whom the state knows that they acted, by name first."""
    known = dict.fromkeys((*state.undo, *state.recent, *state.people))
    browsers = ((actor, _BROWSER.fullmatch(actor)) for actor in known)
    staff = [Doer(found[1], staff_name(state, actor), actor) for actor, found in browsers if found]
    each = {one.key: one for one in staff}
    return sorted(each.values(), key=lambda one: (not one.name, one.name, one.role, one.browser))


def _quoted(state: State, question: str) -> Quoted | None:
    if not question:
        return None
    if question in state.erased:
        return Quoted(question, Text(), "erased")
    standing = state.standings.get(question)
    if standing and standing.status is Status.WITHDRAWN:
        return Quoted(question, Text(), "withdrawn")
    return Quoted(question, worded(state, question).text)


def _place(state: State, event: Event) -> Text:
    """The poll, the session or the hall that an event is about; the meeting, if it is about all polls."""
    if poll := state.planned_poll(getattr(event, "poll", "")):
        return poll[1].text
    if session := state.planned_session(getattr(event, "session", "")):
        return session.title
    plan, hall = state.programme, getattr(event, "hall", "")
    if plan and isinstance(event, ElectorateSet):
        return plan.title
    return next((one.name for one in plan.halls if one.id == hall), Text()) if plan else Text()


def _label(state: State, event: Event) -> Text:
    """What a label is called of which the log has the code."""
    if not isinstance(event, QuestionLabelled):
        return Text()
    return label_text(state, session_of(state, event.question), event.label)


def _word(state: State, event: Event, stamp: Stamp) -> str:
    """The one word that a sentence needs: a name, a language, an entry; never what erased questions said."""
    did = str(type(event).__struct_config__.tag)
    if did == "question-labelled" and getattr(event, "question", "") in state.erased:
        return ""
    if did == "staff-revoked":
        link = state.staff.get(getattr(event, "link", ""))
        return link.name if link else ""
    if did == "question-reworded":
        return "published" if getattr(event, "approve", False) else ""
    field = {
        "name-set": "name",
        "staff-invited": "name",
        "question-labelled": "label",
        "question-translated": "language",
        "translation-dropped": "language",
        "words-set": "language",
        "review-mode-set": "mode",
        "electorate-set": "may_vote",
        "scene-shown": "scene",
        "action-undone": "entry",
    }.get(did, "")
    return str(getattr(event, field, "")) if field else ""
