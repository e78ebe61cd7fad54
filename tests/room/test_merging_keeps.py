"""What stays with each question while it is merged with another, and when that is undone or split off."""

import pytest

from moderation.status import Status
from server.room.base import Command, Event
from server.room.care import QuestionLabelled, QuestionNoted, QuestionReplied
from server.room.merging import QuestionsMerged, Split
from server.room.reading import supporters, worded
from server.room.rewording import QuestionReworded
from server.room.support import QuestionUpvoted
from server.room.translations import QuestionTranslated
from server.room.triage import QuestionApproved
from server.room.undo import Undo
from server.room.wording import Text
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, SAM, Room, asked, by, given

MERGED = QuestionsMerged(Q2, Q1)
KEPT: tuple[Event, ...] = (
    QuestionTranslated(Q1, "ja", "なぜ？", of=0),
    QuestionReworded(Q2, "How so?", "en"),
    QuestionTranslated(Q2, "ja", "どうして？", of=1),
    QuestionLabelled(Q2, "water", on=True),
    QuestionNoted(Q2, "ask Kobe first"),
    QuestionReplied(Q2, "By train.", "en"),
)


def two() -> Room:
    """Two published questions with all that the desk and the translators can add to them."""
    published = (asked("Why?", Q1), asked("How?", Q2), QuestionApproved(Q1), QuestionApproved(Q2))
    supported = (by(ANNA, QuestionUpvoted(Q1)), by(ANNA, QuestionUpvoted(Q2)), by(BEN, QuestionUpvoted(Q2)))
    return given(LIVE, *published, *supported, *(by(SAM, one) for one in KEPT))


@pytest.mark.parametrize("way_back", [Undo(), Split(Q2)])
def test_a_question_comes_back_with_every_translation_and_all_that_was_kept_about_it(
    way_back: Command,
) -> None:
    room = two()
    editions, cares = dict(room.state.editions), dict(room.state.cares)
    room.and_given(by(MO, MERGED)).when(way_back, by=MO).happens()
    assert room.state.standings[Q2].status is Status.LIVE
    assert (room.state.editions, room.state.cares) == (editions, cares)
    assert worded(room.state, Q2).text == Text(ja="どうして？", en="How so?")
    assert [supporters(room.state, one) for one in (Q1, Q2)] == [1, 2]


def test_while_it_is_merged_nothing_of_it_is_lost_either() -> None:
    room = two()
    editions, cares = dict(room.state.editions), dict(room.state.cares)
    room.and_given(by(MO, MERGED))
    assert (room.state.editions, room.state.cares) == (editions, cares)
    assert supporters(room.state, Q1) == 2


def test_what_is_translated_after_the_merge_outlives_its_undoing() -> None:
    room = two().and_given(by(MO, MERGED), by(SAM, QuestionTranslated(Q1, "fr", "Pourquoi ?", of=0)))
    room.when(Undo(), by=MO).happens()
    assert room.state.standings[Q2].status is Status.LIVE
    assert worded(room.state, Q1).text == Text("Pourquoi ?", "なぜ？", "Why?")
