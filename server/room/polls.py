"""Polls: open, vote, close, count. Ballots are sealed under a key that dies when the outcome is durable."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from moderation.polls import Phase, valid_choice
from server.room.base import Command, Event, Refusal, Stamp, Visit
from server.room.electorate import electorate
from server.room.state import BallotBox, PollRecord, Scene, State


def close(state: State, poll: str) -> None:
    """End the voting: keep the tally, forget every ballot and every voter's pseudonym."""
    box = state.boxes[poll]
    commands = [command for voter in box.ballots for command in state.recent.pop(voter, ())]
    box.commands = tuple(sorted(commands)) if box.sealed else ()
    box.ballots, box.late, box.unseen = {}, {}, {}
    state.polls[poll] = msgspec.structs.replace(state.polls[poll], phase=Phase.CLOSED)


class _PollEvent(Event, frozen=True):
    """Common to all that happens to a poll."""

    poll: str

    def record(self, state: State) -> PollRecord | Refusal:
        """The poll's record, or the refusal for a poll that is not planned."""
        return state.polls.get(self.poll) or Refusal.UNKNOWN_POLL


# What a ballot holds beside its choice, and with each option: numbers, lengths, a pseudonym, a command's id.
_BALLOT, _OPTION, _STEP = 112, 4, 32


def room_for_ballots(options: Sequence[str]) -> int:
    """The bytes that every ballot of a poll with these options is padded to before it is sealed."""
    longest = _BALLOT + sum(len(option.encode()) + _OPTION for option in options)
    return -(-longest // _STEP) * _STEP


class PollOpened(_PollEvent, tag="poll-opened", frozen=True):
    """Voting began, and the hall's screen shows the poll; ballots are sealed, all `size` bytes long."""

    version: ClassVar[int] = 2
    from_rules: ClassVar[int] = 2
    size: int = 0

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
        state.boxes[self.poll] = BallotBox(size=self.size)
        planned = state.planned_poll(self.poll)
        if planned and (hall := state.halls.get(planned[0].hall)):
            state.halls[planned[0].hall] = msgspec.structs.replace(hall, scene=Scene("poll", self.poll))


class PollOpenedV1(PollOpened, tag="poll-opened", frozen=True):
    """Voting began, as in release 0.1.0: each ballot is an entry that anybody can read who has the log."""

    version: ClassVar[int] = 1
    from_rules: ClassVar[int] = 1


class OpenPoll(Command, tag="open-poll", frozen=True):
    """Open a poll and show it."""

    poll: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        planned = state.planned_poll(self.poll)
        if state.rules < PollOpened.from_rules or planned is None:
            return PollOpenedV1(self.poll)
        return PollOpened(self.poll, room_for_ballots([option.id for option in planned[1].options]))


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


class BallotSealed(_PollEvent, tag="ballot-sealed", frozen=True):
    """A ballot that only the poll's key opens; without it, it counts for nothing."""

    from_rules: ClassVar[int] = 2
    sealed: bytes

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return Refusal.POLL_NOT_OPEN


class PollCounted(_PollEvent, tag="poll-counted", frozen=True):
    """The outcome of a closed poll, from somebody who could read every ballot; the first one stands.

    `known` holds keyed hashes of the commands that cast ballots, 8 bytes each, sorted: who sends one of them
    again is told that it counts, and nobody what for.
    """

    from_rules: ClassVar[int] = 2
    voters: int
    tally: dict[str, int]
    late_voters: int = 0
    unseen_voters: int = 0
    known: bytes = b""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = self.record(state)
        if isinstance(record, Refusal):
            return record
        if record.phase is not Phase.CLOSED or not state.boxes[self.poll].sealed:
            return Refusal.POLL_NOT_OPEN
        return Refusal.NOTHING_CHANGED if state.boxes[self.poll].counted else None

    def apply(self, state: State, stamp: Stamp) -> None:
        state.boxes[self.poll] = BallotBox(
            tally=dict(self.tally),
            voters=self.voters,
            late_voters=self.late_voters,
            unseen_voters=self.unseen_voters,
            size=state.boxes[self.poll].size,
            counted=stamp.seq,
            known=self.known,
        )


class CountPoll(Command, tag="count-poll", frozen=True):
    """Write the outcome of a closed poll down, as this worker has counted it; only the server itself may."""

    poll: str
    known: bytes

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        box = state.boxes.get(self.poll)
        if box is None:
            return Refusal.UNKNOWN_POLL
        # In the order of their names and without those that lost every vote: neither tells of anybody's vote.
        tally = {option: count for option, count in sorted(box.tally.items()) if count}
        return PollCounted(self.poll, box.voters, tally, box.late_voters, box.unseen_voters, self.known)


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
        if self._marks()[0] and self._is_barred(state, stamp.by):
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

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        box = state.boxes.get(self.poll)
        # Release 0.1.0 never saw a sealed poll: what it took is a ballot in one that it opened itself later.
        return Refusal.POLL_NOT_OPEN if box and box.sealed else super().refusal(state, stamp)

    def _marks(self) -> tuple[bool, bool]:
        return False, False


class Vote(Command, tag="vote", frozen=True):
    """Cast or change one's ballot in an open poll; `choice` holds option ids."""

    poll: str
    choice: tuple[str, ...]

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return self._proposed(state, late=False, unseen=False)

    def _proposed(self, state: State, late: bool, unseen: bool) -> Event | Refusal:
        chosen = self.choice if len(self.choice) == 1 else tuple(sorted(set(self.choice)))
        box = state.boxes.get(self.poll)
        if box and box.sealed and room_for_ballots(chosen) > box.size:
            return Refusal.INVALID_CHOICE  # more than was planned when the poll opened
        if state.rules < BallotCast.from_rules:
            return BallotCastV1(self.poll, chosen)
        return BallotCast(self.poll, chosen, late, unseen)


class _StrangersVote(Vote, tag="vote", frozen=True):
    """A vote of somebody who came late or was never seen; nobody can send it in this form."""

    late: bool = False
    unseen: bool = False

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return self._proposed(state, self.late, self.unseen)


def with_visit(vote: Vote, state: State, visit: Visit) -> Vote:
    """A vote in an open poll together with what its ballot will say of the voter's visit."""
    late = visit.since > state.polls[vote.poll].opened_at
    return _StrangersVote(vote.poll, vote.choice, late, visit.unseen) if late or visit.unseen else vote
