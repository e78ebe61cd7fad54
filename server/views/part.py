"""A part: a fragment of a page as frozen data with one id, and the difference between two of them."""

from typing import ClassVar, NamedTuple, TypeAlias

import msgspec

from server.room.wording import LANGUAGES, Text, text_in


class Part(msgspec.Struct, frozen=True):
    """A fragment with the HTML id `id`. Fields that are parts themselves are nested fragments.

    What is personal is shown to one person, and remembered nowhere: it may hold their name and their ballot.
    """

    is_personal: ClassVar[bool] = False
    id: str


class Listing(Part, frozen=True):
    """A part whose `items` come and go and change places; each item keeps its id."""

    items: tuple[Part, ...] = ()


class Wording(msgspec.Struct, frozen=True):
    """A text with the language it was written in; `original` is empty if it was written in all.

    `machine` are the languages in which a machine worded it and nobody has confirmed that.
    """

    text: Text
    original: str = ""
    machine: tuple[str, ...] = ()

    def best(self, lang: str) -> tuple[str, str]:
        """(language, words) for a reader of `lang`: theirs, else as it was written."""
        if self.original and not self.text.in_(lang):
            return self.original, self.text.in_(self.original)
        return self.text.best(lang)


def said(language: str, words: str) -> Wording:
    """What somebody said in one language."""
    return Wording(text_in(language, words), language if language in LANGUAGES else "en")


class Replace(NamedTuple):
    """Put this part in place of the one with its id."""

    part: Part


class Insert(NamedTuple):
    """Add this part to the list with the id `into`; its place comes with an `Order`."""

    into: str
    part: Part


class Remove(NamedTuple):
    """Take the element with this id away."""

    id: str


class Order(NamedTuple):
    """The list with this id shows its items in this order."""

    id: str
    items: tuple[str, ...]


Patch: TypeAlias = Replace | Insert | Remove | Order


def _nested(part: Part) -> list[Part]:
    values = (getattr(part, name) for name in part.__struct_fields__)
    return [value for value in values if isinstance(value, Part)]


def _own(part: Part) -> list[object]:
    """What must be equal for an element to be kept: its own values and the ids of its nested parts."""
    names = (name for name in part.__struct_fields__ if name != "items" or not isinstance(part, Listing))
    values = (getattr(part, name) for name in names)
    return [value.id if isinstance(value, Part) else value for value in values]


def diff(before: Part, after: Part) -> list[Patch]:
    """The smallest patches that turn the page of `before` into the page of `after`.

    Both must have the same id. A part whose own fields changed is replaced whole; otherwise only the nested
    parts that changed are, and lists change item by item. An item that goes to another list is taken away
    before it is inserted there: an id must never be on the page twice.
    """
    return sorted(_changes(before, after), key=lambda patch: not isinstance(patch, Remove))


def _changes(before: Part, after: Part) -> list[Patch]:
    if before == after:
        return []
    if type(before) is not type(after) or _own(before) != _own(after):
        return [Replace(after)]
    patches: list[Patch] = []
    if isinstance(before, Listing) and isinstance(after, Listing):
        patches += _diff_items(after.id, before.items, after.items)
    for old, new in zip(_nested(before), _nested(after), strict=True):
        patches += _changes(old, new)
    return patches


def _diff_items(into: str, before: tuple[Part, ...], after: tuple[Part, ...]) -> list[Patch]:
    old = {item.id: item for item in before}
    new = {item.id: item for item in after}
    patches: list[Patch] = [Remove(id) for id in old if id not in new]
    for id, item in new.items():
        patches += _changes(old[id], item) if id in old else [Insert(into, item)]
    kept = [id for id in old if id in new] + [id for id in new if id not in old]
    if kept != list(new):
        patches.append(Order(into, tuple(new)))
    return patches
