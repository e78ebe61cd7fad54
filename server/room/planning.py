"""The programme enters the log: at the first start, and again whenever its file has changed."""

from moderation.polls import Phase
from moderation.status import Status
from server.room.base import Command, Event, Refusal, Stamp
from server.room.polls import close
from server.room.programme import Programme
from server.room.state import Hall, PollRecord, SessionRecord, Standing, State


class ProgrammePlanned(Event, tag="programme-planned", frozen=True):
    """The meeting is planned like this from now on; what has already happened is kept."""

    programme: Programme

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return Refusal.NOTHING_CHANGED if state.programme == self.programme else None

    def apply(self, state: State, stamp: Stamp) -> None:
        state.programme = plan = self.programme
        for hall in plan.halls:
            state.halls.setdefault(hall.id, Hall())
        for session in plan.sessions:
            state.sessions.setdefault(session.id, SessionRecord())
        for _, question in plan.prepared():
            state.standings.setdefault(question.id, Standing(Status.PLANNED))
        for _, poll in plan.polls():
            state.polls.setdefault(poll.id, PollRecord())
        self._settle(state)

    def _settle(self, state: State) -> None:
        """End what the new plan no longer knows: a stage that holds it, a poll that is open."""
        planned = {poll.id for _, poll in self.programme.polls()}
        for poll, record in list(state.polls.items()):
            if record.phase is Phase.OPEN and poll not in planned:
                close(state, poll)
        for hall, shown in state.halls.items():
            known = shown.on_stage in state.questions or state.prepared(shown.on_stage)
            session = state.planned_session(shown.session)
            if (shown.on_stage and not known) or (shown.session and not session):
                state.halls[hall] = Hall(blank=shown.blank)


class PlanProgramme(Command, tag="plan-programme", frozen=True):
    """Plan the meeting, or plan it anew."""

    programme: Programme

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return ProgrammePlanned(self.programme)
