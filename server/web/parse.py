"""The one parser of both edges: a socket's frame, a form or a JSON body becomes a command or a refusal.

It never raises, whatever it is given, and takes time in proportion to the input's length.
"""

import re
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any, Generic, NamedTuple, TypeVar, get_origin, get_type_hints
from urllib.parse import parse_qsl

import msgspec

from server.room.base import Command, Refusal
from server.room.registry import COMMANDS

LARGEST = 16 * 1024
MOST_FIELDS = 64

_ID = re.compile(r"[A-Za-z0-9_-]{16,40}")


class Order(msgspec.Struct, frozen=True, gc=False):
    """A command with the id that its sender gave it, empty if none."""

    id: str
    command: Command


class Refused(NamedTuple):
    """What could not become a command, with its id if that could be read."""

    id: str
    code: Refusal


class Heartbeat(NamedTuple):
    """A screen says that it is alive, and a projector what it shows."""

    beat: int
    shows: str


_Said = TypeVar("_Said")


class _Frame(msgspec.Struct, Generic[_Said], forbid_unknown_fields=True, gc=False):
    id: str = ""
    command: _Said | msgspec.UnsetType = msgspec.UNSET
    beat: int | msgspec.UnsetType = msgspec.UNSET
    shows: str = ""


# Nearly all that is sent is exactly typed, as our own pages do, and is understood in one go.
_AnyCommand: Any = reduce(or_, COMMANDS.values())
_typed = msgspec.json.Decoder[_Frame[Command]](_Frame[_AnyCommand])
_untyped = msgspec.json.Decoder(_Frame[dict[str, object]])
_objects = msgspec.json.Decoder(dict[str, object])


def _fields(kind: type[Command], wanted: object) -> frozenset[str]:
    hints = get_type_hints(kind)
    return frozenset(
        name for name in kind.__struct_fields__ if wanted in (hints[name], get_origin(hints[name]))
    )


_LISTS = {name: _fields(kind, tuple) for name, kind in COMMANDS.items()}
_FLAGS = {name: _fields(kind, bool) for name, kind in COMMANDS.items()}


def read_frame(text: str) -> Order | Heartbeat | Refused:
    """What a socket sent."""
    if len(text) > LARGEST:
        return Refused("", Refusal.TOO_LARGE)
    try:
        frame = _typed.decode(text)
    except (ValueError, RecursionError):
        return _read_leniently(text)
    if not isinstance(frame.command, Command):
        return _heartbeat(frame)
    return Order(frame.id, frame.command) if _is_ordered(frame) else Refused("", Refusal.MALFORMED)


def _read_leniently(text: str) -> Order | Heartbeat | Refused:
    """Understand a frame whose values are typed as in a form, or say what is wrong with it."""
    try:
        frame = _untyped.decode(text)
    except (ValueError, RecursionError):
        return Refused("", Refusal.MALFORMED)
    if not isinstance(frame.command, dict):
        return _heartbeat(frame)
    if not _is_ordered(frame):
        return Refused("", Refusal.MALFORMED)
    name = frame.command.pop("do", None)
    return _order(frame.id, name if isinstance(name, str) else "", frame.command)


def _is_ordered(frame: _Frame[Any]) -> bool:
    """Whether the rest of a frame is as it must be around a command."""
    return frame.beat is msgspec.UNSET and _ID.fullmatch(frame.id) is not None


def _heartbeat(frame: _Frame[Any]) -> Heartbeat | Refused:
    if frame.id or not isinstance(frame.beat, int):
        return Refused("", Refusal.MALFORMED)
    return Heartbeat(frame.beat, frame.shows[:200])


def read_json(name: str, body: bytes) -> Order | Refused:
    """The command `name` with the fields of a JSON object."""
    try:
        fields = _objects.decode(body or b"{}")
    except (ValueError, RecursionError):
        return Refused("", Refusal.MALFORMED)
    return _with_id(name, fields)


def read_form(name: str, body: bytes) -> Order | Refused:
    """The command `name` with the fields of an HTML form; of a repeated field the last value counts."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        return Refused("", Refusal.MALFORMED)
    said: dict[str, list[str]] = {}
    for key, value in pairs:
        # A checkbox without a value of its own sends "on".
        checked = value == "on" and key in _FLAGS.get(name, ())
        said.setdefault(key, []).append("true" if checked else value)
    listed = _LISTS.get(name, ())
    return _with_id(name, {key: values if key in listed else values[-1] for key, values in said.items()})


def _with_id(name: str, fields: dict[str, object]) -> Order | Refused:
    id = fields.pop("id", "")
    if not isinstance(id, str) or (id and not _ID.fullmatch(id)):
        return Refused("", Refusal.MALFORMED)
    return _order(id, name, fields)


def _order(id: str, name: str, fields: Mapping[str, Any]) -> Order | Refused:
    kind = COMMANDS.get(name)
    if kind is None:
        return Refused(id, Refusal.UNKNOWN_COMMAND)
    if "do" in fields:
        return Refused(id, Refusal.MALFORMED)
    alone = {key: [fields[key]] for key in _LISTS[name] if isinstance(fields.get(key), str)}
    try:
        return Order(id, msgspec.convert({**fields, **alone, "do": name}, kind, strict=False))
    except (ValueError, RecursionError, OverflowError):
        return Refused(id, Refusal.MALFORMED)
