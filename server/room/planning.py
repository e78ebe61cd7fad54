"""The programme enters the log: at the first start, and again whenever its file has changed."""

from typing import ClassVar

import msgspec

from moderation.polls import Phase
from moderation.status import Status
from server.room.base import Command, Event, Refusal, Stamp
from server.room.polls import close
from server.room.programme import Programme
from server.room.screen import hall_of_question, step_down
from server.room.sessions import end
from server.room.state import Hall, PollRecord, Scene, SessionRecord, Standing, State


class ProgrammePlanned(Event, tag="programme-planned", frozen=True):
    """The meeting is planned like this from now on; what has already happened is kept."""

    version: ClassVar[int] = 2
    from_rules: ClassVar[int] = 2
    programme: Programme

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return Refusal.NOTHING_CHANGED if state.programme == self.programme else None

    def apply(self, state: State, stamp: Stamp) -> None:
        _reword(state, self.programme)
        state.programme = plan = self.programme
        for hall in plan.halls:
            state.halls.setdefault(hall.id, Hall())
        for session in plan.sessions:
            state.sessions.setdefault(session.id, SessionRecord())
        for _, question in plan.prepared():
            state.standings.setdefault(question.id, Standing(Status.PLANNED))
        for _, poll in plan.polls():
            state.polls.setdefault(poll.id, PollRecord())
        _settle(state, plan, stamp)


class ProgrammePlannedV1(ProgrammePlanned, tag="programme-planned", frozen=True):
    """The meeting is planned, as far as release 0.1.0 can read it: another key makes it unreadable there."""

    version: ClassVar[int] = 1
    from_rules: ClassVar[int] = 1

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if self.programme != for_first_rules(self.programme):
            return Refusal.MALFORMED
        return super().refusal(state, stamp)


def for_first_rules(plan: Programme) -> Programme:
    """The plan without what release 0.1.0 does not know: who may vote, and the code that rotates."""
    sessions = tuple(
        msgspec.structs.replace(
            session, polls=tuple(msgspec.structs.replace(poll, may_vote="") for poll in session.polls)
        )
        for session in plan.sessions
    )
    return msgspec.structs.replace(plan, sessions=sessions, may_vote="everyone", rotating_code=False)


def _reword(state: State, plan: Programme) -> None:
    """What was made of a prepared question is of an older wording if the new plan changes it or drops it."""
    for question, edition in list(state.editions.items()):
        before, now = state.prepared(question), plan.question(question)
        if before and not (now and now[1].text == before[1].text):
            newer = msgspec.structs.replace(edition, rewordings=edition.rewordings + 1)
            state.editions[question] = newer


def _settle(state: State, plan: Programme, stamp: Stamp) -> None:
    """End what the new plan no longer knows, and forget how to bring it back."""
    state.undo.clear()
    for hall in state.halls:
        _settle_hall(state, plan, hall, stamp)
    for poll, record in state.polls.items():
        planned = plan.poll(poll)
        if record.phase is Phase.OPEN and not (planned and state.sessions[planned[0].id].phase == "live"):
            close(state, poll)


def _settle_hall(state: State, plan: Programme, hall: str, stamp: Stamp) -> None:
    shown = state.halls[hall]
    session, poll = plan.session(shown.session), plan.poll(shown.scene.poll)
    if shown.session and not (session and session.hall == hall):
        end(state, shown.session, stamp.at, stamp.by)
    elif shown.on_stage and hall_of_question(state, shown.on_stage) != hall:
        step_down(state, hall, stamp.by)
    if shown.scene.poll and not (poll and poll[0].hall == hall):
        state.halls[hall] = msgspec.structs.replace(state.halls[hall], scene=Scene())


class PlanProgramme(Command, tag="plan-programme", frozen=True):
    """Plan the meeting, or plan it anew; while the first rules hold, as far as they know it."""

    programme: Programme

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        if state.rules < ProgrammePlanned.from_rules:
            return ProgrammePlannedV1(for_first_rules(self.programme))
        return ProgrammePlanned(self.programme)
