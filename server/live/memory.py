"""Bringing a meeting's state back: the newest snapshot that this version understands, then the log's tail."""

import hashlib
import logging
from functools import cache
from typing import NamedTuple

import msgspec

from server import __version__
from server.live.hiding import hide, uncover
from server.live.sealers import Sealers
from server.log.base import Log, LogChanged, Place, Snapshot
from server.log.storage import Storage
from server.room.codec import decode, encode_state
from server.room.fold import fold
from server.room.registry import VERSIONS
from server.room.state import State

log_ = logging.getLogger("entaku.live")


class Recalled(NamedTuple):
    """A state, up to where in the log it was read, and up to where a snapshot tells of it."""

    state: State
    place: Place
    kept: int = 0


class _Kept(msgspec.Struct):
    """A snapshot's body, with what it takes to know whether it was made of the log in which it is found.

    `hidden` is what of the state is sealed, by the poll whose key opens it.
    """

    epoch: str
    last: bytes
    state: State
    hidden: dict[str, bytes] = {}


_kept = msgspec.msgpack.Decoder(_Kept)


def snapshot_version() -> str:
    """Snapshots are read only by the release that wrote them, with the same shape of the state.

    One that knows other events, or other versions of them, would have folded the same log differently.
    """
    return f"{__version__}-{_shape(_Kept, State)}"


@cache
def _shape(*kinds: type) -> str:
    shapes = [msgspec.json.schema(one) for one in kinds]
    schema = msgspec.json.encode([*shapes, sorted(VERSIONS)], order="sorted")
    return hashlib.sha256(schema).hexdigest()[:16]


async def recall(log: Log, meeting: str, sealers: Sealers) -> Recalled:
    """The state of a meeting as its log tells it."""
    while True:
        try:
            return await read_on(log, meeting, await _beginning(log, meeting, sealers), sealers)
        except LogChanged:
            log_.warning("the log of %s changed while it was read; reading it again", meeting)


async def look_at(storage: Storage, meeting: str) -> State:
    """The state of a meeting, for who does not stay and keeps no key."""
    sealers = Sealers(meeting, storage.ballot_keys)
    try:
        return (await recall(storage.log, meeting, sealers)).state
    finally:
        sealers.forget_all()


async def read_on(log: Log, meeting: str, recalled: Recalled, sealers: Sealers) -> Recalled:
    """Fold what the log holds beyond what was recalled of it; raises LogChanged."""
    state, place, kept = recalled
    while stored := await log.read(meeting, place.seq, place=place):
        for seq, body in stored:
            fold(state, await sealers.read(state, decode(seq, body)))
        place = Place(place.epoch, *stored[-1])
    return Recalled(state, place, kept)


async def catch_up(log: Log, meeting: str, state: State, sealers: Sealers) -> State:
    """Fold what a log that nobody else touches holds beyond `state`."""
    while stored := await log.read(meeting, state.seq):
        for seq, body in stored:
            fold(state, await sealers.read(state, decode(seq, body)))
    return state


async def keep(log: Log, meeting: str, recalled: Recalled, sealers: Sealers) -> None:
    """Save a snapshot of the state; raises LogChanged if the log is not the one that it was made of.

    Without the key of an open poll none is saved: it would lack ballots that the log has.
    """
    state, place, _ = recalled
    if sealers.blind or not (parts := hide(state, sealers)):
        return
    body = msgspec.msgpack.encode(_Kept(place.epoch, place.body, *parts))
    await log.save_snapshot(meeting, snapshot_version(), Snapshot(place.seq, body), place)


def digest(state: State) -> str:
    """A fingerprint of the state: equal states, equal digests, on any machine."""
    return hashlib.sha256(encode_state(state)).hexdigest()


async def _beginning(log: Log, meeting: str, sealers: Sealers) -> Recalled:
    """The newest snapshot that belongs to the log, else the empty state."""
    epoch = await log.epoch(meeting)
    snapshot = await log.load_snapshot(meeting, snapshot_version())
    if snapshot:
        try:
            kept = _kept.decode(snapshot.body)
            place = Place(kept.epoch, snapshot.seq, kept.last)
            await log.read(meeting, place.seq, 1, place)
        except (msgspec.DecodeError, LogChanged):
            log_.warning("a snapshot of %s does not belong to its log; reading the whole log", meeting)
        else:
            await uncover(kept.state, kept.hidden, sealers)
            return Recalled(kept.state, place, snapshot.seq)
    return Recalled(State(), Place(epoch, 0, b""))
