"""What a phone shows. Nothing personal and nothing unreviewed is in here: it goes to everybody alike."""

from typing import Literal

from moderation.polls import Phase
from moderation.status import VISIBLE, ReviewMode, Status
from server.room.programme import Poll, Session
from server.room.state import Question, State
from server.room.wording import Text
from server.views.common import Asked, Bar, Count, bars, current_session, newest_poll, voters, wording_of
from server.views.part import Listing, Part, Wording, said
from server.views.presence import Presence
from server.views.rehearsal import RehearsalMark, rehearsal_mark

SHOWN = 100


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


class Choice(Part, frozen=True):
    """One option that can be chosen."""

    option: str
    text: Text


class Ballot(Part, frozen=True):
    """The open poll, the results if they may be seen, or nothing (`phase` draft)."""

    turnout: Count
    poll: str = ""
    text: Text = Text()
    phase: Phase = Phase.DRAFT
    kind: Literal["single", "multiple"] = "single"
    at_most: int = 0
    choices: tuple[Choice, ...] = ()
    results: "Results | None" = None


class Results(Listing, frozen=True):
    """Bars, as text too."""

    items: tuple[Bar, ...] = ()


class Card(Part, frozen=True):
    """A published question in the list; `age` grows by one with each question, for the recent order."""

    question: str
    wording: Wording
    name: str
    status: Status
    age: int
    votes: Count


class More(Part, frozen=True):
    """How many questions with less support are not sent to phones."""

    n: int = 0


class Questions(Listing, frozen=True):
    """The published questions, most supported first."""

    items: tuple[Card, ...] = ()
    more: More = More("more-questions")


class Asking(Part, frozen=True):
    """Whether and how questions are taken now; the form itself never moves."""

    session: str = ""
    mode: ReviewMode = ReviewMode.CLOSED


class Line(Part, frozen=True):
    """One session in the programme."""

    session: str
    hall: str
    hall_name: Text
    title: Text
    kind: str
    phase: Literal["planned", "live", "ended"]
    sdgs: tuple[int, ...] = ()
    introduction: Text = Text()


class Lines(Listing, frozen=True):
    """The programme of the meeting, what is live first to the eye."""

    items: tuple[Line, ...] = ()


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
        ballot=_ballot(state, session),
        questions=_questions(state, session),
        asking=_asking(state, session),
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


def _ballot(state: State, session: Session | None) -> Ballot:
    poll = newest_poll(state, session) if session else None
    if poll is None:
        return Ballot("ballot", Count("turnout", 0))
    record = state.polls[poll.id]
    return Ballot(
        id="ballot",
        turnout=Count("turnout", voters(state, poll.id)),
        poll=poll.id,
        text=poll.text,
        phase=record.phase,
        kind=poll.kind,
        at_most=poll.at_most,
        choices=_choices(poll),
        results=Results("results", bars(state, poll, "bar")) if record.revealed else None,
    )


def _choices(poll: Poll) -> tuple[Choice, ...]:
    return tuple(Choice(f"choice-{poll.id}_{one.id}", one.id, one.text) for one in poll.options)


def _questions(state: State, session: Session | None) -> Questions:
    if session is None:
        return Questions("questions")
    asked = [one for one in state.questions.values() if one.session == session.id]
    visible = [one for one in asked if state.standings[one.id].status in VISIBLE]
    popular = sorted(visible, key=lambda one: _rank(state, one))
    shown = popular[:SHOWN]
    cards = tuple(_card(state, one) for one in shown)
    return Questions("questions", cards, More("more-questions", len(visible) - len(shown)))


def _rank(state: State, question: Question) -> tuple[bool, int, int]:
    answered = state.standings[question.id].status is Status.ANSWERED
    return (answered, -len(question.upvoters), question.asked_at)


def _card(state: State, question: Question) -> Card:
    return Card(
        id=f"q-{question.id}",
        question=question.id,
        wording=said(question.language, question.text),
        name=question.name,
        status=state.standings[question.id].status,
        age=question.number,
        votes=Count(f"n-{question.id}", len(question.upvoters)),
    )


def _asking(state: State, session: Session | None) -> Asking:
    if session is None:
        return Asking("asking")
    return Asking("asking", session.id, state.sessions[session.id].mode)


def lines(state: State) -> Lines:
    """The programme with what is live in it."""
    plan = state.programme
    if plan is None:
        return Lines("programme")
    halls = {hall.id: hall.name for hall in plan.halls}
    return Lines(
        "programme",
        tuple(
            Line(
                id=f"s-{one.id}",
                session=one.id,
                hall=one.hall,
                hall_name=halls.get(one.hall, Text()),
                title=one.title,
                kind=one.kind,
                phase=state.sessions[one.id].phase,
                sdgs=one.sdgs,
                introduction=one.introduction,
            )
            for one in plan.sessions
        ),
    )
