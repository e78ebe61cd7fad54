"""What both edges do with a parsed command, without an edge: who may, how fast, and what is answered."""

import pytest

from server.live.writer import Accepted, Answer
from server.log.base import LogUnavailable
from server.room.base import Actor, Command, Refusal
from server.room.people import SetName
from server.room.polls import OpenPoll, Vote
from server.room.screen import Blank
from server.web.doors import Visitor
from server.web.limits import RATES
from server.web.orders import carry_out, hand_in, new_id
from server.web.parse import Order
from tests.live.keys import until
from tests.web.venue import Venue

PHONE = Visitor(Actor("anna", "audience"), "", ("main", "side"))
DESK = Visitor(Actor("moderator-1", "moderator"), "", ("main",))


class Counter:
    """Where orders are handed in, one after the other."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        self.answers: list[Answer] = []

    def put(self, command: Command, who: Visitor = PHONE, id: str = "") -> None:
        hand_in(self._venue.house, who, Order(id, command), self.answers.append)

    async def all(self, number: int) -> list[Answer]:
        """The answers, once there are so many."""
        await until(lambda: len(self.answers) >= number)
        return self.answers


@pytest.fixture
def counter(venue: Venue) -> Counter:
    return Counter(venue)


async def test_orders_of_one_person_are_answered_in_the_order_in_which_they_came(
    venue: Venue, counter: Counter
) -> None:
    await venue.do(OpenPoll("where"))
    for choice in "aba":
        counter.put(Vote("where", (choice,)))
    counter.put(SetName("Anna"))
    answers = await counter.all(4)
    seqs = [answer.seq for answer in answers if isinstance(answer, Accepted)]
    assert seqs == sorted(set(seqs))
    assert len(seqs) == 4
    assert venue.house.state.boxes["where"].tally == {"a": 1, "b": 0}


async def test_what_is_not_for_a_role_or_hall_is_refused_at_once(counter: Counter) -> None:
    counter.put(Blank("main"))
    counter.put(Blank("side"), DESK)
    assert counter.answers == [Refusal.NOT_ALLOWED] * 2


async def test_an_unknown_hall_is_told_by_its_name(counter: Counter) -> None:
    counter.put(Blank("nowhere"), DESK)
    assert await counter.all(1) == [Refusal.UNKNOWN_HALL]


async def test_what_comes_too_fast_is_refused_at_once_unless_it_came_before(
    venue: Venue, counter: Counter
) -> None:
    burst, id = int(RATES["other"].burst), new_id()
    for number in range(burst - 1):
        counter.put(SetName(f"Anna {number}"))
    await counter.all(burst - 1)
    first = await carry_out(venue.house, PHONE, Order(id, SetName("Anna")))
    counter.put(SetName("Too fast"))
    assert counter.answers[burst - 1 :] == [Refusal.SLOW_DOWN]
    assert isinstance(first, Accepted)
    assert await carry_out(venue.house, PHONE, Order(id, SetName("Anna"))) == first


async def test_what_could_not_be_saved_is_not_counted_as_fast(
    venue: Venue, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*given: object) -> range:
        raise LogUnavailable("Gone.")

    often = 3 * int(RATES["other"].burst)
    with monkeypatch.context() as away:
        away.setattr(venue.log, "append", gone)
        for _ in range(often):
            assert (
                await carry_out(venue.house, PHONE, Order("", SetName("Anna"))) is Refusal.STORAGE_UNAVAILABLE
            )
    counter.put(SetName("Anna"))
    assert [type(answer) for answer in await counter.all(1)] == [Accepted]


async def test_orders_without_an_id_are_each_one_of_their_own(venue: Venue, counter: Counter) -> None:
    counter.put(SetName("Anna"))
    counter.put(SetName("Anne"))
    counter.put(SetName("Anna"))
    answers = await counter.all(3)
    assert len({answer.seq for answer in answers if isinstance(answer, Accepted)}) == 3
    assert len(venue.house.state.recent["anna"]) == 3
