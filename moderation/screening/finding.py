"""A finding: why somebody should look at a text, and at which piece of it."""

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What was found."""

    WORD = "word"
    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    SHOUTING = "shouting"
    REPEATED = "repeated"
    IMITATION = "imitation"
    FLOOD = "flood"


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece of a text, in code points from its beginning; a `length` of 0 means text or name as a whole.

    It holds a place and no words, so that nothing of an erased text stays behind.
    """

    kind: Kind
    start: int = 0
    length: int = 0
