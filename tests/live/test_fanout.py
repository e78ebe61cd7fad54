"""The fan-out: everyone gets each turn once and in order, some at a time; between, others are served."""

import asyncio

import pytest

from server.live import fanout, row
from server.live.fanout import Fanout, Publication
from server.live.message import Message
from server.live.row import Row
from server.live.seat import Seat
from tests.live.hall import Screen, seated

FIRST, SECOND, WHOLE = Message("first"), Message("second"), Message("whole")


class Written(Screen):
    """An outlet with a descriptor, which the test's own `write` brings back to it."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.descriptor = descriptor


class Hall:
    """A fan-out over so many screens; one that has to catch up is brought to turn 2."""

    def __init__(self, screens: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.row, self.fanout = Row(), Fanout(self.renew)
        self.seats, self.given = list[Seat](), list[list[bytes]]()
        for number in range(screens):
            seat, _ = seated()
            seat.outlet = Written(number)
            self.given.append([])
            self.seats.append(seat)
            self.row.add(seat)
            self.row.settle(seat)
        monkeypatch.setattr("server.live.seat.write", self.write)

    def write(self, descriptor: int, frame: bytes) -> int:
        self.given[descriptor].append(frame)
        return len(frame)

    def renew(self, seat: Seat) -> None:
        self.row.loosen(seat)
        seat.turn = 2
        self.given[seat.outlet.descriptor].append(WHOLE.plain)
        self.row.settle(seat)

    def publish(self, message: Message, before: int) -> None:
        self.fanout.publish(Publication(self.row, message, before, before + 1))

    def served(self) -> int:
        """How many have been given something."""
        return sum(1 for given in self.given if given)


async def gone_out(hall: Hall) -> None:
    """Wait until nothing is left to send."""
    while hall.fanout.is_busy:  # noqa: ASYNC110 - it is these turns of the loop that count
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (fanout, row):
        monkeypatch.setattr(module, "BLOCK", 3)


async def test_a_few_are_sent_to_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(3, monkeypatch)
    hall.publish(FIRST, 0)
    assert not hall.fanout.is_busy
    assert hall.given == [[FIRST.plain]] * 3


async def test_many_are_sent_to_some_at_a_time_and_the_loop_turns_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hall, turns = Hall(8, monkeypatch), []
    hall.publish(FIRST, 0)
    while hall.fanout.is_busy:
        turns.append(hall.served())
        await asyncio.sleep(0)
    assert turns == [3, 6]
    assert hall.given == [[FIRST.plain]] * 8


async def test_two_publications_reach_everyone_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(8, monkeypatch)
    hall.publish(FIRST, 0)
    hall.publish(SECOND, 1)
    await gone_out(hall)
    assert hall.given == [[FIRST.plain, SECOND.plain]] * 8


async def test_who_is_at_a_turn_already_is_not_given_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(8, monkeypatch)
    hall.publish(FIRST, 0)
    hall.renew(hall.seats[-1])
    hall.publish(SECOND, 1)
    await gone_out(hall)
    assert hall.given == [[FIRST.plain, SECOND.plain]] * 7 + [[WHOLE.plain]]


async def test_who_gets_up_while_others_are_served_is_not_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(8, monkeypatch)
    hall.publish(FIRST, 0)
    waits, moves = hall.seats[7], hall.seats[6]
    for seat in (waits, moves):
        hall.row.loosen(seat)
    hall.row.settle(moves)
    outlet = waits.outlet
    assert isinstance(outlet, Written)
    outlet.descriptor = -1
    await gone_out(hall)
    assert hall.given == [[FIRST.plain]] * 7 + [[]]
    assert outlet.messages == [FIRST]


async def test_a_block_that_missed_a_turn_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(4, monkeypatch)
    hall.publish(SECOND, 1)
    await gone_out(hall)
    assert hall.given == [[WHOLE.plain]] * 4


async def test_a_small_publication_does_not_wait_behind_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    hall, staff = Hall(8, monkeypatch), Row()
    seat, screen = seated("desk")
    staff.add(seat)
    hall.publish(FIRST, 0)
    hall.fanout.publish(Publication(staff, FIRST, 0, 1))
    assert screen.pushed == ["first"]
    await gone_out(hall)


async def test_what_the_kernel_does_not_take_is_left_to_the_outlet(monkeypatch: pytest.MonkeyPatch) -> None:
    hall, rests = Hall(2, monkeypatch), []
    monkeypatch.setattr("server.live.seat.write", lambda descriptor, frame: 4 if descriptor else len(frame))
    monkeypatch.setattr(Written, "push_rest", lambda self, rest: rests.append((self.descriptor, rest)))
    hall.publish(FIRST, 0)
    assert rests == [(1, FIRST.plain[4:])]


async def test_one_screen_that_cannot_be_brought_up_to_date_stops_nobody_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    both, (late, _), (seat, screen) = Row(), seated(), seated()
    both.add(late)
    both.add(seat)

    def failing(seat: Seat) -> None:
        raise ValueError("what it should show cannot be rendered")

    seat.turn = 1
    Fanout(failing).publish(Publication(both, SECOND, 1, 2))
    assert screen.pushed == ["second"]
    assert "could not be brought up to date" in caplog.text


@pytest.mark.parametrize("screens", [3, 8])
async def test_a_message_that_cannot_be_sent_keeps_nobody_from_the_next(
    screens: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hall = Hall(screens, monkeypatch)
    hall.publish(Message("\ud800"), 0)  # half of a character, which no frame can carry
    hall.publish(SECOND, 1)
    await gone_out(hall)
    assert hall.given == [[WHOLE.plain]] * screens
    assert "a message could not be sent" in caplog.text
