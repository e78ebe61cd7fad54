"""A model of a browser's page: a tree of parts that patches change, as the elements of a page would."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from server.views.part import Insert, Listing, Order, Part, Patch, Remove, Replace


def nested(part: Part) -> dict[str, Part]:
    """The parts that are fields of this one."""
    fields = {name: getattr(part, name) for name in part.__struct_fields__}
    return {name: value for name, value in fields.items() if isinstance(value, Part)}


def elements(part: Part) -> Iterator[Part]:
    """The part and everything in it, parts in tuples too."""
    yield part
    for name in part.__struct_fields__:
        value = getattr(part, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Part):
                yield from elements(one)


def repeated_ids(root: Part) -> list[str]:
    """The ids that more than one element of the page has."""
    counted = Counter(one.id for one in elements(root))
    return [id for id, times in counted.items() if times > 1]


def patched(root: Part, patches: Iterable[Patch]) -> Part:
    """The page after these patches, each of which must find its element."""
    for patch in patches:
        root, hits = _apply(root, patch)
        assert hits == 1, f"{hits} elements for {patch}"
    return root


def _apply(part: Part, patch: Patch) -> tuple[Part, int]:
    if part.id == _target(patch):
        if isinstance(patch, Replace):
            return patch.part, 1
        if isinstance(patch, Insert | Order):
            assert isinstance(part, Listing)
            return msgspec.structs.replace(part, items=_items(part.items, patch)), 1
    changed: dict[str, object] = {}
    hits = 0
    for name, value in nested(part).items():
        changed[name], more = _apply(value, patch)
        hits += more
    if isinstance(part, Listing):
        pairs = [_apply(item, patch) for item in part.items if not _taken_away(item, patch)]
        changed["items"] = tuple(item for item, _ in pairs)
        hits += sum(more for _, more in pairs) + len(part.items) - len(pairs)
    return msgspec.structs.replace(part, **changed) if changed else part, hits


def _target(patch: Patch) -> str:
    match patch:
        case Replace(part):
            return part.id
        case Insert(into, _):
            return into
        case Remove(id) | Order(id, _):
            return id


def _taken_away(item: Part, patch: Patch) -> bool:
    return isinstance(patch, Remove) and item.id == patch.id


def _items(items: tuple[Part, ...], patch: Insert | Order) -> tuple[Part, ...]:
    if isinstance(patch, Insert):
        assert patch.part.id not in {item.id for item in items}
        return (*items, patch.part)
    by_id = {item.id: item for item in items}
    assert sorted(by_id) == sorted(patch.items), patch
    return tuple(by_id[id] for id in patch.items)


def whole(root: Part) -> list[Patch]:
    """The patches of the message that brings any page to exact state: every part of the root, replaced."""
    return [Replace(part) for part in nested(root).values()]
