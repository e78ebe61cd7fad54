"""What the moderator's desk shows for one hall: the queue, the run of show, and what the hall sees."""

from typing import Literal

import msgspec

from moderation.polls import Phase
from moderation.status import ReviewMode, Status
from server.room.programme import Poll, Session
from server.room.state import Question, SessionPhase, State
from server.room.wording import Text
from server.views.common import Bar, Clock, Count, bars, clock, current_session, voters
from server.views.loss import LossNotice, loss_notice
from server.views.part import Listing, Part, Wording, said
from server.views.presence import Presence, ScreenHealth
from server.views.projector import Projector, projector
from server.views.rehearsal import RehearsalMark, rehearsal_mark

FINISHED = (Status.ANSWERED, Status.DISMISSED)


class DeskBar(Part, frozen=True):
    """Where I am and whether all is well."""

    hall: str
    hall_name: Text
    session: str
    title: Text
    started_at: int
    mode: ReviewMode
    connected: Count
    pending: Count
    screen: ScreenHealth
    stages: int


class Item(Part, frozen=True):
    """One audience question on the desk."""

    question: str
    wording: Wording
    name: str
    status: Status
    reason: str
    asked_at: int
    edits: int
    votes: Count


class Queue(Listing, frozen=True):
    """Questions of one kind."""

    items: tuple[Item, ...] = ()


class Prepared(Part, frozen=True):
    """A prepared question; `status` says whether it is planned, on stage or answered."""

    question: str
    text: Text
    theme: Text
    status: Status


class PreparedList(Listing, frozen=True):
    """The prepared questions of the session, in order."""

    items: tuple[Prepared, ...] = ()


class DeskPoll(Part, frozen=True):
    """A poll with its results, which the desk always sees; `on_screen`: the projector shows it now."""

    poll: str
    text: Text
    phase: Phase
    revealed: bool
    on_screen: bool
    turnout: Count
    tally: "DeskTally"


class DeskTally(Listing, frozen=True):
    """The bars of one poll."""

    items: tuple[Bar, ...] = ()


class DeskPolls(Listing, frozen=True):
    """The polls of the session."""

    items: tuple[DeskPoll, ...] = ()


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
    """Someone on stage to whom a cue can be addressed."""

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


class Desk(Part, frozen=True):
    """The whole desk of one hall."""

    hall: str
    loss: LossNotice
    speakers: DeskSpeakers
    bar: DeskBar
    pending: Queue
    live: Queue
    finished: Queue
    sessions: DeskSessions
    prepared: PreparedList
    polls: DeskPolls
    cue: DeskCue
    clock: Clock
    notice: DeskNotice
    screen: DeskScreen
    mini: Projector
    rehearsal: RehearsalMark


def desk(state: State, hall: str, presence: Presence) -> Desk:
    """The desk of `hall`."""
    session, record = current_session(state, hall), state.halls[hall]
    speakers = session.speakers if session else ()
    cue = record.cue
    return Desk(
        id="desk",
        hall=hall,
        loss=loss_notice(state),
        speakers=DeskSpeakers("desk-speakers", tuple(SpeakerName(one.id, one.name) for one in speakers)),
        bar=_bar(state, hall, session, presence),
        pending=_queue(state, session, "pending", (Status.PENDING,)),
        live=_queue(state, session, "live", (Status.ON_STAGE, Status.LIVE)),
        finished=_queue(state, session, "finished", FINISHED),
        sessions=_sessions(state, hall),
        prepared=_prepared(state, session),
        polls=_polls(state, hall, session),
        cue=DeskCue("desk-cue", cue.preset, cue.text, cue.sent_at, cue.seen_at)
        if cue
        else DeskCue("desk-cue"),
        clock=clock("desk-clock", record),
        notice=DeskNotice("desk-notice", record.announcement.text if record.announcement else Text()),
        screen=_screen(state, hall, session),
        mini=projector(state, hall, presence),
        rehearsal=rehearsal_mark(state),
    )


def _screen(state: State, hall: str, session: Session | None) -> DeskScreen:
    record = state.halls[hall]
    begun = [
        one.id for one in (session.polls if session else ()) if state.polls[one.id].phase is not Phase.DRAFT
    ]
    on = record.scene.poll or (begun[-1] if begun else "")
    return DeskScreen("desk-screen", hall, record.scene.kind, record.blank, record.on_stage, on)


def _bar(state: State, hall: str, session: Session | None, presence: Presence) -> DeskBar:
    planned = state.programme.hall(hall) if state.programme else None
    record = state.sessions[session.id] if session else None
    waiting = [one for one in _asked(state, session) if state.standings[one.id].status is Status.PENDING]
    return DeskBar(
        id="desk-bar",
        hall=hall,
        hall_name=planned.name if planned else Text(),
        session=session.id if session else "",
        title=session.title if session else Text(),
        started_at=record.started_at if record else 0,
        mode=record.mode if record else ReviewMode.REVIEW,
        connected=Count("desk-connected", presence.phones),
        pending=Count("desk-pending", len(waiting)),
        screen=presence.screen,
        stages=presence.stages,
    )


def _asked(state: State, session: Session | None) -> list[Question]:
    return [one for one in state.questions.values() if session and one.session == session.id]


def _queue(state: State, session: Session | None, id: str, statuses: tuple[Status, ...]) -> Queue:
    found = [one for one in _asked(state, session) if state.standings[one.id].status in statuses]
    if id == "live":
        found.sort(
            key=lambda one: (statuses.index(state.standings[one.id].status), -len(one.upvoters), one.asked_at)
        )
    return Queue(id, tuple(_item(state, one) for one in found))


def _item(state: State, question: Question) -> Item:
    standing = state.standings[question.id]
    return Item(
        id=f"d-{question.id}",
        question=question.id,
        wording=said(question.language, question.text),
        name=question.name,
        status=standing.status,
        reason=standing.reason,
        asked_at=question.asked_at,
        edits=question.edits,
        votes=Count(f"dn-{question.id}", len(question.upvoters)),
    )


def _sessions(state: State, hall: str) -> DeskSessions:
    planned = state.programme.in_hall(hall) if state.programme else ()
    return DeskSessions(
        "desk-sessions",
        tuple(
            DeskSession(f"ds-{one.id}", one.id, one.title, state.sessions[one.id].phase) for one in planned
        ),
    )


def _prepared(state: State, session: Session | None) -> PreparedList:
    themes = {theme.id: theme.title for theme in session.themes} if session else {}
    return PreparedList(
        "prepared",
        tuple(
            Prepared(
                f"p-{one.id}", one.id, one.text, themes.get(one.theme, Text()), state.standings[one.id].status
            )
            for one in (session.questions if session else ())
        ),
    )


def _polls(state: State, hall: str, session: Session | None) -> DeskPolls:
    return DeskPolls(
        "desk-polls", tuple(_poll(state, hall, one) for one in (session.polls if session else ()))
    )


def _poll(state: State, hall: str, poll: Poll) -> DeskPoll:
    record, scene = state.polls[poll.id], state.halls[hall].scene
    return DeskPoll(
        id=f"poll-{poll.id}",
        poll=poll.id,
        text=poll.text,
        phase=record.phase,
        revealed=record.revealed,
        on_screen=scene.kind == "poll" and scene.poll == poll.id,
        turnout=Count(f"pn-{poll.id}", voters(state, poll.id)),
        tally=DeskTally(f"pt-{poll.id}", bars(state, poll, "pb")),
    )
