"""Entries as bytes and back. An event that this version does not know is kept in the log and ignored here."""

from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import msgspec

from server.room.base import Event, Stamp
from server.room.registry import EVENTS
from server.room.state import State


class Entry(NamedTuple):
    """An event in the log; `event` is None if this version cannot understand it."""

    stamp: Stamp
    event: Event | None


class _Envelope(msgspec.Struct, omit_defaults=True):
    """What is written around an event: version, time, actor, role, command id."""

    v: int
    at: int
    by: str
    event: msgspec.Raw
    role: str = ""
    cmd: str = ""


_encoder = msgspec.json.Encoder()
_envelopes = msgspec.json.Decoder(_Envelope)
_AnyEvent: Any = reduce(or_, EVENTS.values())
_events = msgspec.json.Decoder[Event](_AnyEvent)
_states = msgspec.msgpack.Decoder(State)


def encode(event: Event, stamp: Stamp) -> bytes:
    """One entry's body; the log itself adds the sequence number."""
    body = msgspec.Raw(_encoder.encode(event))
    return _encoder.encode(_Envelope(event.version, stamp.at, stamp.by, body, stamp.role, stamp.command))


def decode(seq: int, body: bytes) -> Entry:
    """An entry from the log. It never fails: a body that cannot be read is an entry without event."""
    try:
        envelope = _envelopes.decode(body)
    except msgspec.DecodeError:
        return Entry(Stamp(seq, 0, "", "", ""), None)
    stamp = Stamp(seq, envelope.at, envelope.by, envelope.role, envelope.cmd)
    try:
        event = _events.decode(envelope.event)
    except msgspec.DecodeError:
        return Entry(stamp, None)
    return Entry(stamp, event if envelope.v <= event.version else None)


def encode_state(state: State) -> bytes:
    """A snapshot; the same state gives the same bytes, whatever the order in which sets were filled."""
    return msgspec.msgpack.encode(state, order="deterministic")


def decode_state(body: bytes) -> State:
    """The state of a snapshot; raises `msgspec.DecodeError` for a foreign one."""
    return _states.decode(body)


def without_erased(body: bytes, erased: set[str]) -> bytes:
    """The body of an entry without the words of erased questions; folding it still gives the same state.

    A placeholder that names the question stands for its text, because two equal texts would be refused as repeated.
    """
    try:
        envelope = _envelopes.decode(body)
        event = msgspec.json.decode(envelope.event, type=dict[str, Any])
    except msgspec.DecodeError:
        return body
    question = event.get("question")
    if question not in erased:
        return body
    blanked = {"text": f"erased {question}", "name": "", "reason": ""}
    envelope.event = msgspec.Raw(_encoder.encode(event | {k: v for k, v in blanked.items() if k in event}))
    return _encoder.encode(envelope)
