"""Sessions: start, end, and how their questions are reviewed."""

import msgspec

from moderation.polls import Phase
from moderation.status import ReviewMode
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.polls import close
from server.room.screen import step_down
from server.room.state import Hall, State


def end(state: State, session: str, at: int) -> None:
    """Close the session's polls, clear its stage and mark it as ended."""
    planned = state.planned_session(session)
    for poll in planned.polls if planned else ():
        if state.polls[poll.id].phase is Phase.OPEN:
            close(state, poll.id)
    hall = planned.hall if planned else ""
    if hall in state.halls and state.halls[hall].session == session:
        step_down(state, hall)
        state.halls[hall] = Hall(blank=state.halls[hall].blank)
    record = state.sessions[session]
    state.sessions[session] = msgspec.structs.replace(record, phase="ended", ended_at=at)


class _SessionEvent(Event, frozen=True):
    """Common to all that happens to a session."""

    session: str

    def hall(self, state: State) -> str:
        """The hall of this session."""
        planned = state.planned_session(self.session)
        return planned.hall if planned else ""


class SessionStarted(_SessionEvent, tag="session-started", frozen=True):
    """A session began in its hall; the one that was live there ended. An ended one may begin again."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.sessions.get(self.session)
        if record is None or self.hall(state) not in state.halls:
            return Refusal.UNKNOWN_SESSION
        return Refusal.NOTHING_CHANGED if record.phase == "live" else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        hall = self.hall(state)
        before = state.halls[hall].session
        others = (Mark("sessions", before),) if before else ()
        return (Mark("halls", hall), Mark("sessions", self.session), *others)

    def apply(self, state: State, stamp: Stamp) -> None:
        hall = self.hall(state)
        if before := state.halls[hall].session:
            end(state, before, stamp.at)
        state.halls[hall] = Hall(session=self.session, blank=state.halls[hall].blank)
        record = state.sessions[self.session]
        state.sessions[self.session] = msgspec.structs.replace(
            record, phase="live", started_at=stamp.at, ended_at=0
        )


class StartSession(Command, tag="start-session", frozen=True):
    """Begin a session in its hall."""

    session: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return SessionStarted(self.session)


class SessionEnded(_SessionEvent, tag="session-ended", frozen=True):
    """A session ended: its polls closed, its stage is clear."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.sessions.get(self.session)
        if record is None:
            return Refusal.UNKNOWN_SESSION
        return None if record.phase == "live" else Refusal.SESSION_NOT_LIVE

    def marks(self, state: State) -> tuple[Mark, ...]:
        hall = self.hall(state)
        on_stage = state.halls[hall].on_stage if hall in state.halls else ""
        staged = (Mark("standings", on_stage),) if on_stage else ()
        return (Mark("halls", hall), Mark("sessions", self.session), *staged)

    def apply(self, state: State, stamp: Stamp) -> None:
        end(state, self.session, stamp.at)


class EndSession(Command, tag="end-session", frozen=True):
    """End a live session."""

    session: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return SessionEnded(self.session)


class ReviewModeSet(_SessionEvent, tag="review-mode-set", frozen=True):
    """From now on questions are reviewed first, published first, or not taken."""

    mode: ReviewMode

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.sessions.get(self.session)
        if record is None:
            return Refusal.UNKNOWN_SESSION
        return Refusal.NOTHING_CHANGED if record.mode is self.mode else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("sessions", self.session),)

    def apply(self, state: State, stamp: Stamp) -> None:
        record = state.sessions[self.session]
        state.sessions[self.session] = msgspec.structs.replace(record, mode=self.mode)


class SetReviewMode(Command, tag="set-review-mode", frozen=True):
    """Choose how the questions of a session are reviewed."""

    session: str
    mode: ReviewMode

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return ReviewModeSet(self.session, self.mode)
