"""A write whose outcome storage cannot tell: refused politely, counted if it is in the log after all."""

from collections.abc import Sequence
from pathlib import Path

from server.live import memory
from server.live.follower import Follower
from server.live.sealers import Sealers
from server.live.writer import Accepted, Answer, Handed, Writer, answer_of
from server.log.base import LogUnavailable, Place
from server.log.sqlite.log import SqliteLog
from server.log.storage import ballot_keys_in
from server.room.base import Actor, Refusal
from server.room.people import SetName
from server.room.state import State
from tests.room.given import ANNA, BEN

MEETING = "AIX7"


class Doubtful(SqliteLog):
    """A log that once writes what it is given and then says that it does not know."""

    in_doubt = False

    async def append(self, meeting: str, bodies: Sequence[bytes], place: Place | None = None) -> range:
        seqs = await super().append(meeting, bodies, place)
        if self.in_doubt:
            self.in_doubt = False
            raise LogUnavailable("the disk did not say whether it was written.")
        return seqs


async def test_what_was_written_in_doubt_is_folded_before_what_comes_after_it(tmp_path: Path) -> None:
    log = await Doubtful.open(tmp_path / "log.db")
    sealers = Sealers(MEETING, ballot_keys_in(tmp_path))
    recalled = await memory.recall(log, MEETING, sealers)
    follower = Follower(log, MEETING, recalled, False, sealers, lambda entry, own: None, lambda: None)
    state, writer = follower.state, Writer(follower)
    writer.start()

    async def named(name: str, who: Actor) -> Answer:
        return await answer_of(
            lambda answered: writer.hand_in(Handed(SetName(name), who.id, who.role, "", answered))
        )

    assert await named("Anna", ANNA) == Accepted(1)
    log.in_doubt = True
    assert await named("Anne", ANNA) is Refusal.STORAGE_UNAVAILABLE
    assert await named("Ben", BEN) == Accepted(3)
    assert state.person(ANNA.id).name == "Anne"
    assert memory.digest(await memory.catch_up(log, MEETING, State(), sealers)) == memory.digest(state)
    await writer.stop()
    await log.close()
