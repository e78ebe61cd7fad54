"""Old ballots are taken out of the log, and nothing else changes: random logs, both storages, two workers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation.polls import Phase
from server.live import cleansing, memory
from server.live.cleansing import Cleansing, is_due
from server.live.memory import Recalled
from server.live.runtime import Runtime
from server.live.sealers import Sealers
from server.log.base import LogFull, LogUnavailable, Place, Stored
from server.log.storage import Storage, ballot_keys_in, in_folder, in_redis
from server.room.base import SYSTEM, Actor, Event, Stamp
from server.room.cleansing import BallotErased
from server.room.codec import decode, encode, encode_state
from server.room.fold import fold
from server.room.planning import ProgrammePlanned, ProgrammePlannedV1
from server.room.polls import BallotCast, BallotCastV1, PollClosed, PollOpenedV1
from server.room.questions import QuestionAsked
from server.room.registry import rules_known
from server.room.results import PollHidden, PollRevealed
from server.room.rules import RulesAdopted
from server.room.screen import QuestionStaged, SceneShown
from server.room.sessions import SessionEnded, SessionStarted
from server.room.state import State
from server.room.support import QuestionUpvoted
from server.room.undo import ActionUndone
from tests.room.given import ANNA, MO, Q1, asked
from tests.room.plan import PLAN
from tests.room.wild import likely

CODE = PLAN.code
FIRST, SECOND = "rt1-p1", "rt1-p2"
VOTERS = [f"pseudonym-{number}-0123456789"[:24] for number in range(4)]


class Kept:
    """A log in memory, as far as `Cleansing` needs one."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        self.bodies = list(bodies)

    def now(self) -> int:
        return 1_800_000_000_000

    async def epoch(self, meeting: str) -> str:
        return "one"

    async def read(self, meeting: str, after: int, place: Place | None = None) -> list[Stored]:
        return [Stored(seq, body) for seq, body in enumerate(self.bodies, 1) if after < seq <= after + 7]

    async def append(self, meeting: str, bodies: Sequence[bytes]) -> None:
        self.bodies += bodies


def written(events: Sequence[tuple[Event, Actor, str]]) -> list[bytes]:
    """Entries a second apart."""
    return [
        encode(event, Stamp(0, 1_700_000_000_000 + 1_000 * number, who.id, who.role, command))
        for number, (event, who, command) in enumerate(events)
    ]


def folded(bodies: Sequence[bytes]) -> State:
    state = State()
    for seq, body in enumerate(bodies, 1):
        fold(state, decode(seq, body))
    return state


def course() -> list[tuple[Event, Actor, str]]:
    """Two polls as release 0.1.0 writes them, one of which stays open; some came too late for the other."""
    events: list[tuple[Event, Actor, str]] = [
        (ProgrammePlannedV1(PLAN), SYSTEM, ""),
        (SessionStarted("rt1"), MO, "c-1"),
        (asked("Why?"), ANNA, "c-2"),
        (PollOpenedV1(FIRST), MO, "c-3"),
        (PollOpenedV1(SECOND), MO, "c-4"),
    ]
    for number, voter in enumerate(VOTERS):
        choice = ("a",) if number % 2 else ("b",)
        events += [
            (QuestionUpvoted(Q1), Actor(f"person-{number}", "audience"), f"upvote-{number}"),
            (BallotCastV1(FIRST, choice), Actor(voter, "audience"), f"secret-command-{number}"),
            (BallotCastV1(SECOND, ("a", "b")), Actor(f"{voter[::-1]}", "audience"), f"other-{number}"),
        ]
    late = (BallotCastV1(FIRST, ("c",)), Actor(VOTERS[0], "audience"), "secret-command-late")
    return [*events, (PollClosed(FIRST), MO, "c-5"), late, (PollClosed(FIRST), MO, "c-6")]


# any log


