"""Which words can be shown: something must be left of them, and they must not be too many."""

from moderation import text as wording
from server.room.base import Refusal


def acceptable(words: str, limit: int = wording.QUESTION_LIMIT) -> Refusal | None:
    """Why already cleaned words cannot be shown: nothing left, too long, or too many lines."""
    if not words:
        return Refusal.EMPTY
    if wording.graphemes(words) > limit:
        return Refusal.TOO_LONG
    return Refusal.TOO_MANY_LINES if words.count("\n") >= wording.LINES_LIMIT else None
