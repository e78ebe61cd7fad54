"""Commands are handed in without waiting: every one is answered once, and everybody's own in order."""

import asyncio
from collections.abc import Iterator

import pytest

from server.live import intake, writer
from server.live.writer import Accepted, Answer
from server.log.base import LogFull, LogUnavailable
from server.log.secret import SecretBuffer
from server.log.vault import KeyDestroyed
from server.room.base import Actor, Command, Refusal
from server.room.people import NameSet, SetName
from server.room.polls import ClosePoll, OpenPoll, Vote
from server.room.questions import Ask
from server.room.screen import Blank
from tests.live.hall import Meeting
from tests.live.keys import until
from tests.room.given import ANNA, BEN, MO, Q1

SINGLE, MULTIPLE = "rt1-p1", "rt1-p2"


class Box:
    """Hands commands in, and keeps the answers in the order in which they came."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._ids = 0
        self.answers: list[tuple[str, Answer]] = []

    def put(self, name: str, command: Command, by: Actor = ANNA, id: str = "") -> None:
        self._ids += 1
        id = id or f"handed-in-{self._ids:06}"
        self._meeting.runtime.hand_in(command, by, id, lambda answer: self.answers.append((name, answer)))

    async def answered(self, number: int) -> None:
        await until(lambda: len(self.answers) >= number)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.answers]

    @property
    def refusals(self) -> dict[str, Refusal]:
        return {name: answer for name, answer in self.answers if isinstance(answer, Refusal)}


class Held:
    """Keys that are drawn only when they are let go, or not at all."""

    def __init__(self, meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
        self.let_go = asyncio.Event()
        self.trouble: Exception | None = None
        self._draw = meeting.keys.draw
        monkeypatch.setattr(meeting.keys, "draw", self._drawn)

    async def _drawn(self, poll: str) -> SecretBuffer:
        await self.let_go.wait()
        if self.trouble:
            raise self.trouble
        return await self._draw(poll)


@pytest.fixture
def box(meeting: Meeting) -> Box:
    return Box(meeting)


@pytest.fixture
def held(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    keys = Held(meeting, monkeypatch)
    yield keys
    keys.let_go.set()


@pytest.fixture
def paused(meeting: Meeting) -> Iterator[asyncio.Event]:
    """The log stands still until this is set."""
    meeting.log.held = let_go = asyncio.Event()
    yield let_go
    let_go.set()


def vote(*choice: str, poll: str = SINGLE) -> Vote:
    return Vote(poll, choice)


async def test_what_is_accepted_is_durable_and_counted_when_it_is_answered(
    meeting: Meeting, box: Box
) -> None:
    await meeting.done(OpenPoll(SINGLE))
    box.put("first", vote("a"))
    box.put("name", SetName("Ben"), BEN)
    assert box.answers == []
    await box.answered(2)
    seqs = {name: answer.seq for name, answer in box.answers if isinstance(answer, Accepted)}
    assert sorted(seqs.values()) == [6, 7]
    assert await meeting.entries() == 7
    assert meeting.runtime.state.boxes[SINGLE].tally == {"a": 1}
    assert meeting.runtime.state.person("ben").name == "Ben"


async def test_a_ballot_for_a_poll_that_is_not_open_is_refused_at_once(meeting: Meeting, box: Box) -> None:
    await meeting.done(OpenPoll(SINGLE), ClosePoll(SINGLE))
    box.put("closed", vote("a"))
    box.put("unknown", vote("a", poll="nowhere"))
    assert box.answers == [("closed", Refusal.POLL_NOT_OPEN), ("unknown", Refusal.UNKNOWN_POLL)]


async def test_while_a_key_is_drawn_everybody_s_own_commands_stay_in_order_and_others_go_on(
    meeting: Meeting, box: Box, held: Held
) -> None:
    await meeting.done(OpenPoll(SINGLE), OpenPoll(MULTIPLE))
    box.put("a", vote("a"))
    box.put("other poll", vote("b", poll=MULTIPLE))
    box.put("name", SetName("Anna"))
    box.put("b", vote("b"))
    box.put("ben", SetName("Ben"), BEN)
    await box.answered(1)
    assert box.names == ["ben"]
    held.let_go.set()
    await box.answered(5)
    assert box.names == ["ben", "a", "other poll", "name", "b"]
    assert box.refusals == {}
    assert meeting.runtime.state.boxes[SINGLE].tally == {"a": 0, "b": 1}


async def test_a_ballot_that_is_sent_again_while_the_key_is_drawn_counts_once(
    meeting: Meeting, box: Box, held: Held
) -> None:
    await meeting.done(OpenPoll(SINGLE))
    for _ in range(3):
        box.put("again", vote("a"), id="a" * 16)
    held.let_go.set()
    await box.answered(3)
    assert len({answer for _, answer in box.answers}) == 1
    assert meeting.runtime.state.boxes[SINGLE].voters == 1


@pytest.mark.parametrize(
    ("trouble", "refusal"),
    [
        (LogFull("Full."), Refusal.STORAGE_FULL),
        (LogUnavailable("Gone."), Refusal.STORAGE_UNAVAILABLE),
        (KeyDestroyed("Closed."), Refusal.POLL_NOT_OPEN),
        (ZeroDivisionError(), Refusal.DEFECT),
    ],
)
async def test_a_key_that_cannot_be_drawn_refuses_its_ballots_and_nothing_else(
    meeting: Meeting, box: Box, held: Held, trouble: Exception, refusal: Refusal
) -> None:
    await meeting.done(OpenPoll(SINGLE))
    held.trouble = trouble
    box.put("a", vote("a"))
    box.put("name", SetName("Anna"))
    box.put("ben", vote("a"), BEN)
    held.let_go.set()
    await box.answered(3)
    assert box.refusals == {"a": refusal, "ben": refusal}
    held.trouble = None
    await meeting.done(vote("a"), by=ANNA)


async def test_a_poll_that_closes_while_its_key_is_drawn_takes_no_ballot(
    meeting: Meeting, box: Box, held: Held
) -> None:
    await meeting.done(OpenPoll(SINGLE))
    box.put("late", vote("a"))
    await meeting.done(ClosePoll(SINGLE))
    held.let_go.set()
    await box.answered(1)
    assert box.refusals == {"late": Refusal.POLL_NOT_OPEN}


async def test_what_waits_for_a_key_at_the_end_is_finished(meeting: Meeting, box: Box, held: Held) -> None:
    await meeting.done(OpenPoll(SINGLE))
    box.put("a", vote("a"))
    stopping = asyncio.create_task(meeting.runtime.close())
    await asyncio.sleep(0.01)
    held.let_go.set()
    await stopping
    assert [type(answer) for _, answer in box.answers] == [Accepted]
    box.put("late", vote("b"))
    assert box.refusals == {"late": Refusal.STORAGE_UNAVAILABLE}


async def test_a_defect_in_one_command_is_told_written_down_and_nobody_else_s_trouble(
    meeting: Meeting, box: Box, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Ask, "propose", broken)
    box.put("before", SetName("Anna"))
    box.put("ask", Ask(Q1, "rt1", "Why?"))
    box.put("after", SetName("Anne"))
    await box.answered(3)
    assert box.names == ["before", "ask", "after"]
    assert box.refusals == {"ask": Refusal.DEFECT}
    assert "ZeroDivisionError" in caplog.text


async def test_a_defect_in_counting_is_written_down_and_what_comes_next_goes_on(
    meeting: Meeting, box: Box, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as breaking:
        breaking.setattr(NameSet, "apply", broken)
        box.put("name", SetName("Anna"))
        await box.answered(1)
    assert box.refusals == {"name": Refusal.STORAGE_UNAVAILABLE}
    assert "ZeroDivisionError" in caplog.text
    await meeting.done(Blank("main"))


async def test_somebody_who_cannot_take_their_answer_does_not_keep_others_from_theirs(
    meeting: Meeting, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(answer: Answer) -> None:
        raise ZeroDivisionError

    meeting.runtime.hand_in(SetName("Anna"), ANNA, "", broken)
    meeting.runtime.hand_in(Vote(SINGLE, ("a",)), ANNA, "", broken)
    box.put("ben", SetName("Ben"), BEN)
    await box.answered(1)
    assert box.refusals == {}
    assert caplog.text.count("an answer could not be given") == 2


async def test_who_answers_by_handing_in_the_next_is_answered_again(meeting: Meeting) -> None:
    done = asyncio.Event()

    def first(answer: Answer) -> None:
        meeting.runtime.hand_in(SetName("Anne"), ANNA, "", lambda answer: done.set())

    meeting.runtime.hand_in(SetName("Anna"), ANNA, "", first)
    async with asyncio.timeout(10):
        await done.wait()
    assert meeting.runtime.state.person("anna").name == "Anne"


async def test_while_storage_stands_still_the_audience_is_slowed_and_staff_are_not(
    box: Box, paused: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 3)
    box.put("being written", SetName("Anna"))
    await asyncio.sleep(0.01)
    for number in range(3):
        box.put(f"waiting {number}", SetName(f"Anna {number}"))
    assert box.answers == []
    box.put("too many", SetName("Ben"), BEN)
    assert box.answers == [("too many", Refusal.SLOW_DOWN)]
    box.put("staff", Blank("main"), MO)
    paused.set()
    await box.answered(6)
    assert box.names == ["too many", "being written", "waiting 0", "waiting 1", "waiting 2", "staff"]
    assert box.refusals == {"too many": Refusal.SLOW_DOWN}


async def test_no_more_than_so_many_wait_for_a_key(
    meeting: Meeting, box: Box, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_WAITING", 2)
    await meeting.done(OpenPoll(SINGLE))
    for number in range(3):
        box.put(f"ballot {number}", vote("a"), Actor(f"voter-{number}", "audience"))
    assert box.answers == [("ballot 2", Refusal.SLOW_DOWN)]
    held.let_go.set()
    await box.answered(3)
    assert box.refusals == {"ballot 2": Refusal.SLOW_DOWN}


async def test_while_several_come_at_a_time_the_next_wait_for_each_other_and_one_who_comes_alone_does_not(
    meeting: Meeting, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep, woken = asyncio.sleep, asyncio.Event()

    async def sleeps(seconds: float) -> None:
        await (woken.wait() if seconds > 60 else sleep(seconds))

    monkeypatch.setattr(asyncio, "sleep", sleeps)
    monkeypatch.setattr(writer, "APART", 3_600.0)
    await meeting.done(SetName("Anna"), SetName("Anne"), by=ANNA)
    box.put("one", SetName("Anna"))
    box.put("two", SetName("Ben"), BEN)
    await box.answered(2)
    before = await meeting.entries()
    for number in range(3):
        box.put(f"waits {number}", SetName(f"Ben {number}"), BEN)
        await sleep(0.005)
    assert await meeting.entries() == before
    woken.set()
    await box.answered(5)
    assert box.refusals == {}