def ballots() -> st.SearchStrategy[tuple[Event, Actor, str]]:
    kinds = st.one_of(likely(BallotCast), likely(BallotCastV1))
    voters = st.sampled_from(VOTERS).map(lambda voter: Actor(voter, "audience"))

    def of_their_poll(event: BallotCast, who: Actor, command: str) -> tuple[Event, Actor, str]:
        return event, Actor(f"{event.poll}:{who.id}", "audience"), command

    return st.builds(of_their_poll, kinds, voters, st.sampled_from(["", "ballot-1", "ballot-2"]))


OTHERS: tuple[type[Event], ...] = (
    *(PollRevealed, PollHidden, SessionStarted, SessionEnded, ProgrammePlanned),
    *(ActionUndone, QuestionAsked, QuestionUpvoted, QuestionStaged, SceneShown),
)
ROUND = (SessionStarted("rt1"), PollOpenedV1(FIRST), PollOpenedV1(SECOND))
CLOSE = (PollClosed(FIRST), PollClosed(SECOND), SessionEnded("rt1"), SessionStarted("rt2"))
STAFF = st.sampled_from([MO, MO, Actor("sam", "organiser"), ANNA])
COMMANDS = st.sampled_from(["", "c-1", "c-2"])


def deeds(*events: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Event, Actor, str]]:
    return st.tuples(st.one_of(events), STAFF, COMMANDS)


BALLOTS, ANYTHING = ballots(), deeds(*(likely(kind) for kind in OTHERS))
# Polls open, some vote, polls close, some come too late; between all that, anything.
PARTS = (
    st.lists(ANYTHING, max_size=3),
    st.permutations(ROUND).map(lambda events: [(event, MO, "") for event in events]),
    st.lists(BALLOTS | BALLOTS | ANYTHING, min_size=5, max_size=25),
    st.lists(deeds(st.sampled_from(CLOSE)) | BALLOTS, max_size=5),
    st.lists(BALLOTS | ANYTHING | deeds(st.sampled_from(ROUND)), max_size=10),
    st.lists(deeds(st.sampled_from(CLOSE)) | BALLOTS, max_size=5),
)
LOGS = st.tuples(*PARTS).map(lambda parts: [deed for part in parts for deed in part])


def as_cleansed(state: State, appended: int) -> bytes:
    """A state as it is to be afterwards."""
    for poll, box in state.boxes.items():
        if state.polls[poll].phase is Phase.CLOSED:
            box.tally = {option: count for option, count in sorted(box.tally.items()) if count}
            box.cleansed = True
    state.seq += appended
    return encode_state(state)


def beside_ballots(state: State) -> bytes:
    """All that does not tell of ballots."""
    recent = {who: one for who, one in state.recent.items() if VOTERS[0][:9] not in who}
    return encode_state(msgspec.structs.replace(state, boxes={}, recent=recent))


def voters_of_closed(state: State) -> dict[str, int]:
    """How many voted in each poll that is closed."""
    closed = [poll for poll in state.boxes if state.polls[poll].phase is Phase.CLOSED]
    return {poll: state.boxes[poll].voters for poll in closed}


async def cleanse(bodies: list[bytes], folder: Path) -> list[bytes]:
    """What becomes of a log."""
    log, sealers = Kept(bodies), Sealers(CODE, ballot_keys_in(folder))
    plan = await Cleansing.of(log, CODE, sealers)  # type: ignore[arg-type]
    log.bodies = [plan.change(Stored(seq, body)) for seq, body in enumerate(bodies, 1)]
    await plan.finish(log, CODE)  # type: ignore[arg-type]
    return log.bodies


