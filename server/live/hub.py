"""The hub: who is connected, and the same message to everyone who shows the same thing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from server.live.seat import Seat


class Channel(NamedTuple):
    """What a screen shows."""

    view: str
    hall: str


class Hub:
    """Seats by channel and language, and by person."""

    def __init__(self) -> None:
        self._seats: defaultdict[Channel, defaultdict[str, set[Seat]]] = defaultdict(lambda: defaultdict(set))
        self._people: defaultdict[str, set[Seat]] = defaultdict(set)
        self._present: defaultdict[Channel, Counter[str]] = defaultdict(Counter)

    def add(self, seat: Seat) -> None:
        """A screen connected."""
        self._seats[Channel(seat.view, seat.hall)][seat.lang].add(seat)
        self._people[seat.actor.id].add(seat)
        self._present[Channel(seat.view, seat.hall)][seat.actor.id] += 1

    def remove(self, seat: Seat) -> None:
        """A screen went away; removing it twice does no harm."""
        if seat not in self._people.get(seat.actor.id, ()):
            return
        channel = Channel(seat.view, seat.hall)
        self._seats[channel][seat.lang].discard(seat)
        mine, present = self._people[seat.actor.id], self._present[channel]
        mine.discard(seat)
        present[seat.actor.id] -= 1
        if not present[seat.actor.id]:
            del present[seat.actor.id]
        if not mine:
            del self._people[seat.actor.id]

    def languages(self, channel: Channel) -> Iterator[str]:
        """The languages in which a channel is being read now."""
        return (lang for lang, seats in self._seats[channel].items() if seats)

    def channels(self) -> list[Channel]:
        """The channels that somebody reads now."""
        return [channel for channel, by_lang in self._seats.items() if any(by_lang.values())]

    def publish(self, channel: Channel, lang: str, message: str) -> None:
        """The same message to every screen of a channel in one language."""
        for seat in self._seats[channel][lang]:
            seat.outlet.push(message)

    def is_here(self, person: str) -> bool:
        """Whether this person has a screen here."""
        return person in self._people

    def seats_of(self, people: Iterable[str]) -> Iterator[Seat]:
        """The screens of some people."""
        return (seat for person in people for seat in self._people.get(person, ()))

    def count(self, view: str, hall: str) -> int:
        """How many people show a view of a hall; someone with two screens counts once."""
        return len(self._present[Channel(view, hall)])

    def all(self) -> list[Seat]:
        """Every seat there is."""
        return [seat for mine in self._people.values() for seat in mine]
