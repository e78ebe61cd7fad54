"""A question arrives: what the screening finds in it, beside what is known around it."""

from collections.abc import Iterator
from functools import lru_cache

from moderation.screening.finding import Finding
from moderation.screening.screen import Circumstances, screen
from moderation.screening.shipped import word_list
from moderation.screening.words import WordList
from moderation.status import Status
from moderation.text import fold_for_comparison
from server.room.base import Stamp
from server.room.reading import staff_name
from server.room.records import Words
from server.room.state import State
from server.room.wording import LANGUAGES

MINUTE = 60_000

# Each text of a full session is compared with each that arrives: of three sessions they are all remembered.
_key = lru_cache(maxsize=16_384)(fold_for_comparison)


class _Asked:
    """The texts asked in a session, by their keys; but for those withdrawn, and the one that is edited."""

    def __init__(self, state: State, session: str, edited: str) -> None:
        self._state, self._session, self._edited = state, session, edited

    def __contains__(self, key: object) -> bool:
        here = [one for one in self._state.questions.values() if one.session == self._session]
        # Nearly always there is none, and this way 5,000 are looked through in less than a millisecond.
        keys: Iterator[object] = map(_key, [one.text for one in here])
        if key not in keys:
            return False
        same = (one.id for one in here if _key(one.text) == key and one.id != self._edited)
        return any(self._state.standings[id].status is not Status.WITHDRAWN for id in same)


def findings(
    state: State, stamp: Stamp, session: str, text: str, name: str, edited: str = ""
) -> tuple[Finding, ...]:
    """What a moderator should look at before this is shown; `edited` is the question that is to say it."""
    about = Circumstances(
        lists=_lists(state),
        texts=_Asked(state, session, edited),
        staff=tuple(_staff(state)),
        recent=_recent(state, stamp.by, state.questions[edited].asked_at if edited else stamp.at, edited),
    )
    return screen(text, name, about)


def _lists(state: State) -> dict[str, WordList]:
    words = {lang: state.words.get(lang, Words()) for lang in LANGUAGES}
    return {lang: word_list(lang, own.listed, own.innocent) for lang, own in words.items()}


def _staff(state: State) -> Iterator[str]:
    """The names that somebody in the audience may not seem to have."""
    for _, speaker in state.programme.speakers() if state.programme else ():
        yield from (speaker.name.in_(lang) for lang in speaker.name.languages())
    yield from (link.name for link in state.staff.values() if link.name and not link.revoked_at)
    yield from filter(None, (staff_name(state, one) for one in state.colleagues))


def _recent(state: State, person: str, at: int, edited: str) -> int:
    """How many other questions the same person asked in the minute before; to edit is not to ask again."""
    others = (state.questions[id] for id in state.person(person).questions if id != edited)
    return sum(0 <= at - one.asked_at < MINUTE for one in others)