def judge(before: list[bytes], after: list[bytes]) -> None:
    """Nothing of closed polls' ballots is left, nothing else has changed, at no point of the log."""
    state = folded(before)
    closed = {poll for poll, record in state.polls.items() if record.phase is Phase.CLOSED}
    was, now = State(), State()
    alike: dict[str, set[bytes]] = {}
    for seq, (old, new) in enumerate(zip(before, after, strict=False), 1):
        event = decode(seq, old).event
        if isinstance(event, BallotCast) and event.poll in closed and event.poll in state.boxes:
            assert new != old
            if isinstance(decode(seq, new).event, BallotErased):
                alike.setdefault(event.poll, set()).add(new)
        else:
            assert new == old
        fold(was, decode(seq, old))
        fold(now, decode(seq, new))
        assert beside_ballots(was) == beside_ballots(now)
        assert voters_of_closed(was) == voters_of_closed(now)
    assert {len(bodies) for bodies in alike.values()} <= {1}
    assert as_cleansed(state, len(after) - len(before)) == encode_state(folded(after))


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rest=LOGS)
def test_any_log_adds_up_to_the_same_without_its_old_ballots(
    rest: list[tuple[Event, Actor, str]], tmp_path: Path
) -> None:
    before = written([(ProgrammePlanned(PLAN), SYSTEM, ""), (SessionStarted("rt1"), MO, ""), *rest])
    after = asyncio.run(cleanse(before, tmp_path))
    judge(before, after)
    assert not is_due(folded(after))
    assert asyncio.run(cleanse(after, tmp_path)) == after


# the storages


@asynccontextmanager
async def opened(address: str, folder: Path) -> AsyncIterator[Storage]:
    async with in_redis(address, CODE, folder) if address else in_folder(folder) as storage:
        yield storage


@pytest.fixture(params=["folder", "redis"])
async def storage(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Storage]:
    """A storage with the log of release 0.1.0; a look at who serves it takes no time."""
    monkeypatch.setattr(cleansing, "LOOK_EVERY", 0.0)
    address = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    async with opened(address, tmp_path) as storage:
        await storage.log.append(CODE, written(course()))
        yield storage


