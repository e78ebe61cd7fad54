"""Which questions of a hall's session seem to ask the same: found as they come, for the desk alone."""

from collections.abc import Iterable

from moderation.similarity.likeness import Likeness, Texts
from moderation.status import Status
from server.room.reading import worded
from server.room.records import Edition
from server.room.state import State

# What may be merged, or may take others in.
COMPARED = frozenset({Status.PENDING, Status.LIVE, Status.ON_STAGE, Status.ANSWERED})
# So many questions are read in one look at the most: after a restart, no tick waits for thousands.
AT_ONCE = 20


class Nearby:
    """The likeness of the questions of one session at a time; only what has changed is read again."""

    def __init__(self) -> None:
        self._begin("")

    def look(self, state: State, session: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """For each question that has any, the ids of those that seem to ask the same, the likeliest first."""
        if session != self._session:
            self._begin(session)
        if state.seq != self._seq:
            self._keep_up(state)
        return self._found

    def _begin(self, session: str) -> None:
        self._session, self._seq = session, -1
        self._likeness = Likeness()
        self._read: dict[str, tuple[int, Edition]] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        self._found: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def _keep_up(self, state: State) -> None:
        here = self._here(state)
        gone = [id for id in self._read if id not in here]
        changed = [id for id, wording in here.items() if self._read.get(id) != wording]
        now = changed[:AT_ONCE]
        if gone or now:
            before = self._neighbours(*gone, *now)
            for id in gone:
                self._likeness.drop(id)
                del self._read[id], self._near[id]
            for id in now:
                self._likeness.put(id, _texts(state, id))
                self._read[id] = here[id]
            self._compare(now)
            self._compare(before | self._neighbours(*now))
            self._found = tuple((id, near) for id, near in self._near.items() if near)
        if now == changed:
            self._seq = state.seq

    def _here(self, state: State) -> dict[str, tuple[int, Edition]]:
        """The questions of the session that are compared, each with what says whether it reads as before."""
        return {
            one.id: (one.edits, state.edition(one.id))
            for one in state.questions.values()
            if one.session == self._session and state.standings[one.id].status in COMPARED
        }

    def _neighbours(self, *questions: str) -> dict[str, None]:
        return dict.fromkeys(other for id in questions for other in self._near.get(id, ()))

    def _compare(self, questions: Iterable[str]) -> None:
        for id in questions:
            if id in self._read:
                self._near[id] = tuple(one.question for one in self._likeness.near(id))


def _texts(state: State, question: str) -> Texts:
    text = worded(state, question).text
    return Texts(text.fr, text.ja, text.en)
