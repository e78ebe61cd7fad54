"""The organiser's own words, that screening looks for or passes over in a language."""

from collections.abc import Iterable

from moderation import text as wording
from server.room.base import Command, Event, Refusal, Stamp
from server.room.records import Words
from server.room.state import State
from server.room.wording import LANGUAGES

LONGEST = 40
MOST = 300


def _listed(entries: Iterable[str]) -> tuple[str, ...] | Refusal:
    """The entries cleaned, each once; a line is an entry too, as somebody writes a list."""
    lines = (wording.line(line) for entry in entries for line in entry.splitlines())
    kept = tuple(dict.fromkeys(line for line in lines if line))
    if len(kept) > MOST:
        return Refusal.OUT_OF_RANGE
    return Refusal.TOO_LONG if any(wording.graphemes(one) > LONGEST for one in kept) else kept


class WordsSet(Event, tag="words-set", frozen=True):
    """The organiser's words of a language are these from now on; `innocent` ones are never worth a look."""

    language: str
    listed: tuple[str, ...] = ()
    innocent: tuple[str, ...] = ()

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if self.language not in LANGUAGES or max(len(self.listed), len(self.innocent)) > MOST:
            return Refusal.OUT_OF_RANGE
        before = state.words.get(self.language, Words())
        return Refusal.NOTHING_CHANGED if before == Words(self.listed, self.innocent) else None

    def apply(self, state: State, stamp: Stamp) -> None:
        state.words[self.language] = Words(self.listed, self.innocent)


class SetWords(Command, tag="set-words", frozen=True):
    """Say which words of a language are looked for besides those that Entaku brings, and which never are."""

    language: str
    listed: tuple[str, ...] = ()
    innocent: tuple[str, ...] = ()

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        listed, innocent = _listed(self.listed), _listed(self.innocent)
        if isinstance(listed, Refusal):
            return listed
        return innocent if isinstance(innocent, Refusal) else WordsSet(self.language, listed, innocent)
