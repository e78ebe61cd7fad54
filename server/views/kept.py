"""What a page was made of: whatever of it is made of the same again need not be made anew."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The pieces of the page that was made last, each with the facts of which it was made.

    Exact if the facts are all that a piece shows, and none of them can change in place. It holds no more than
    one page: what is not on it is forgotten.
    """

    def __init__(self) -> None:
        self._pieces: dict[str, tuple[object, Made]] = {}

    def __len__(self) -> int:
        return len(self._pieces)

    def pieces(self, facts: Mapping[str, object], make: Callable[[str], Made]) -> dict[str, Made]:
        """By id, what `make` makes of these facts, in their order."""
        before, self._pieces = self._pieces, {}
        for id, now in facts.items():
            seen, made = before.get(id, (None, None))
            self._pieces[id] = (now, make(id) if made is None or seen != now else made)
        return {id: made for id, (_, made) in self._pieces.items()}
