"""Bringing a meeting's state back: the newest snapshot that this version understands, then the log's tail."""

import hashlib

import msgspec

from server import __version__
from server.log.base import Log, Snapshot
from server.room.codec import decode, decode_state, encode_state
from server.room.fold import fold
from server.room.state import State


def snapshot_version() -> str:
    """Snapshots are read only by the release that wrote them, with the same shape of the state."""
    schema = msgspec.json.encode(msgspec.json.schema(State), order="sorted")
    return f"{__version__}-{hashlib.sha256(schema).hexdigest()[:16]}"


async def recall(log: Log, meeting: str) -> State:
    """The state of a meeting as its log tells it."""
    snapshot = await log.load_snapshot(meeting, snapshot_version())
    state = decode_state(snapshot.body) if snapshot else State()
    return await catch_up(log, meeting, state)


async def catch_up(log: Log, meeting: str, state: State) -> State:
    """Fold what the log holds beyond `state`."""
    while stored := await log.read(meeting, state.seq):
        for seq, body in stored:
            fold(state, decode(seq, body))
    return state


async def keep(log: Log, meeting: str, state: State) -> None:
    """Save a snapshot of the state."""
    epoch = await log.epoch(meeting)
    snapshot = Snapshot(state.seq, encode_state(state))
    await log.save_snapshot(meeting, snapshot_version(), snapshot, epoch)


def digest(state: State) -> str:
    """A fingerprint of the state: equal states, equal digests, on any machine."""
    return hashlib.sha256(encode_state(state)).hexdigest()
