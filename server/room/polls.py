"""Polls: open, vote, close. Ballots carry a pseudonym whose key dies at the close."""

from typing import ClassVar

import msgspec

from moderation.polls import Phase, valid_choice
from server.room.base import Command, Event, Refusal, Stamp, Visit
from server.room.electorate import electorate
from server.room.state import BallotBox, PollRecord, Scene, State


def close(state: State, poll: str) -> None:
    """End the voting: keep the tally, forget every ballot and every voter's pseudonym."""
    box = state.boxes[poll]
    for voter in box.ballots:
        state.recent.pop(voter, None)
    box.ballots, box.late, box.unseen = {}, {}, {}
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
        state.polls[self.poll] = PollRecord(Phase.OPEN, opened_at=stamp.at)
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


class BallotCast(Event, tag="ballot-cast", frozen=True):
    """A voter, known by pseudonym only, chose; a later ballot replaces an earlier one.

    The voter came after the poll opened if they are `late`, and had never been connected if `unseen`.
    """

    version: ClassVar[int] = 2
    from_rules: ClassVar[int] = 2
    poll: str
    choice: tuple[str, ...]
    late: bool = False
    unseen: bool = False

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.polls.get(self.poll)
        if record is None:
            return Refusal.UNKNOWN_POLL
        if record.phase is not Phase.OPEN:
            return Refusal.POLL_NOT_OPEN
        planned = state.planned_poll(self.poll)
        if planned is None:
            return Refusal.UNKNOWN_POLL
        if self.late and self._marks()[0] and self._is_barred(state, stamp.by):
            return Refusal.CAME_AFTER
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
        self._count_strangers(box, stamp.by, is_first=before is None)
        box.ballots[stamp.by] = self.choice

    def _count_strangers(self, box: BallotBox, voter: str, is_first: bool) -> None:
        """A voter is a stranger as long as each of their ballots says so."""
        if not (self.late or self.unseen or box.late or box.unseen):
            return  # as nearly always, in a hall that votes thousands of times a second
        for marked, is_marked in zip((box.late, box.unseen), self._marks(), strict=True):
            if not is_marked:
                marked.pop(voter, None)
            elif is_first:
                marked[voter] = None
        box.late_voters, box.unseen_voters = len(box.late), len(box.unseen)

    def _is_barred(self, state: State, voter: str) -> bool:
        """Whether the poll is for those only who came before it opened, and has no ballot of this voter."""
        return electorate(state, self.poll) == "here-before" and voter not in state.boxes[self.poll].ballots

    def _marks(self) -> tuple[bool, bool]:
        return self.late, self.unseen


class BallotCastV1(BallotCast, tag="ballot-cast", frozen=True):
    """A voter chose, as release 0.1.0 judges it: nobody is late, and nothing more is known of anybody."""

    version: ClassVar[int] = 1
    from_rules: ClassVar[int] = 1

    def _marks(self) -> tuple[bool, bool]:
        return False, False


class Vote(Command, tag="vote", frozen=True):
    """Cast or change one's ballot in an open poll; `choice` holds option ids."""

    poll: str
    choice: tuple[str, ...]

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return self._ballot(state, late=False, unseen=False)

    def _ballot(self, state: State, late: bool, unseen: bool) -> Event:
        chosen = self.choice if len(self.choice) == 1 else tuple(sorted(set(self.choice)))
        if state.rules < BallotCast.from_rules:
            return BallotCastV1(self.poll, chosen)
        return BallotCast(self.poll, chosen, late, unseen)


class _StrangersVote(Vote, tag="vote", frozen=True):
    """A vote of somebody who came late or was never seen; nobody can send it in this form."""

    late: bool = False
    unseen: bool = False

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return self._ballot(state, self.late, self.unseen)


def with_visit(vote: Vote, state: State, visit: Visit) -> Vote:
    """A vote in an open poll together with what its ballot will say of the voter's visit."""
    late = visit.since > state.polls[vote.poll].opened_at
    return _StrangersVote(vote.poll, vote.choice, late, visit.unseen) if late or visit.unseen else vote
