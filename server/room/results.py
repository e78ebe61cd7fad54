"""The results of a poll: reveal and hide."""

import msgspec

from moderation.polls import Phase
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.state import State


class _Showing(Event, frozen=True):
    """Common to revealing and hiding results."""

    poll: str

    def _refusal(self, state: State, revealed: bool) -> Refusal | None:
        record = state.polls.get(self.poll)
        if record is None:
            return Refusal.UNKNOWN_POLL
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
