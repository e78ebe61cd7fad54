"""A page that takes over what has not changed is the same as one that is made anew."""

from collections.abc import Callable
from functools import partial

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from server.live.board import KEEPING, VIEWS
from server.room.care import QuestionPinned
from server.room.codec import decode_state, encode_state
from server.room.people import NameSet
from server.room.planning import ProgrammePlanned
from server.room.programme import Term
from server.room.questions import QuestionEdited
from server.room.rewording import QuestionReworded
from server.room.state import State
from server.room.support import QuestionUpvoted
from server.room.translations import QuestionTranslated
from server.room.triage import QuestionApproved, QuestionDismissed
from server.room.wording import Text
from server.views.desk import Desk, desk
from server.views.desk.item import Item
from server.views.kept import Kept
from server.views.part import Part
from server.views.presence import Presence, Reader
from server.views.translating import Task, translate
from tests.room.given import BEN, LIVE, MO, Q1, Q2, SERVER, Given, Room, asked, by, given
from tests.room.machine import Meeting
from tests.room.plan import PLAN
from tests.room.test_machine import WITHOUT_SHRINKING
from tests.room.wild import PREPARED, QUESTIONS
from tests.views.screens import HERE

View = Callable[[State, str, Presence], Part]
FRESH: dict[str, View] = {view: VIEWS[view] for view in sorted(KEEPING)}
SOME = st.sampled_from([*QUESTIONS, *PREPARED, "question-of-another"])
NEAR = st.dictionaries(SOME, st.lists(SOME, unique=True, min_size=1, max_size=4).map(tuple), max_size=3)
READERS = st.lists(
    st.builds(
        Reader,
        st.sampled_from(["", "Mo"]),
        SOME,
        st.sampled_from(sorted(FRESH)),
        st.sampled_from(["mo", "kei"]),
    ),
    max_size=3,
).map(tuple)


def steadily(view: str) -> View:
    """The view as a board makes it, over and over."""
    return partial(VIEWS[view], kept=Kept())


OTHERWISE_PLANNED = msgspec.structs.replace(
    PLAN, languages=("fr", "en"), glossary=(Term(Text(fr="Un", ja="一", en="One")),)
)
WHAT_HAPPENS: tuple[Given, ...] = (
    asked("Zero?", Q1),
    asked("Two?", Q2),
    QuestionEdited(Q1, "Number one?", "en"),
    QuestionTranslated(Q1, "fr", "Un ?", of=1),
    QuestionDismissed(Q2),
    by(MO, NameSet("Mona")),
    by(SERVER, ProgrammePlanned(OTHERWISE_PLANNED)),
)


class Remembered(Meeting):
    """Every page is made again after every entry, of what there was and by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.presence = Presence()
        self.views: dict[tuple[str, str], View] = {}

    @rule(readers=READERS, near=NEAR)
    def somebody_reads(self, readers: tuple[Reader, ...], near: dict[str, tuple[str, ...]]) -> None:
        self.presence = Presence(readers=readers, near=tuple(near.items()))

    @rule()
    def the_state_is_read_from_a_snapshot(self) -> None:
        """Equal records then are not the same ones."""
        self.state = decode_state(encode_state(self.state))

    @rule()
    def look_at_the_screens(self, presence: Presence | None = None) -> None:
        """The watcher of the machine looks elsewhere."""

    @invariant()
    def what_is_taken_over_is_what_would_be_made(self) -> None:
        for hall in self.state.halls:
            for view, fresh in FRESH.items():
                steady = self.views.setdefault((hall, view), steadily(view))
                assert steady(self.state, hall, self.presence) == fresh(self.state, hall, self.presence)


TestRemembered = Remembered.TestCase
TestRemembered.settings = settings(
    max_examples=60, stateful_step_count=50, deadline=None, phases=WITHOUT_SHRINKING
)


def two_questions() -> Room:
    return given(LIVE, asked("One?", Q1), asked("Two?", Q2), QuestionApproved(Q1), QuestionApproved(Q2))


def items(page: Desk) -> dict[str, Item]:
    return {one.question: one for one in page.live.items}


def test_a_question_to_which_nothing_happened_is_not_made_anew() -> None:
    room, kept = two_questions(), Kept[Item]()
    before = items(desk(room.state, "main", HERE, kept))
    facts: list[Given] = [by(BEN, QuestionUpvoted(Q1)), QuestionPinned(Q1, True)]
    after = items(desk(room.and_given(*facts).state, "main", HERE, kept))
    assert after[Q2] is before[Q2]
    assert (after[Q1].votes.n, after[Q1].pinned) == (1, True)


def test_a_task_to_which_nothing_happened_is_not_made_anew() -> None:
    room, kept = two_questions(), Kept[tuple[Task, ...]]()
    before = {one.id: one for one in translate(room.state, "main", HERE, kept).open.items}
    room.and_given(QuestionReworded(Q1, "Number one?", "en"))
    after = {one.id: one for one in translate(room.state, "main", HERE, kept).open.items}
    assert {one.question for id, one in after.items() if one is not before[id]} == {Q1}
    assert len(after) > len([one for one in after.values() if one.question == Q1])


@pytest.mark.parametrize("view", FRESH)
def test_whatever_changes_what_is_shown_is_seen(view: str) -> None:
    room, steady = given(LIVE), steadily(view)
    before = steady(room.state, "main", HERE)
    for fact in WHAT_HAPPENS:
        page = steady(room.and_given(fact).state, "main", HERE)
        assert page == FRESH[view](room.state, "main", HERE)
        assert page != before, fact
        before = page


def test_only_what_its_facts_say_otherwise_is_made_and_what_is_gone_is_forgotten() -> None:
    kept, made = Kept[str](), list[str]()

    def make(id: str) -> str:
        made.append(id)
        return id.upper()

    assert kept.pieces({"a": 1, "b": 1}, make) == {"a": "A", "b": "B"}
    assert kept.pieces({"b": 1, "a": 2}, make) == {"b": "B", "a": "A"}
    assert made == ["a", "b", "a"]
    kept.pieces({"b": 1}, make)
    kept.pieces({"a": 2, "b": 1}, make)
    assert made == ["a", "b", "a", "a"]
