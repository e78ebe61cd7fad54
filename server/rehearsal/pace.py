"""How lively a hall is: how often people ask, support and vote, and when they listen."""

from dataclasses import dataclass
from enum import StrEnum


class Pace(StrEnum):
    """How lively the hall is."""

    CALM = "calm"
    LIVELY = "lively"
    STORM = "storm"


@dataclass(frozen=True)
class Habits:
    """Of one person: seconds between two of a kind, and what they do when a poll opens."""

    asks_every: float
    supports_every: float
    turnout: float  # share of the people who vote
    hesitates: float  # seconds until they do, on average
    changes: float  # share of the ballots that are changed afterwards, and again
    speech: float  # seconds during which hardly anybody taps
    talk: float  # seconds after that in which they do


HABITS = {
    Pace.CALM: Habits(2400, 300, 0.7, 8, 0.05, 25, 15),
    Pace.LIVELY: Habits(300, 20, 0.85, 5, 0.2, 15, 25),
    Pace.STORM: Habits(120, 10, 1.0, 2, 0.8, 0, 60),
}
DURING_SPEECH = 0.15
# Ten thousand people do not all write at once; and the server takes thirty questions a second.
MOST_QUESTIONS = 8.0  # per second and hall


def attention(habits: Habits, seconds: float) -> float:
    """How much of their usual tapping people do at this moment: speeches and talks take turns."""
    return DURING_SPEECH if seconds % (habits.speech + habits.talk) < habits.speech else 1.0
