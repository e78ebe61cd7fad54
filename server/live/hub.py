"""The hub: who is connected, in rows by what they show and in which language, and by who they are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from server.live.row import Row
from server.live.seat import Seat


class Channel(NamedTuple):
    """What a screen shows; a `speaker` has a stage monitor of their own."""

    view: str
    hall: str
    speaker: str = ""


def channel_of(seat: Seat) -> Channel:
    """The channel that a screen shows."""
    return Channel(seat.view, seat.hall, seat.speaker)


class Hub:
    """Rows by channel and language, and seats by person."""

    def __init__(self) -> None:
        self._rows: defaultdict[Channel, defaultdict[str, Row]] = defaultdict(lambda: defaultdict(Row))
        self._people: dict[str, list[Seat]] = {}
        self._present: Counter[tuple[str, str]] = Counter()

    def __len__(self) -> int:
        """How many people are connected; someone with two screens counts once."""
        return len(self._people)

    def add(self, seat: Seat) -> None:
        """A screen connected."""
        self._rows[channel_of(seat)][seat.lang].add(seat)
        mine = self._people.setdefault(seat.actor.id, [])
        self._present[seat.view, seat.hall] += not _shows(mine, seat)
        mine.append(seat)

    def remove(self, seat: Seat) -> None:
        """A screen went away; removing it twice does no harm."""
        mine = self._people.get(seat.actor.id, [])
        if seat not in mine:
            return
        self._rows[channel_of(seat)][seat.lang].remove(seat)
        mine.remove(seat)
        self._present[seat.view, seat.hall] -= not _shows(mine, seat)
        if not mine:
            del self._people[seat.actor.id]

    def rows(self, channel: Channel) -> dict[str, Row]:
        """Everyone who shows a channel, by the languages in which it is being read now."""
        return {lang: row for lang, row in self._rows[channel].items() if len(row)}

    def settle(self, seat: Seat) -> None:
        """A seat can be written to and is at a turn of its own: it may join those who are at the same."""
        self._rows[channel_of(seat)][seat.lang].settle(seat)

    def loosen(self, seat: Seat) -> None:
        """A seat cannot be written to, or must be looked at by itself."""
        self._rows[channel_of(seat)][seat.lang].loosen(seat)

    def channels(self) -> list[Channel]:
        """The channels that somebody reads now."""
        return [
            channel for channel, by_lang in self._rows.items() if any(len(row) for row in by_lang.values())
        ]

    def is_here(self, person: str) -> bool:
        """Whether this person has a screen here."""
        return person in self._people

    def seats_of(self, people: Iterable[str]) -> Iterator[Seat]:
        """The screens of some people."""
        return (seat for person in people for seat in self._people.get(person, ()))

    def count(self, view: str, hall: str) -> int:
        """How many people show a view of a hall; someone with two screens counts once."""
        return self._present[view, hall]

    def all(self) -> list[Seat]:
        """Every seat there is."""
        return [seat for mine in self._people.values() for seat in mine]


def _shows(seats: list[Seat], like: Seat) -> bool:
    return any((seat.view, seat.hall) == (like.view, like.hall) for seat in seats)
