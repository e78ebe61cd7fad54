"""The whole phone page of a hall."""

from server.room.programme import Session
from server.room.state import State
from server.room.wording import Text
from server.views.audience.ballot import Ballot, ballot
from server.views.audience.programme import Lines, lines
from server.views.audience.questions import Asking, Questions, asking, questions
from server.views.common import Asked, current_session, wording_of
from server.views.part import Part, Wording
from server.views.presence import Presence
from server.views.rehearsal import RehearsalMark, rehearsal_mark


class Notice(Part, frozen=True):
    """The announcement to the hall, if there is one."""

    text: Text = Text()


class Now(Part, frozen=True):
    """Where I am: the live session of my hall, or that nothing is live; `over`: something was."""

    hall: Text
    title: Text = Text()
    session: str = ""
    kind: str = ""
    over: bool = False


class OnStage(Part, frozen=True):
    """The question that the hall discusses now."""

    question: str = ""
    wording: Wording = Wording(Text())
    asked: Asked = "prepared"


class Audience(Part, frozen=True):
    """The whole phone page of one hall."""

    title: Text
    notice: Notice
    now: Now
    on_stage: OnStage
    ballot: Ballot
    questions: Questions
    asking: Asking
    programme: Lines
    rehearsal: RehearsalMark


def audience(state: State, hall: str, presence: Presence) -> Audience:
    """The phone page of `hall`; `presence` is not shown to phones."""
    session = current_session(state, hall)
    plan = state.programme
    return Audience(
        id="audience",
        title=plan.title if plan else Text(),
        notice=_notice(state, hall),
        now=_now(state, hall, session),
        on_stage=_on_stage(state, hall),
        ballot=ballot(state, session),
        questions=questions(state, session),
        asking=asking(state, session),
        programme=lines(state),
        rehearsal=rehearsal_mark(state),
    )


def _notice(state: State, hall: str) -> Notice:
    made = state.halls[hall].announcement
    return Notice("notice", made.text if made else Text())


def _now(state: State, hall: str, session: Session | None) -> Now:
    planned = state.programme.hall(hall) if state.programme else None
    name = planned.name if planned else Text()
    if session:
        return Now("now", name, session.title, session.id, session.kind)
    here = state.programme.in_hall(hall) if state.programme else ()
    over = any(state.sessions[one.id].phase == "ended" for one in here)
    return Now("now", name, over=over)


def _on_stage(state: State, hall: str) -> OnStage:
    question = state.halls[hall].on_stage
    found = wording_of(state, question)
    return OnStage("on-stage", question, *found) if found else OnStage("on-stage")
