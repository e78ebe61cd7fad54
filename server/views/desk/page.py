"""The whole desk of one hall."""

from server.room.state import State
from server.views.common import Clock, clock, current_session
from server.views.desk.apart import DeskApart, apart
from server.views.desk.bar import DeskBar, bar
from server.views.desk.item import Item
from server.views.desk.polls import DeskPolls, polls
from server.views.desk.queues import Queue, queues
from server.views.desk.rules import (
    DeskAccess,
    DeskHandover,
    DeskRules,
    DeskWords,
    access,
    handover,
    rules,
    words,
)
from server.views.desk.running import (
    DeskCue,
    DeskNotice,
    DeskScreen,
    DeskSessions,
    DeskSpeakers,
    PreparedList,
    cue,
    notice,
    prepared,
    screen,
    sessions,
    speakers,
)
from server.views.desk.sorting import DeskFilter, DeskLabels, DeskRoute, choices
from server.views.kept import Kept
from server.views.loss import LossNotice, loss_notice
from server.views.part import Part
from server.views.presence import Presence
from server.views.projector import Projector, projector
from server.views.rehearsal import RehearsalMark, rehearsal_mark


class Desk(Part, frozen=True):
    """The desk: what to know at the top, the questions, what can be done with them, the hall."""

    hall: str
    loss: LossNotice
    handover: DeskHandover
    speakers: DeskSpeakers
    bar: DeskBar
    filter: DeskFilter
    pending: Queue
    live: Queue
    answered: Queue
    dismissed: Queue
    merged: Queue
    muted: Queue
    apart: DeskApart
    labels: DeskLabels
    route: DeskRoute
    sessions: DeskSessions
    prepared: PreparedList
    polls: DeskPolls
    cue: DeskCue
    clock: Clock
    notice: DeskNotice
    rules: DeskRules
    access: DeskAccess
    words: DeskWords
    screen: DeskScreen
    mini: Projector
    rehearsal: RehearsalMark


def desk(state: State, hall: str, presence: Presence, kept: Kept[Item] | None = None) -> Desk:
    """The desk of `hall`; what was `kept` of the one before is not made anew."""
    session, record = current_session(state, hall), state.halls[hall]
    lists = queues(state, session, presence, Kept() if kept is None else kept)
    chosen = choices(state, session, lists)
    return Desk(
        id="desk",
        hall=hall,
        loss=loss_notice(state),
        handover=handover(state, hall),
        speakers=speakers(session),
        bar=bar(state, hall, session, presence),
        filter=chosen.filter,
        pending=lists.pending,
        live=lists.live,
        answered=lists.answered,
        dismissed=lists.dismissed,
        merged=lists.merged,
        muted=lists.muted,
        apart=apart(state),
        labels=chosen.labels,
        route=chosen.route,
        sessions=sessions(state, hall),
        prepared=prepared(state, session),
        polls=polls(state, hall, session),
        cue=cue(record),
        clock=clock("desk-clock", record),
        notice=notice(record),
        rules=rules(state, session),
        access=access(state),
        words=words(state),
        screen=screen(state, hall, session),
        mini=projector(state, hall, presence),
        rehearsal=rehearsal_mark(state),
    )
