"""The run of show: the sessions of a hall, the prepared questions, cues, announcements, and the screen."""

from typing import Literal

import msgspec

from moderation.polls import Phase
from moderation.status import Status
from server.room.programme import PreparedQuestion, Session
from server.room.state import Hall, SessionPhase, State
from server.room.wording import Text
from server.views.part import Listing, Part


class Prepared(Part, frozen=True):
    """A prepared question; `status` says whether it is planned, on stage or answered."""

    question: str
    text: Text
    theme: Text
    status: Status


class PreparedList(Listing, frozen=True):
    """The prepared questions of the session, in order."""

    items: tuple[Prepared, ...] = ()


class DeskSession(Part, frozen=True):
    """A session of this hall in the run of show."""

    session: str
    title: Text
    phase: SessionPhase


class DeskSessions(Listing, frozen=True):
    """The run of show of this hall."""

    items: tuple[DeskSession, ...] = ()


class DeskCue(Part, frozen=True):
    """The latest cue and its receipt; times in Unix ms, 0 for not yet."""

    preset: str = ""
    text: Text = Text()
    sent_at: int = 0
    seen_at: int = 0


class SpeakerName(msgspec.Struct, frozen=True):
    """Someone on stage to whom a cue or a question can be addressed."""

    id: str
    name: Text


class DeskSpeakers(Part, frozen=True):
    """Who sits on the stage of the live session."""

    speakers: tuple[SpeakerName, ...] = ()


class DeskNotice(Part, frozen=True):
    """The announcement that is out now."""

    text: Text = Text()


class DeskScreen(Part, frozen=True):
    """Which scene is on, for the right button to be pressed; `poll` is what a poll scene would show."""

    hall: str
    scene: Literal["waiting", "question", "poll", "timer", "announcement"]
    blank: bool
    on_stage: str
    poll: str = ""


def screen(state: State, hall: str, session: Session | None) -> DeskScreen:
    """The scene of a hall."""
    record = state.halls[hall]
    begun = [
        one.id for one in (session.polls if session else ()) if state.polls[one.id].phase is not Phase.DRAFT
    ]
    on = record.scene.poll or (begun[-1] if begun else "")
    return DeskScreen("desk-screen", hall, record.scene.kind, record.blank, record.on_stage, on)


def speakers(session: Session | None) -> DeskSpeakers:
    """Who can be spoken to."""
    found = session.speakers if session else ()
    return DeskSpeakers("desk-speakers", tuple(SpeakerName(one.id, one.name) for one in found))


def cue(record: Hall) -> DeskCue:
    """The cue that went to the stage last."""
    sent = record.cue
    if sent is None:
        return DeskCue("desk-cue")
    return DeskCue("desk-cue", sent.preset, sent.text, sent.sent_at, sent.seen_at)


def notice(record: Hall) -> DeskNotice:
    """The announcement that is out."""
    return DeskNotice("desk-notice", record.announcement.text if record.announcement else Text())


def sessions(state: State, hall: str) -> DeskSessions:
    """The sessions of a hall in their order."""
    planned = state.programme.in_hall(hall) if state.programme else ()
    rows = (DeskSession(f"ds-{one.id}", one.id, one.title, state.sessions[one.id].phase) for one in planned)
    return DeskSessions("desk-sessions", tuple(rows))


def prepared(state: State, session: Session | None) -> PreparedList:
    """The prepared questions of a session."""
    themes = {one.id: one.title for one in session.themes} if session else {}
    return PreparedList(
        "prepared",
        tuple(
            _prepared(state, one, themes.get(one.theme, Text()))
            for one in (session.questions if session else ())
        ),
    )


def _prepared(state: State, one: PreparedQuestion, theme: Text) -> Prepared:
    return Prepared(f"p-{one.id}", one.id, one.text, theme, state.standings[one.id].status)
