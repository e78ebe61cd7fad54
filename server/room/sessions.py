"""Sessions: start, end, and how their questions are reviewed."""

import msgspec

from moderation.polls import Phase
from moderation.status import ReviewMode
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.polls import close
from server.room.screen import step_down
from server.room.state import Hall, State


def hall_of_live(state: State, session: str) -> str:
    """The hall in which a session is live now, wherever it is planned; empty if in none."""
    return next((hall for hall, record in state.halls.items() if record.session == session), "")


def end(state: State, session: str, at: int, by: str) -> None:
    """Close the session's polls, clear its stage and mark it as ended."""
    planned = state.planned_session(session)
    for poll in planned.polls if planned else ():
        if state.polls[poll.id].phase is Phase.OPEN:
            close(state, poll.id)
    if hall := hall_of_live(state, session):
        step_down(state, hall, by)
        state.halls[hall] = Hall(blank=state.halls[hall].blank)
    record = state.sessions[session]
    state.sessions[session] = msgspec.structs.replace(record, phase="ended", ended_at=at)


def _staged(hall: Hall) -> tuple[Mark, ...]:
    """The question that steps down when this hall is cleared."""
    return (Mark("standings", hall.on_stage),) if hall.on_stage else ()


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
        before = state.halls[hall]
        others = (Mark("sessions", before.session),) if before.session else ()
        # Opening a poll cannot be undone, so neither can the start of a session in which one was opened.
        planned = state.planned_session(self.session)
        polls = (Mark("polls", poll.id) for poll in (planned.polls if planned else ()))
        return (Mark("halls", hall), Mark("sessions", self.session), *others, *_staged(before), *polls)

    def apply(self, state: State, stamp: Stamp) -> None:
        hall = self.hall(state)
        if before := state.halls[hall].session:
            end(state, before, stamp.at, stamp.by)
        step_down(state, hall, stamp.by)
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
        hall = hall_of_live(state, self.session)
        staged = _staged(state.halls[hall]) if hall else ()
        return (Mark("halls", hall), Mark("sessions", self.session), *staged)

    def apply(self, state: State, stamp: Stamp) -> None:
        end(state, self.session, stamp.at, stamp.by)


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
