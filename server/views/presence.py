"""Who is there right now, as the views need it: approximate, quantised, and not part of the log."""

from typing import Literal

import msgspec

ScreenHealth = Literal["fresh", "behind", "stale", "absent"]


class Reader(msgspec.Struct, frozen=True):
    """Somebody on the staff who has a question before them in a view; without a name if they have none.

    `language` is that into which they translate it.
    """

    name: str
    question: str
    view: str
    actor: str
    language: str = ""


class Presence(msgspec.Struct, frozen=True):
    """Phones connected in a hall, stage monitors connected, and how the hall's projector is doing.

    `key` is what newcomers need beside the code now, if they need one, where the hall's screen is seen.
    `readers` is for the screens on which staff read questions, and empty for all others; `near`
    is for the desk: for a question the ids of those that seem to ask the same, the likeliest first, and
    `searching` while not all of them have been found yet.
    """

    phones: int = 0
    stages: int = 0
    screen: ScreenHealth = "absent"
    readers: tuple[Reader, ...] = ()
    near: tuple[tuple[str, tuple[str, ...]], ...] = ()
    searching: bool = False
    key: str = ""


def quantised(count: int) -> int:
    """A count that changes seldom: exact below 100, then in steps (2, 5, 10, 20 …) of 1 to 2.5 %."""
    step = next(
        step
        for power in (1, 10, 100, 1_000, 10_000)
        for unit in (1, 2, 5)
        if count / (step := unit * power) < 100
    )
    return count // step * step
