"""The numbers of a question's wordings and translations: each is given once, also when an undo takes it back.

Whoever acts on what they read says which number that had. If a number that was taken back were given again,
they would seem to have read what came later.
"""

import msgspec

from server.room.reading import version
from server.room.records import Numbering
from server.room.state import State

_NONE = Numbering()


def number_wording(state: State, question: str) -> int:
    """A number for the next wording of a question."""
    given = state.numberings.get(question, _NONE)
    number = max(given.wording, version(state, question)) + 1
    state.numberings[question] = msgspec.structs.replace(given, wording=number)
    return number


def number_change(state: State, question: str) -> int:
    """A number for the next change of a question's translations."""
    given = state.numberings.get(question, _NONE)
    number = max(given.change, state.edition(question).changes) + 1
    state.numberings[question] = msgspec.structs.replace(given, change=number)
    return number


def note_undone(state: State, question: str) -> None:
    """Remember up to which change an undo may have put an older translation back."""
    given = state.numberings.get(question, _NONE)
    state.numberings[question] = msgspec.structs.replace(given, undone=given.change)


def may_be_older(state: State, question: str, seen: int) -> bool:
    """Whether translations that were read as of change `seen` may have been put back since."""
    undone = state.numberings.get(question, _NONE).undone
    return 0 < undone >= seen and seen != state.edition(question).changes
