"""Rows: blocks of seats that are in step, however they come, go and fall behind."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from server.live import row as rows
from server.live.message import Message
from server.live.row import Row
from server.live.seat import NOWHERE, Rest, Seat
from tests.live.hall import Screen, seated

LARGE = Message("x" * 200_000)


class Piped(Screen):
    """An outlet with a descriptor that can be written to; what arrives there can be read."""

    def __init__(self) -> None:
        super().__init__()
        self._reads, self.descriptor = os.pipe()
        os.set_blocking(self.descriptor, False)

    def read(self) -> bytes:
        os.set_blocking(self._reads, False)
        try:
            return os.read(self._reads, 1_000_000)
        except BlockingIOError:
            return b""

    def close_all(self) -> None:
        os.close(self._reads)
        if self.descriptor != NOWHERE:
            os.close(self.descriptor)


@dataclass
class Bench:
    """A row and whoever sits in it."""

    row: Row
    seats: list[Seat]
    outlets: list[Piped]

    def sit(self, turn: int = 1) -> Seat:
        seat, _ = seated()
        outlet = Piped()
        seat.outlet, seat.turn = outlet, turn
        self.seats.append(seat)
        self.outlets.append(outlet)
        self.row.add(seat)
        self.row.settle(seat)
        return seat


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(rows, "BLOCK", 3)
    made = Bench(Row(), [], [])
    yield made
    for outlet in made.outlets:
        outlet.close_all()


def blocks(row: Row) -> list[list[Seat]]:
    """Who sits together."""
    return [block.seats for block in row.behind(1_000)]


def test_those_at_the_same_turn_sit_together_up_to_the_size_of_a_block(bench: Bench) -> None:
    first = [bench.sit(1) for _ in range(4)]
    later = bench.sit(2)
    assert blocks(bench.row) == [first[:3], first[3:], [later]]
    assert bench.row.behind(2) == [first[0].block, first[3].block]


def test_those_who_take_compressed_messages_sit_apart(bench: Bench) -> None:
    plain = bench.sit()
    seat, _ = seated()
    outlet = Piped()
    outlet.deflates, seat.outlet, seat.turn = True, outlet, 1
    bench.outlets.append(outlet)
    bench.row.add(seat)
    bench.row.settle(seat)
    assert blocks(bench.row) == [[plain], [seat]]
    message = Message("x" * 1_000)
    for block in bench.row.behind(2):
        assert block.send(message) == []
    assert [bench.outlets[0].read(), outlet.read()] == [message.plain, message.packed]


def test_who_cannot_be_written_to_stays_by_itself(bench: Bench) -> None:
    seat, _ = seated()
    bench.row.add(seat)
    bench.row.settle(seat)
    assert (blocks(bench.row), list(bench.row.loose)) == ([], [seat])


def test_who_gets_up_keeps_the_turn_of_the_block_and_the_others_their_places(bench: Bench) -> None:
    first, second, third = (bench.sit() for _ in range(3))
    block = first.block
    assert block
    block.turn = 7
    bench.row.loosen(first)
    assert (first.turn, list(bench.row.loose)) == (7, [first])
    assert block.send(Message("news")) == []
    heard = [outlet.read() for outlet in bench.outlets]
    assert heard == [b"", Message("news").plain, Message("news").plain]
    bench.row.remove(third)
    bench.row.remove(second)
    assert blocks(bench.row) == []
    assert len(bench.row) == 1


def test_what_the_kernel_does_not_take_is_named_with_its_seat(bench: Bench) -> None:
    first, second = bench.sit(), bench.sit()
    block = second.block
    assert block
    (whole, *_), stuck = block.send(LARGE), block.send(LARGE)
    assert whole.seat is first
    assert 0 < len(whole.rest) < len(LARGE.plain)
    assert stuck == [Rest(first, LARGE.plain), Rest(second, LARGE.plain)]
    assert bench.outlets[0].read() + whole.rest == LARGE.plain


def test_a_connection_that_is_gone_is_left_to_its_transport_and_no_trouble_for_the_others(
    bench: Bench,
) -> None:
    first, second = bench.sit(), bench.sit()
    os.close(bench.outlets[0].descriptor)
    bench.outlets[0].descriptor = NOWHERE
    block = first.block
    assert block
    assert block.send(Message("news")) == [Rest(first, Message("news").plain)]
    assert bench.outlets[1].read() == Message("news").plain
    assert second.block is block


class Coming(RuleBasedStateMachine):
    """Whatever happens in a row, everyone sits in exactly one place and is found there."""

    def __init__(self) -> None:
        super().__init__()
        self.row = Row()
        self.seats: list[Seat] = []

    @rule(turn=st.integers(1, 3), can_write=st.booleans())
    def come(self, turn: int, can_write: bool) -> None:
        seat, screen = seated()
        screen.descriptor = len(self.seats) if can_write else NOWHERE
        seat.turn = turn
        self.seats.append(seat)
        self.row.add(seat)
        self.row.settle(seat)

    @rule(which=st.integers(0, 1_000))
    def go(self, which: int) -> None:
        if self.seats:
            self.row.remove(self.seats.pop(which % len(self.seats)))

    @rule(which=st.integers(0, 1_000))
    def fall_behind(self, which: int) -> None:
        if self.seats:
            self.row.loosen(self.seats[which % len(self.seats)])

    @rule(which=st.integers(0, 1_000))
    def be_back(self, which: int) -> None:
        if self.seats:
            self.row.settle(self.seats[which % len(self.seats)])

    @rule(turn=st.integers(2, 4))
    def bring_up(self, turn: int) -> None:
        for block in self.row.behind(turn):
            block.turn = turn

    @invariant()
    def everyone_has_one_place(self) -> None:
        assert sorted(map(id, self.row)) == sorted(map(id, self.seats))
        assert len(self.row) == len(self.seats)
        for seat in self.seats:
            if seat.block:
                assert seat.block.seats[seat.at] is seat
                assert seat.block._descriptors[seat.at] == seat.outlet.descriptor
            else:
                assert seat in self.row.loose

    @invariant()
    def no_block_is_empty(self) -> None:
        assert all(block.seats for block in self.row.behind(1_000))


TestComing = Coming.TestCase
TestComing.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
