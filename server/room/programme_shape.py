"""From what tomllib read to a Programme: known keys, right types, nothing missing; no finding stops it."""

import re
from string import ascii_lowercase
from typing import Any, cast

import msgspec.inspect as plan

from server.room.programme import Option, Programme
from server.room.programme_paths import Finding, Path
from server.room.programme_values import choice, listed, nearest, text, typed
from server.room.wording import LANGUAGES, Text


def shaped(raw: dict[str, Any], found: list[Finding]) -> Programme:
    """The programme in `raw`; what cannot be read is added to `found` and left blank."""
    return cast(Programme, _value(plan.type_info(Programme), raw, (), found))


def noun(kind: type) -> str:
    """What a person calls it: `prepared question`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


def _value(kind: plan.Type, raw: object, path: Path, found: list[Finding]) -> Any:
    match kind:
        case plan.StructType(cls=cls) if cls is Text:
            return text(raw, path, found)
        case plan.StructType():
            table = typed(dict, _spelled_out(raw, path) if kind.cls is Option else raw, path, found)
            return _blank(kind) if table is None else _table(kind, table, path, found)
        case plan.VarTupleType(item_type=item):
            items = typed(list, raw, path, found) or []
            return tuple(_value(item, one, (*path, number), found) for number, one in enumerate(items))
        case plan.LiteralType(values=values):
            return choice([str(one) for one in values if one], raw, path, found)
        case plan.BoolType():
            return typed(bool, raw, path, found) or False
        case plan.IntType():
            return typed(int, raw, path, found) or 0
        case _:
            return typed(str, raw, path, found) or ""


def _table(kind: plan.StructType, table: dict[str, Any], path: Path, found: list[Finding]) -> Any:
    fields = {field.name: field for field in kind.fields}
    values: dict[str, Any] = {}
    for key, raw in table.items():
        name = key if key in fields else nearest(key, fields)
        if key not in fields:
            hint = f'did you mean "{name}"?' if name else f"the keys here are {listed(fields, 'and')}"
            found.append(Finding((*path, key), f"unknown key; {hint}", name))
        # A misspelt key is read all the same: what stands below it deserves to be checked too.
        if name == key or (name and name not in table):
            values[name] = _value(fields[name].type, raw, (*path, name), found)
    for name, field in fields.items():
        if field.required and name not in values:
            values[name] = _blank(field.type)
            found.append(Finding((*path, name), f"missing; every {noun(kind.cls)} needs it"))
    return kind.cls(**values)


def _blank(kind: plan.Type) -> Any:
    """What stands in for something that could not be read."""
    if isinstance(kind, plan.StructType):
        return kind.cls(**{field.name: _blank(field.type) for field in kind.fields if field.required})
    return _value(kind, {}, (), [])


def _spelled_out(raw: object, path: Path) -> object:
    """An option may be just its text, and needs no id: then it gets the letter of its place."""
    if isinstance(raw, str):
        raw = {"text": raw}
    if not isinstance(raw, dict):
        return raw
    words = {lang: raw[lang] for lang in LANGUAGES if lang in raw}
    if words and "text" not in raw:
        raw = {"text": words} | {key: value for key, value in raw.items() if key not in words}
    place = cast(int, path[-1])
    return {"id": ascii_lowercase[place] if place < len(ascii_lowercase) else str(place + 1)} | raw
