"""Where something stands in a programme file: its path of keys and positions."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

Path = tuple[str | int, ...]


class Finding(NamedTuple):
    """Something to tell the organiser about one place; for a misspelt key, also which one was meant."""

    path: Path
    message: str
    meant: str = ""


def written(path: Path) -> str:
    """The path as a person reads it: `sessions[1].polls[0].text`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def parts(node: msgspec.Struct, path: Path = ()) -> Iterator[tuple[Path, msgspec.Struct]]:
    """The node and everything within it, each with its path, in the order of the fields."""
    yield path, node
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if isinstance(value, msgspec.Struct):
            yield from parts(value, (*path, name))
        elif isinstance(value, tuple):
            for number, one in enumerate(value):
                if isinstance(one, msgspec.Struct):
                    yield from parts(one, (*path, name, number))
