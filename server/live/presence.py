"""Presence: who is here and whether each projector is alive and shows what it should. It is never logged."""

from typing import NamedTuple

import msgspec

from server.live.hub import Hub
from server.live.seat import Seat
from server.room.registry import rules_known
from server.views.presence import Presence, ScreenHealth, quantised

STALE_AFTER = 5.0
BEHIND_AFTER = 3.0
FORGOTTEN_AFTER = 5.0
# In its notes a worker tells of itself under this name, which no hall has; release 0.1.0 tells nothing of
# itself, and takes it for a hall in which nobody is.
MYSELF = ""


class _Beat(NamedTuple):
    at: float
    shows: str
    right_at: float


class _Screen(msgspec.Struct):
    """A projector: for how many seconds it is silent, and for how many before that it was wrong."""

    silent: float
    wrong: float


class Reading(NamedTuple):
    """Who has which question before them, in which view; a translator, for which language."""

    actor: str
    question: str
    view: str
    language: str = ""


class _Hall(msgspec.Struct, omit_defaults=True):
    """Who is in a hall by way of one worker."""

    phones: int = 0
    stages: int = 0
    screen: _Screen | None = None
    readings: list[Reading] = []


class Myself(msgspec.Struct):
    """What a worker tells of itself: the newest rules that its release knows."""

    rules: int = 1


class _Heard(NamedTuple):
    at: float
    halls: dict[str, _Hall]


_NOBODY = _Hall()
_encoder = msgspec.json.Encoder()
_notes = msgspec.json.Decoder(dict[str, _Hall])


class Attendance:
    """The heartbeats of projectors and of staff who read, and the counts of everyone else.

    Times are monotonic seconds.

    Workers tell each other in notes; one that has not been heard for a while is forgotten.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._beats: dict[Seat, _Beat] = {}
        self._reads: dict[Seat, tuple[str, str]] = {}
        self._others: dict[str, _Heard] = {}

    def beat(self, seat: Seat, shows: str, expected: str, now: float) -> None:
        """A projector said what it really shows; `expected` is what it should show."""
        before = self._beats.get(seat)
        right_at = now if shows == expected or before is None else before.right_at
        self._beats[seat] = _Beat(now, shows, right_at)

    def reads(self, seat: Seat, question: str, language: str = "") -> None:
        """A member of the staff has this question before them, or with an empty one none."""
        self._reads[seat] = question, language

    def gone(self, seat: Seat) -> None:
        """A screen went away."""
        self._beats.pop(seat, None)
        self._reads.pop(seat, None)

    def note(self, now: float) -> bytes:
        """What the other workers are told of those who are here, and of this worker itself."""
        halls = dict.fromkeys(channel.hall for channel in self._hub.channels())
        here = {hall: self._here(hall, now) for hall in halls}
        return _encoder.encode({MYSELF: Myself(rules_known()), **here})

    def heard(self, worker: str, note: bytes, now: float) -> None:
        """Another worker told who is there; what cannot be read comes from another release."""
        try:
            self._others[worker] = _Heard(now, _notes.decode(note))
        except msgspec.DecodeError:
            self._others.pop(worker, None)

    def hold(self, now: float) -> None:
        """Nobody can be heard at the moment: let the others count as if they said now what they said last."""
        self._others = {worker: heard._replace(at=now) for worker, heard in self._others.items()}

    def of(self, hall: str, now: float) -> Presence:
        """Who is here, as the views of this hall need it."""
        told = [(heard.at, heard.halls.get(hall, _NOBODY)) for heard in self._recent(now)]
        screens = [(now, self._own_screen(hall, now)), *((at, there.screen) for at, there in told)]
        return Presence(
            phones=quantised(self._hub.count("audience", hall) + sum(there.phones for _, there in told)),
            stages=self._hub.count("stage", hall) + sum(there.stages for _, there in told),
            screen=_health([(now - at + screen.silent, screen.wrong) for at, screen in screens if screen]),
        )

    def elsewhere(self, now: float) -> int:
        """How many phones the other workers have; someone who shows two halls counts twice."""
        return sum(hall.phones for heard in self._recent(now) for hall in heard.halls.values())

    def readings(self, hall: str, now: float) -> list[Reading]:
        """Who has which question of this hall before them, each once, in an order that stays."""
        there = [one for heard in self._recent(now) for one in heard.halls.get(hall, _NOBODY).readings]
        return sorted({*self._own_readings(hall), *there})

    def _own_readings(self, hall: str) -> list[Reading]:
        """The readings by way of this worker."""
        return [
            Reading(seat.actor.id, question, seat.view, language)
            for seat, (question, language) in self._reads.items()
            if seat.hall == hall and question
        ]

    def _recent(self, now: float) -> list[_Heard]:
        self._others = {
            worker: heard for worker, heard in self._others.items() if now - heard.at <= FORGOTTEN_AFTER
        }
        return list(self._others.values())

    def _here(self, hall: str, now: float) -> _Hall:
        phones, stages = self._hub.count("audience", hall), self._hub.count("stage", hall)
        return _Hall(phones, stages, self._own_screen(hall, now), self._own_readings(hall))

    def _own_screen(self, hall: str, now: float) -> _Screen | None:
        """The projector of a hall that spoke last, of those that are connected here."""
        beats = [beat for seat, beat in self._beats.items() if seat.hall == hall]
        if not beats:
            return None
        latest = max(beats, key=lambda beat: beat.at)
        return _Screen(now - latest.at, latest.at - latest.right_at)


def _health(screens: list[tuple[float, float]]) -> ScreenHealth:
    """How the projector that spoke last is doing, of those that have been silent and wrong for so long."""
    if not screens:
        return "absent"
    silent, wrong = min(screens)
    if silent > STALE_AFTER:
        return "stale"
    return "behind" if wrong > BEHIND_AFTER else "fresh"
