"""Snapshots in which open polls are sealed: whoever reads one learns as little as from the log."""

import logging
from itertools import islice
from typing import Any

import msgspec

from moderation.polls import Phase
from server.live.sealers import Sealers
from server.log import sodium
from server.log.base import LogFull, LogUnavailable
from server.room.state import BallotBox, State

log_ = logging.getLogger("entaku.live")


class _Hidden(msgspec.Struct, array_like=True):
    """An open poll's box, and its voters' latest commands, each with their place among everybody's."""

    box: BallotBox
    voters: list[tuple[int, str, dict[str, int]]]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Hidden)


def hide(state: State, sealers: Sealers) -> tuple[State, dict[str, bytes]] | None:
    """The state without what open sealed polls hold, and that by poll, sealed.

    None if a key is lacking, or an outcome: until that is there, the state has the ids of a closed poll's
    ballots.
    """
    if any(is_uncounted(state, poll) for poll in state.boxes):
        return None
    opened = [poll for poll, box in state.boxes.items() if box.sealed and box.voters and is_open(state, poll)]
    if not opened:
        return state, {}
    places = {actor: place for place, actor in enumerate(state.recent)}
    shown = msgspec.structs.replace(state, boxes=dict(state.boxes), recent=dict(state.recent))
    hidden = {}
    for poll in opened:
        sealer, box = sealers.of(state, poll), state.boxes[poll]
        if sealer is None:
            return None
        voters = [(places[voter], voter, state.recent[voter]) for voter in box.ballots if voter in places]
        body = bytearray()
        _encoder.encode_into(_Hidden(box, voters), body)
        hidden[poll] = sealer.seal_blob(body)
        _overwrite(body)
        shown.boxes[poll] = BallotBox(size=box.size)
        for _, voter, _ in voters:
            del shown.recent[voter]
    return shown, hidden


async def uncover(state: State, hidden: dict[str, bytes], sealers: Sealers) -> None:
    """Put back what a snapshot hid, as far as there are keys; for the rest this worker is blind."""
    voters: list[tuple[int, str, dict[str, int]]] = []
    for poll, sealed in hidden.items():
        found = await _opened(state, poll, sealed, sealers)
        if found is None:
            sealers.blind.add(poll)
        else:
            state.boxes[poll] = found.box
            voters += found.voters
    if voters:
        state.recent = _in_their_places(state.recent, sorted(voters))


async def _opened(state: State, poll: str, sealed: bytes, sealers: Sealers) -> _Hidden | None:
    try:
        sealer = await sealers.find(state, poll)
    except (LogFull, LogUnavailable) as error:
        log_.warning("the ballots of %s cannot be read here: %s", poll, error)
        return None
    body = sealer.unseal_blob(sealed) if sealer else None
    if body is None:
        return None
    try:
        return _decoder.decode(body)
    finally:
        _overwrite(body)


def _in_their_places(others: dict[str, Any], voters: list[tuple[int, str, dict[str, int]]]) -> dict[str, Any]:
    """Equal logs give equal bytes: everybody stands where they stood, voters among the others."""
    whole: dict[str, Any] = {}
    rest = iter(others.items())
    for place, voter, commands in voters:
        # Fewer are left where the voters of another poll could not be uncovered.
        whole.update(islice(rest, max(0, place - len(whole))))
        whole[voter] = commands
    whole.update(rest)
    return whole


def is_open(state: State, poll: str) -> bool:
    """Whether a poll takes ballots."""
    record = state.polls.get(poll)
    return record is not None and record.phase is Phase.OPEN


def is_uncounted(state: State, poll: str) -> bool:
    """Whether a sealed poll has closed, and its outcome is not in the log yet."""
    box, record = state.boxes.get(poll), state.polls.get(poll)
    if box is None or record is None:
        return False
    return box.sealed and not box.counted and record.phase is Phase.CLOSED


def _overwrite(body: bytearray) -> None:
    sodium.overwrite(sodium.address(body), len(body))
