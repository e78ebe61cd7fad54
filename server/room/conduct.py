"""Participants who are held back: muted, their questions wait apart; blocked, they take no part.

Staff name one of a person's questions and never learn who the person is. Whether a blocked person votes
cannot be told, because a ballot's entry knows only a pseudonym of the poll; so they may, and may withdraw.
"""

from typing import ClassVar, Literal

import msgspec

from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.state import State


class _Held(Event, frozen=True):
    """Common to muting and blocking; `how` is the one of a person's conduct that changes.

    `question` is the one that led to it, by which the audit trail tells of whom it was done.
    """

    how: ClassVar[Literal["muted", "blocked"]]
    participant: str
    on: bool
    question: str = ""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if self.participant not in state.people:
            return Refusal.UNKNOWN_QUESTION
        is_on: bool = getattr(state.conduct(self.participant), self.how)
        return Refusal.NOTHING_CHANGED if is_on is self.on else None

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("conducts", self.participant),)

    def apply(self, state: State, stamp: Stamp) -> None:
        before = state.conduct(self.participant)
        state.conducts[self.participant] = msgspec.structs.replace(
            before, question=self.question or before.question, **{self.how: self.on}
        )


class ParticipantMuted(_Held, tag="participant-muted", frozen=True):
    """Whatever a participant asks from now on waits for review, in every review mode; or no longer does.

    What has been published stays, and a moderator may still publish a single one of their questions.
    """

    how: ClassVar[Literal["muted", "blocked"]] = "muted"


class ParticipantBlocked(_Held, tag="participant-blocked", frozen=True):
    """A participant can no longer ask, edit, support or name themself, or can again."""

    how: ClassVar[Literal["muted", "blocked"]] = "blocked"


def _asker(state: State, question: str) -> str:
    """Who asked a question; of one that was erased it is known only if it led to somebody being held back."""
    asked = state.questions.get(question)
    if asked or not question:
        return asked.author if asked else ""
    return next((person for person, one in state.conducts.items() if one.question == question), "")


class Mute(Command, tag="mute", frozen=True):
    """Let the questions of the one who asked this wait apart, or no longer."""

    question: str
    on: bool

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        asker = _asker(state, self.question)
        return ParticipantMuted(asker, self.on, self.question) if asker else Refusal.UNKNOWN_QUESTION


class Block(Command, tag="block", frozen=True):
    """Let the one who asked this take no part, or take part again."""

    question: str
    on: bool

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        asker = _asker(state, self.question)
        return ParticipantBlocked(asker, self.on, self.question) if asker else Refusal.UNKNOWN_QUESTION
