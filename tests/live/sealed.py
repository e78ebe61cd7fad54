"""A process that does with a poll's key all that a worker does, then forgets it; its memory is searched.

python -m tests.live.sealed FOLDER careful|careless

It says how far it is, with the ballots that it sealed last, and waits for a line before it goes on.
"""

import asyncio
import hashlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.live.sealing import Ballot, BallotSealer, ballot_size
from server.log.ballot_keys.files import KeyFiles
from server.log.ballot_keys.shared import SharedKeys
from server.log.wire import Heard

BALLOTS = 3000


class Wire:
    """A wire within this process, between two who stand for two machines."""

    def __init__(self) -> None:
        self._listeners: list[Heard] = []

    async def tell(self, meeting: str, note: bytes) -> int:
        for heard in self._listeners:
            heard(meeting, note)
        return len(self._listeners)

    @asynccontextmanager
    async def listen(self, meeting: str, heard: Heard) -> AsyncIterator[None]:
        self._listeners.append(heard)
        yield


class Commitments:
    """What the two agree on."""

    def __init__(self) -> None:
        self._stand: dict[str, bytes] = {}

    async def find(self, poll: str) -> bytes | None:
        return self._stand.get(poll)

    async def agree(self, poll: str, mine: bytes) -> bytes:
        return self._stand.setdefault(poll, mine)

    async def end(self, poll: str) -> None:
        self._stand[poll] = b""


def wait(said: str) -> None:
    print(said, flush=True)
    sys.stdin.readline()


async def main(folder: Path, manner: str) -> None:
    wire, commitments = Wire(), Commitments()
    one, two = (SharedKeys("aix", KeyFiles(folder / name, "aix"), commitments, wire) for name in "ab")
    async with one.answering(), two.answering():
        (await one.draw("poll")).wipe()
        key = await two.draw("poll")
        sealer = BallotSealer("aix", "poll", key, ballot_size(["yes", "no"]))
        sealed = [
            sealer.seal(Ballot(number, sealer.pseudonym(f"somebody {number}"), "c" * 22, ("yes",)))
            for number in range(BALLOTS)
        ]
        assert all(sealer.unseal(ballot) for ballot in sealed)
        assert sealer.unseal_blob(sealer.seal_blob(b"boxes" * 10_000))
        # As many a program would, and as we did: both cannot be overwritten.
        careless = (bytes(key.view), _hash(bytes(key.view))) if manner == "careless" else None
        wait(f"open {sealed[-1].hex()}")
        key.wipe()
        sealer.wipe()
        await one.destroy("poll")
        await two.destroy("poll")
        wait("closed")
    assert careless is None or careless[1].digest()


def _hash(key: bytes) -> "hashlib.blake2b":
    derived = hashlib.blake2b(b"ballot pseudonyms", key=key, digest_size=32).digest()
    return hashlib.blake2b(bytes(256), key=derived, digest_size=18)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
