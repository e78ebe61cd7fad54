"""Which questions of a hall's session seem to ask the same: found as they come, for the desk alone.

What is shown is a function of the questions compared and of their texts: neither the order in which they came
nor the start of this process leaves a trace in it. While there is more to compare than one look has time for,
as after a restart in a full session, only what was told before is told, and that it is not complete.
"""

import time
from bisect import insort
from collections.abc import Callable, Iterator
from typing import NamedTuple

from moderation.similarity.likeness import Likeness, Near, Texts, closest
from moderation.status import Status
from server.room.reading import worded
from server.room.records import Edition
from server.room.state import State

# What may be merged, or may take others in.
COMPARED = frozenset({Status.PENDING, Status.LIVE, Status.ON_STAGE, Status.ANSWERED})
# How many are told for each question.
MOST = 3
# Seconds for which one look compares: no tick waits for thousands of questions.
A_WHILE = 0.005


class Hints(NamedTuple):
    """For each question that has any, the ids of those that seem to ask the same, the likeliest first.

    `searching`: there may be more, or others, for not everything has been compared yet.
    """

    near: tuple[tuple[str, tuple[str, ...]], ...] = ()
    searching: bool = False


class Nearby:
    """The likeness of the questions of one session at a time; only what has changed is read again."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._begin("")

    def _begin(self, session: str) -> None:
        self._session, self._seq = session, -1
        self._likeness = Likeness()
        # The questions to compare, each with what says whether it reads as before, and those that were read.
        self._compared: dict[str, tuple[int, Edition]] = {}
        self._read: dict[str, tuple[int, Edition]] = {}
        # The likeliest of each question that has been read, and those of which this may not hold any more.
        self._nearest: dict[str, list[Near]] = {}
        self._doubtful: dict[str, None] = {}
        self._hints = Hints()

    def look(self, state: State, session: str) -> Hints:
        """What is known now, once more of it has been compared."""
        if session != self._session:
            self._begin(session)
        if state.seq != self._seq:
            self._seq = state.seq
            self._compared = self._to_compare(state)
            self._let_go({id for id, wording in self._read.items() if self._compared.get(id) != wording})
            self._search(state)
        elif self.searching:
            self._search(state)
        return self._hints

    @property
    def searching(self) -> bool:
        """Whether not everything had been compared at the last look."""
        return self._hints.searching

    def _search(self, state: State) -> None:
        """Compare for a while what has not been, and say what is known then."""
        until = self._clock() + A_WHILE
        for _ in self._steps(state):
            if self._clock() > until:
                break
        complete = not self._doubtful and len(self._read) == len(self._compared)
        self._hints = Hints(self._told() if complete else self._still_told(), searching=not complete)

    def _to_compare(self, state: State) -> dict[str, tuple[int, Edition]]:
        """The questions of the session that are compared, each with what says whether it reads as before."""
        return {
            one.id: (one.edits, state.edition(one.id))
            for one in state.questions.values()
            if one.session == self._session and state.standings[one.id].status in COMPARED
        }

    def _steps(self, state: State) -> Iterator[None]:
        """Compare everything that has not been, one question in each step."""
        for id in [id for id in self._compared if id not in self._read]:
            self._likeness.put(id, _texts(state, id))
            self._read[id] = self._compared[id]
            self._arrive(id)
            yield
        while self._doubtful:
            id, _ = self._doubtful.popitem()
            self._nearest[id] = list(self._likeness.near(id, MOST))
            yield

    def _arrive(self, question: str) -> None:
        """A question has come: find what is near it, and add it to what is near those."""
        near = self._likeness.near(question)
        self._nearest[question] = list(near[:MOST])
        for other, score in near:
            theirs = self._nearest[other]
            insort(theirs, Near(question, score), key=closest)
            del theirs[MOST:]

    def _let_go(self, gone: set[str]) -> None:
        """Questions have gone, or read otherwise: whoever was near them may have others in their place."""
        for id in gone:
            self._likeness.drop(id)
            self._doubtful.pop(id, None)
            del self._read[id], self._nearest[id]
        for id, nearest in self._nearest.items() if gone else ():
            if any(near.question in gone for near in nearest):
                self._doubtful[id] = None

    def _told(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        found = ((id, tuple(near.question for near in self._nearest[id])) for id in self._compared)
        return tuple((id, near) for id, near in found if near)

    def _still_told(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What was told last, without those that have gone or read otherwise since."""
        kept = (
            (id, tuple(other for other in near if other in self._read))
            for id, near in self._hints.near
            if id in self._read
        )
        return tuple((id, near) for id, near in kept if near)


def _texts(state: State, question: str) -> Texts:
    text = worded(state, question).text
    return Texts(text.fr, text.ja, text.en)
