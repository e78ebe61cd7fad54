"""Names that could be taken for those of staff and speakers, or that claim a part they do not have."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import regex

from moderation.screening.confusables import skeleton
from moderation.screening.reading import UNSPACED

# Of all parts only those that speak for the meeting: an interpreter or a mayor may well sit in the audience.
_PARTS = """
    modérateur modératrice modération moderator moderators moderation organisateur organisatrice organisateurs
    organiser organisers organizer organizers admin administrator staff régie officiel official entaku
"""
# Part of what others are called, too: `病院スタッフ`.
_WHOLE_PARTS = "運営 スタッフ 公式"
_PARTS_WITHIN = "司会 モデレーター モデレータ 主催 事務局 管理者 運営スタッフ 大会運営 公式アカウント"
# One character or two may be part of another family's name: 林 in 小林, 田中 in 田中山.
_LONG_ENOUGH = 3

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SIGNS = str.maketrans("|@$", "las")


class _Name(NamedTuple):
    words: frozenset[str]
    joined: str
    unspaced: bool


def imitates(name: str, staff: Iterable[str]) -> bool:
    """Whether people could take this name for one of the staff's, or for a part among the staff."""
    given = _read(name)
    return bool(given.joined) and (
        _claims_a_part(given) or any(_passes_for(given, _known(one)) for one in staff)
    )


def warm_up() -> None:
    """Read the names of the parts now, so that the first name does not wait for it."""
    _parts()


def _passes_for(given: _Name, known: _Name) -> bool:
    if given.joined == known.joined:
        return True
    if known.unspaced:
        return len(known.joined) >= _LONG_ENOUGH and known.joined in given.joined
    # `Dupont Marie (Nancy)` is `Marie Dupont`; but a first name alone belongs to many.
    return len(known.words) > 1 and known.words <= given.words


def _claims_a_part(given: _Name) -> bool:
    words, whole, within = _parts()
    return (
        not words.isdisjoint(given.words)
        or given.joined in whole
        or any(part in given.joined for part in within)
    )


@lru_cache(maxsize=1)
def _parts() -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(skeleton(part) for part in parts.split()) for parts in (_PARTS, _WHOLE_PARTS, _PARTS_WITHIN)
    )


def _read(name: str) -> _Name:
    words = [skeleton(word) for word in _WORD.findall(name.translate(_SIGNS))]
    return _Name(frozenset(words), "".join(words), UNSPACED.search(name) is not None)


# The staff's names come back with every question; those of the audience are not kept.
_known = lru_cache(maxsize=256)(_read)