def contents(folder: Path) -> bytes:
    """Every byte in a data folder."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


async def bodies(storage: Storage) -> list[bytes]:
    return [stored.body for stored in await storage.log.read(CODE, 0)]


async def started(storage: Storage) -> State:
    """Start a worker and stop it again; gives the state that it had."""
    runtime = await Runtime.open(storage, CODE)
    await runtime.close()
    return runtime.state


async def test_the_first_start_takes_the_ballots_of_closed_polls_out_of_the_log(
    storage: Storage, tmp_path: Path
) -> None:
    before = await bodies(storage)
    epoch = await storage.log.epoch(CODE)
    state = await started(storage)
    after = await bodies(storage)
    adopted = encode(RulesAdopted(rules_known()), decode(len(after), after[-1]).stamp)
    assert len(after) == len(before) + 1
    assert after[-1] == adopted
    judge([*before, adopted], after)
    assert (state.boxes[FIRST].voters, state.boxes[FIRST].tally) == (4, {"a": 2, "b": 2})
    assert (state.boxes[SECOND].voters, state.boxes[SECOND].cleansed) == (4, False)
    written_now = b"".join(after)
    assert [voter for voter in VOTERS if voter.encode() in written_now] == []
    assert b"secret-command" not in written_now
    assert await storage.log.epoch(CODE) != epoch
    assert b"secret-command" not in contents(tmp_path)


async def test_the_next_start_leaves_the_log_as_it_is(storage: Storage) -> None:
    first = await started(storage)
    before, epoch = await bodies(storage), await storage.log.epoch(CODE)
    assert encode_state(await started(storage)) == encode_state(first)
    assert (await bodies(storage), await storage.log.epoch(CODE)) == (before, epoch)


async def test_a_poll_that_goes_on_is_cleansed_at_the_first_start_after_its_close(storage: Storage) -> None:
    runtime = await Runtime.open(storage, CODE)
    stamp = Stamp(0, storage.log.now(), MO.id, MO.role, "")
    await storage.log.append(CODE, [encode(PollClosed(SECOND), stamp)])
    await runtime.close()
    state = await started(storage)
    assert (state.boxes[SECOND].voters, state.boxes[SECOND].cleansed) == (4, True)
    assert b"ballot-cast" not in b"".join(await bodies(storage))


async def test_a_rewrite_that_fails_leaves_the_log_as_it_was_and_the_meeting_is_served(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await bodies(storage)

    async def full(*_: object) -> str:
        raise LogFull("No room.")

    with monkeypatch.context() as broken:
        broken.setattr(storage.log, "rewrite", full)
        state = await started(storage)
    assert is_due(state)
    assert (await bodies(storage))[: len(before)] == before
    assert not is_due(await started(storage))


async def test_a_log_that_has_become_another_one_meanwhile_is_not_rewritten(tmp_path: Path) -> None:
    log = Kept(written(course()))
    plan = await Cleansing.of(log, CODE, Sealers(CODE, ballot_keys_in(tmp_path)))  # type: ignore[arg-type]
    last = next(seq for seq, body in enumerate(log.bodies, 1) if b"secret-command-3" in body)
    assert b"ballots-summed" in plan.change(Stored(last, log.bodies[last - 1]))
    with pytest.raises(LogUnavailable):
        plan.change(Stored(last, log.bodies[last - 1].replace(b"secret", b"another")))


# several workers


async def test_while_a_worker_serves_nothing_is_rewritten(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleansing, "LOOK_EVERY", 0.0)
    async with AsyncExitStack() as here:
        one, other = [await here.enter_async_context(in_redis(redis_url, CODE, tmp_path)) for _ in "ab"]
        first = await Runtime.open(one, CODE)
        await one.log.append(CODE, written(course()))
        await first.catch_up()
        await listening(one)
        for rules in (1, rules_known()):
            if rules > 1:
                stamp = Stamp(0, one.log.now(), SYSTEM.id, SYSTEM.role, "")
                await one.log.append(CODE, [encode(RulesAdopted(rules), stamp)])
            before, epoch = await bodies(one), await one.log.epoch(CODE)
            assert is_due(await started(other))
            assert (await bodies(one), await one.log.epoch(CODE)) == (before, epoch)
        await first.close()
        state = await started(other)
    assert state.boxes[FIRST].cleansed


async def listening(storage: Storage) -> None:
    """Wait until the worker of this storage hears the others."""
    async with asyncio.timeout(20):
        heard = 0
        while not heard:
            await asyncio.sleep(0.01)
            heard = await storage.wire.listening(CODE)


async def test_under_old_rules_a_worker_that_comes_back_in_time_stops_it(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    class Wire:
        async def listening(self, meeting: str) -> int:
            looks.append(len(looks))
            return int(len(looks) == cleansing.ALONE_AFTER)

    shared = Storage(storage.log, storage.vault, Wire(), storage.ballot_keys, shared=True)  # type: ignore[arg-type]
    old, place = State(rules=1), Place("", *(await storage.log.read(CODE, 0))[-1])
    assert not await cleansing.is_alone(shared, CODE, Recalled(old, place))
    assert len(looks) == cleansing.ALONE_AFTER
    just_now = encode(PollClosed(SECOND), Stamp(0, storage.log.now(), MO.id, MO.role, ""))
    assert not await cleansing.is_alone(shared, CODE, Recalled(old, Place("", 1, just_now)))
    assert len(looks) == cleansing.ALONE_AFTER
    assert await cleansing.is_alone(
        shared, CODE, Recalled(State(rules=rules_known()), Place("", 1, just_now))
    )
    assert len(looks) == cleansing.ALONE_AFTER + 1


async def test_two_workers_that_start_at_once_give_one_log(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleansing, "LOOK_EVERY", 0.0)
    async with AsyncExitStack() as here:
        both = [await here.enter_async_context(in_redis(redis_url, CODE, tmp_path)) for _ in "ab"]
        await both[0].log.append(CODE, written(course()))
        runtimes = await asyncio.gather(*(Runtime.open(one, CODE) for one in both))
        for runtime in runtimes:
            await runtime.catch_up()
        head = await both[0].log.head(CODE)
        assert {runtime.state.seq for runtime in runtimes} == {head}
        assert len({memory.digest(runtime.state) for runtime in runtimes}) == 1
        assert (runtimes[0].state.boxes[FIRST].voters, runtimes[0].state.boxes[FIRST].cleansed) == (4, True)
        for runtime in runtimes:
            await runtime.close()
        assert b"secret-command" not in b"".join(await bodies(both[0]))
