"""The rules by which a meeting goes: which versions of events may be written, as every worker knows them."""

from server.room.base import Command, Event, Refusal, Stamp
from server.room.state import State


class RulesAdopted(Event, tag="rules-adopted", frozen=True):
    """From now on events may be written in the versions of these rules; a meeting never goes back.

    It changes nothing for what is in the log: each entry is judged by the version in which it was written,
    also one that comes later in an older version.
    """

    rules: int

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        return None if self.rules > state.rules else Refusal.NOTHING_CHANGED

    def apply(self, state: State, stamp: Stamp) -> None:
        state.rules = self.rules


class AdoptRules(Command, tag="adopt-rules", frozen=True):
    """Go by newer rules from now on, because every worker knows them; only the server itself may."""

    rules: int

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return RulesAdopted(self.rules)
