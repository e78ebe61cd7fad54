"""Entries as bytes and back. An event, or a version of one, that this release does not know is kept in the
log and ignored here.
"""

from collections.abc import Container
from functools import reduce
from operator import or_
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from server.room.base import Event, Stamp
from server.room.registry import VERSIONS
from server.room.state import State

# Unix milliseconds of the year 3000: whatever is later is no time that a calendar should be asked about.
LATEST = 32_503_680_000_000


class Entry(msgspec.Struct, frozen=True, gc=False):
    """An event in the log; `event` is None if this release cannot understand it."""

    stamp: Stamp
    event: Event | None


_Body = TypeVar("_Body")


class _Envelope(msgspec.Struct, Generic[_Body], omit_defaults=True, gc=False):
    """What is written around an event: version, time, actor, role, command id."""

    v: int
    at: Annotated[int, msgspec.Meta(ge=0, lt=LATEST)]
    by: str
    event: _Body
    role: str = ""
    cmd: str = ""


def _decoder(version: int) -> msgspec.json.Decoder[Event]:
    """What reads the events that are known in this version, and no others."""
    kinds: Any = reduce(or_, (one for (_, number), one in VERSIONS.items() if number == version))
    return msgspec.json.Decoder[Event](kinds)


_encoder = msgspec.json.Encoder()
_envelopes = msgspec.json.Decoder(_Envelope[msgspec.Raw])
_events = {version: _decoder(version) for _, version in VERSIONS}
_states = msgspec.msgpack.Decoder(State)
_Unreadable = (ValueError, RecursionError)
# What people wrote in an event about a question; every field of that kind is called one of these.
_WORDS = {"text", "name", "reason", "label"}


def encode(event: Event, stamp: Stamp) -> bytes:
    """One entry's body; the log itself adds the sequence number."""
    return _encoder.encode(_Envelope(event.version, stamp.at, stamp.by, event, stamp.role, stamp.command))


def decode(seq: int, body: bytes) -> Entry:
    """An entry from the log. It never fails: a body that cannot be read is an entry without event."""
    try:
        envelope = _envelopes.decode(body)
    except _Unreadable:
        return Entry(Stamp(seq, 0, "", "", ""), None)
    stamp = Stamp(seq, envelope.at, envelope.by, envelope.role, envelope.cmd)
    events = _events.get(envelope.v)
    try:
        return Entry(stamp, events.decode(envelope.event) if events else None)
    except _Unreadable:
        return Entry(stamp, None)


def encode_state(state: State) -> bytes:
    """A snapshot, in which everything keeps its order; the same log gives the same bytes."""
    return msgspec.msgpack.encode(state)


def decode_state(body: bytes) -> State:
    """The state of a snapshot; raises `msgspec.DecodeError` for a foreign one."""
    return _states.decode(body)


def without_erased(body: bytes, erased: Container[str]) -> bytes:
    """The body of an entry without the words of erased questions; folding it still gives the same state."""
    try:
        envelope = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        event = msgspec.json.decode(envelope.get("event", b""), type=dict[str, Any])
    except _Unreadable:
        return body
    question = event.get("question")
    if not isinstance(question, str) or question not in erased:
        return body
    blank = dict.fromkeys(_WORDS & event.keys(), "")
    return _encoder.encode(envelope | {"event": event | blank})
