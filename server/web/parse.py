"""The one parser of both edges: a socket's frame, a form or a JSON body becomes a command or a refusal.

It never raises, whatever it is given, and takes time in proportion to the input's length.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, get_origin, get_type_hints
from urllib.parse import parse_qsl

import msgspec

from server.room.base import Command, Refusal
from server.room.registry import COMMANDS

LARGEST = 16 * 1024
MOST_FIELDS = 64

_ID = re.compile(r"[A-Za-z0-9_-]{16,40}")


class Order(NamedTuple):
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


class _Frame(msgspec.Struct, forbid_unknown_fields=True):
    id: str = ""
    command: dict[str, object] | msgspec.UnsetType = msgspec.UNSET
    beat: int | msgspec.UnsetType = msgspec.UNSET
    shows: str = ""


_frames = msgspec.json.Decoder(_Frame)
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
        frame = _frames.decode(text)
    except (ValueError, RecursionError):
        return Refused("", Refusal.MALFORMED)
    if frame.command is msgspec.UNSET:
        if frame.id or not isinstance(frame.beat, int):
            return Refused("", Refusal.MALFORMED)
        return Heartbeat(frame.beat, frame.shows[:200])
    if not _ID.fullmatch(frame.id) or frame.beat is not msgspec.UNSET:
        return Refused("", Refusal.MALFORMED)
    name = frame.command.pop("do", None)
    return _order(frame.id, name if isinstance(name, str) else "", frame.command)


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
