"""Whoever votes while a broadcast is under way is answered before it is over: the order counts, no clock."""

import json
import os

import pytest

from server.live import fanout, row, seat
from server.room.polls import OpenPoll
from server.web import sending
from tests.fanout.hall import Hall

CROWD = 600


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hall of hundreds is told in as many pieces as one of a hundred thousand."""
    for module in (fanout, row):
        monkeypatch.setattr(module, "BLOCK", 1)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every frame that leaves, in order."""
    frames: list[bytes] = []

    def noting(descriptor: int, frame: bytes) -> int:
        frames.append(frame)
        return os.write(descriptor, frame)

    for module in (sending, seat):
        monkeypatch.setattr(module, "write", noting)
    return frames


async def test_votes_and_heartbeats_are_answered_before_the_last_phone_has_been_told(
    hall: Hall, written: list[bytes]
) -> None:
    await hall.venue.do(OpenPoll("where"))
    phones = await hall.phones(CROWD)
    words = await hall.ask()
    for phone in phones:
        await phone.shows(words)
    # The key of the poll's pseudonyms is drawn for its first ballot.
    await phones[0].do("vote", poll="where", choice=["a"])
    await hall.support("question-000000000001")
    written.clear()
    vote = {"do": "vote", "poll": "where", "choice": ["b"]}
    phones[1].send(json.dumps({"id": "a-vote-in-the-middle", "command": vote}).encode())
    phones[1].send(b'{"beat": 41}')
    hall.tell()
    last = await hall.ask()
    for phone in phones:
        await phone.shows(last)
    told = [at for at, frame in enumerate(written) if b"1</span>" in frame]
    assert len(told) >= CROWD
    (beat,) = (at for at, frame in enumerate(written) if b'"beat":41' in frame)
    (vote_answered,) = (at for at, frame in enumerate(written) if b'"ack":"a-vote-in-the-middle"' in frame)
    assert beat < told[CROWD - 1]
    assert vote_answered < told[CROWD - 1]
