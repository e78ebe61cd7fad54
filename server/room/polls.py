"""Polls: open, vote, close, reveal and hide. Ballots carry a pseudonym whose key dies at the close."""

import msgspec

from moderation.polls import Phase, valid_choice
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.state import BallotBox, PollRecord, Scene, State


def close(state: State, poll: str) -> None:
    """End the voting: keep the tally, forget every ballot and every voter's pseudonym."""
    box = state.boxes[poll]
    for voter in box.ballots:
        state.recent.pop(voter, None)
    box.ballots = {}
    state.polls[poll] = msgspec.structs.replace(state.polls[poll], phase=Phase.CLOSED)


class _PollEvent(Event, frozen=True):
    """Common to all that happens to a poll."""

    poll: str

    def record(self, state: State) -> PollRecord | Refusal:
        """The poll's record, or the refusal for a poll that is not planned."""
        return state.polls.get(self.poll) or Refusal.UNKNOWN_POLL


class PollOpened(_PollEvent, tag="poll-opened", frozen=True):
    """Voting began, and the hall's screen shows the poll."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = self.record(state)
        if isinstance(record, Refusal):
            return record
        planned = state.planned_poll(self.poll)
        if planned is None:
            return Refusal.UNKNOWN_POLL
        if state.sessions[planned[0].id].phase != "live":
            return Refusal.SESSION_NOT_LIVE
        return None if record.phase is Phase.DRAFT else Refusal.NOT_ANY_MORE

    def apply(self, state: State, stamp: Stamp) -> None:
        state.polls[self.poll] = PollRecord(Phase.OPEN)
        state.boxes[self.poll] = BallotBox()
        planned = state.planned_poll(self.poll)
        if planned and (hall := state.halls.get(planned[0].hall)):
            state.halls[planned[0].hall] = msgspec.structs.replace(hall, scene=Scene("poll", self.poll))


class OpenPoll(Command, tag="open-poll", frozen=True):
    """Open a poll and show it."""

    poll: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return PollOpened(self.poll)


class PollClosed(_PollEvent, tag="poll-closed", frozen=True):
    """Voting ended; a ballot that comes later in the log does not count. It cannot be undone."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = self.record(state)
        if isinstance(record, Refusal):
            return record
        return None if record.phase is Phase.OPEN else Refusal.POLL_NOT_OPEN

    def apply(self, state: State, stamp: Stamp) -> None:
        close(state, self.poll)


class ClosePoll(Command, tag="close-poll", frozen=True):
    """End the voting."""

    poll: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return PollClosed(self.poll)


class BallotCast(_PollEvent, tag="ballot-cast", frozen=True):
    """A voter, known by pseudonym only, chose; a later ballot replaces an earlier one."""

    choice: tuple[str, ...]

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.polls.get(self.poll)
        if record is None:
            return Refusal.UNKNOWN_POLL
        if record.phase is not Phase.OPEN:
            return Refusal.POLL_NOT_OPEN
        planned = state.planned_poll(self.poll)
        if planned is None:
            return Refusal.UNKNOWN_POLL
        poll = planned[1]
        options = [option.id for option in poll.options]
        return None if valid_choice(poll.kind, options, poll.at_most, self.choice) else Refusal.INVALID_CHOICE

    def apply(self, state: State, stamp: Stamp) -> None:
        box = state.boxes[self.poll]
        before = box.ballots.get(stamp.by)
        if before is None:
            box.voters += 1
        for option in before or ():
            box.tally[option] -= 1
        for option in self.choice:
            box.tally[option] = box.tally.get(option, 0) + 1
        box.ballots[stamp.by] = self.choice


class Vote(Command, tag="vote", frozen=True):
    """Cast or change one's ballot in an open poll; `choice` holds option ids."""

    poll: str
    choice: tuple[str, ...]

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        chosen = self.choice if len(self.choice) == 1 else tuple(sorted(set(self.choice)))
        return BallotCast(self.poll, chosen)


class _Showing(_PollEvent, frozen=True):
    """Common to revealing and hiding results."""

    def _refusal(self, state: State, revealed: bool) -> Refusal | None:
        record = self.record(state)
        if isinstance(record, Refusal):
            return record
        if record.phase is Phase.DRAFT:
            return Refusal.POLL_NOT_OPEN
        return None if record.revealed is not revealed else Refusal.NOTHING_CHANGED

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("polls", self.poll),)

    def _apply(self, state: State, revealed: bool) -> None:
        state.polls[self.poll] = msgspec.structs.replace(state.polls[self.poll], revealed=revealed)


class PollRevealed(_Showing, tag="poll-revealed", frozen=True):
    """The hall and the phones may see the results."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return self._refusal(state, revealed=True)

    def apply(self, state: State, stamp: Stamp) -> None:
        self._apply(state, revealed=True)


class RevealPoll(Command, tag="reveal-poll", frozen=True):
    """Let everyone see the results."""

    poll: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return PollRevealed(self.poll)


class PollHidden(_Showing, tag="poll-hidden", frozen=True):
    """The results are for the moderator only, again."""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return self._refusal(state, revealed=False)

    def apply(self, state: State, stamp: Stamp) -> None:
        self._apply(state, revealed=False)


class HidePoll(Command, tag="hide-poll", frozen=True):
    """Hide the results again."""

    poll: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return PollHidden(self.poll)
