"""How this hall is run: what people may ask, which words are looked for, and what the last moderator left."""

import msgspec

from moderation.polls import Electorate
from moderation.status import ReviewMode
from server.room.electorate import code_rotates, electorate
from server.room.programme import Session
from server.room.reading import staff_name
from server.room.records import Words
from server.room.state import State
from server.room.wording import LANGUAGES
from server.views.part import Part


class DeskRules(Part, frozen=True):
    """How the questions of the live session are taken; an empty `session` if none is live."""

    session: str = ""
    mode: ReviewMode = ReviewMode.REVIEW
    pace: int = 0
    each: int = 0
    waits: bool = False


class DeskAccess(Part, frozen=True):
    """How newcomers come in, and who may vote in polls without a rule of their own."""

    rotating_code: bool
    may_vote: Electorate


class WordList(msgspec.Struct, frozen=True):
    """The organiser's own words in one language."""

    language: str
    listed: tuple[str, ...]
    innocent: tuple[str, ...]


class DeskWords(Part, frozen=True):
    """The word lists, one for each language."""

    lists: tuple[WordList, ...] = ()


class DeskHandover(Part, frozen=True):
    """The note that the last moderator of this hall left."""

    hall: str
    text: str = ""
    by: str = ""
    left_at: int = 0


def rules(state: State, session: Session | None) -> DeskRules:
    """How questions are taken now."""
    if session is None:
        return DeskRules("desk-rules")
    record = state.sessions[session.id]
    return DeskRules("desk-rules", session.id, record.mode, record.pace, record.each, record.waits)


def access(state: State) -> DeskAccess:
    """Who comes in and who votes, as it is now."""
    return DeskAccess("desk-access", code_rotates(state), electorate(state))


def words(state: State) -> DeskWords:
    """What screening looks for besides its own lists."""
    kept = ((language, state.words.get(language, Words())) for language in LANGUAGES)
    lists = tuple(WordList(language, one.listed, one.innocent) for language, one in kept)
    return DeskWords("desk-words", lists)


def handover(state: State, hall: str) -> DeskHandover:
    """The note for whoever moderates next."""
    left = state.handovers.get(hall)
    if left is None:
        return DeskHandover("desk-handover", hall)
    return DeskHandover("desk-handover", hall, left.text, staff_name(state, left.by), left.at)
