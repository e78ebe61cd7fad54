"""What people tell about themselves: a name, if they like, and the language that they read."""

from moderation import text as wording
from moderation.permissions import Role
from server.room.base import Command, Event, Refusal, Stamp
from server.room.state import Person, State
from server.room.wording import LANGUAGES


class NameSet(Event, tag="name-set", frozen=True):
    """Somebody gave a name, or with an empty one became anonymous again; staff, the name at their desk."""

    name: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if state.conduct(stamp.by).blocked:
            return Refusal.BLOCKED
        return Refusal.NOTHING_CHANGED if state.person(stamp.by).name == self.name else None

    def apply(self, state: State, stamp: Stamp) -> None:
        state.people.setdefault(stamp.by, Person()).name = self.name
        if stamp.role != Role.AUDIENCE:
            state.colleagues[stamp.by] = None


class SetName(Command, tag="set-name", frozen=True):
    """Give the name that may stand beside one's questions, or by which one is known at the desk."""

    name: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        name = wording.line(self.name)
        too_long = wording.graphemes(name) > wording.NAME_LIMIT
        return Refusal.TOO_LONG if too_long else NameSet(name)


class LanguageSet(Event, tag="language-set", frozen=True):
    """Somebody chose the language that they read."""

    language: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if self.language not in LANGUAGES:
            return Refusal.OUT_OF_RANGE
        return Refusal.NOTHING_CHANGED if state.person(stamp.by).language == self.language else None

    def apply(self, state: State, stamp: Stamp) -> None:
        state.people.setdefault(stamp.by, Person()).language = self.language


class SetLanguage(Command, tag="set-language", frozen=True):
    """Choose the language of one's screens."""

    language: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return LanguageSet(self.language)
