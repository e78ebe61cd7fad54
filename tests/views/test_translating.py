"""The translators' page: what still lacks a language, the most urgent first."""

import msgspec

from server.room.care import QuestionPinned
from server.room.conduct import ParticipantMuted
from server.room.glossary import Offer
from server.room.planning import ProgrammePlanned
from server.room.programme import Term
from server.room.questions import QuestionAsked
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged
from server.room.state import State
from server.room.support import QuestionUpvoted
from server.room.translations import QuestionTranslated, TranslationAwaited, TranslationDropped
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed
from server.room.wording import Text
from server.views.changes import Piece
from server.views.part import Order, Replace, Wording
from server.views.presence import Presence, Reader
from server.views.translating import Task, Translate, Urgency, Votes, Writers, translate
from tests.room.given import ANNA, BEN, LIVE, Q1, Q2, Q3, SERVER, Room, by, given
from tests.room.plan import PLAN, RT1, plan_of
from tests.views.screens import HERE, changes, shown, written


def asked_in_french(text: str, id: str = Q1) -> QuestionAsked:
    return QuestionAsked(id, "rt1", text, "fr")


WHY = (LIVE, asked_in_french("Pourquoi ?"), QuestionApproved(Q1))
IN_JAPANESE = QuestionTranslated(Q1, "ja", "なぜ？", of=0)


def page(room: Room, presence: Presence = HERE) -> Translate:
    made = shown(room, "translate", presence=presence)
    assert isinstance(made, Translate)
    return made


def listed(tasks: tuple[Task, ...], *languages: str) -> list[tuple[str, str, str]]:
    """The question, language and kind of every task into some languages."""
    return [(one.question, one.language, one.kind) for one in tasks if one.language in languages]


def task(room: Room, language: str = "ja", question: str = Q1) -> Task:
    made = page(room)
    every = (*made.open.items, *made.unreviewed.items, *made.done.items)
    return next(one for one in every if (one.question, one.language) == (question, language))


def test_a_published_question_is_to_be_put_into_the_languages_that_it_lacks() -> None:
    made = page(given(*WHY))
    assert listed(made.open.items, "fr", "ja", "en") == [(Q1, "ja", "missing"), (Q1, "en", "missing")]
    assert made.open.items[0].wording == Wording(Text(fr="Pourquoi ?"), "fr")


def test_what_was_translated_is_done_and_says_by_whom() -> None:
    made = page(given(*WHY, IN_JAPANESE))
    assert listed(made.open.items, "fr", "ja") == []
    assert [(one.present, one.kind) for one in made.done.items] == [("なぜ？", "done")]


def test_a_machine_s_draft_is_to_be_confirmed_and_nobody_s() -> None:
    draft = QuestionTranslated(Q1, "ja", "なぜ", of=0, machine=True)
    one = task(given(*WHY, by(SERVER, draft)))
    assert (one.kind, one.present, one.by) == ("draft", "なぜ", "")


def test_what_was_reworded_since_is_to_be_translated_anew_and_says_what_changed() -> None:
    one = task(given(*WHY, IN_JAPANESE, QuestionReworded(Q1, "Pourquoi donc ?", "fr")))
    assert (one.kind, one.present, one.of) == ("stale", "なぜ？", 1)
    assert one.changed == (Piece("kept", "Pourquoi "), Piece("new", "donc "), Piece("kept", "?"))


def test_a_second_rewording_is_compared_with_what_was_translated() -> None:
    again = QuestionTranslated(Q1, "ja", "どうして？", of=1)
    room = given(*WHY, QuestionReworded(Q1, "Comment ?", "fr"), again, QuestionReworded(Q1, "Où ?", "fr"))
    assert [piece.words for piece in task(room).changed] == ["Comment", "Où", " ?"]


def test_what_was_taken_away_is_missing_again() -> None:
    assert task(given(*WHY, IN_JAPANESE, TranslationDropped(Q1, "ja"))).kind == "missing"


def test_a_translation_says_which_text_and_which_translation_its_writer_had_read() -> None:
    one = task(given(*WHY, IN_JAPANESE, QuestionReworded(Q1, "Pourquoi donc ?", "fr")))
    assert (one.of, one.seen) == (1, 1)


def test_the_question_on_stage_comes_first_then_what_is_pinned_then_the_oldest() -> None:
    room = given(
        LIVE,
        *(asked_in_french(f"Question {id}", id=id) for id in (Q1, Q2, Q3)),
        asked_in_french("Une autre", id="question-number-4"),
        *(QuestionApproved(id) for id in (Q1, Q2, Q3, "question-number-4")),
        QuestionPinned("question-number-4", on=True),
        QuestionStaged(Q3),
    )
    made = page(room)
    assert [one.question for one in made.open.items if one.language == "ja"] == [
        Q3,
        "question-number-4",
        Q1,
        Q2,
    ]
    assert [one.urgency for one in made.open.items][:2] == [Urgency.ON_STAGE, Urgency.ON_STAGE]


def test_what_was_answered_comes_last() -> None:
    other = (asked_in_french("Comment ?", id=Q2), QuestionApproved(Q2))
    made = page(given(*WHY, *other, QuestionAnswered(Q1)))
    assert [one.question for one in made.open.items if one.language == "ja"] == [Q2, Q1]


def test_a_prepared_question_that_lacks_a_language_comes_next() -> None:
    half = msgspec.structs.replace(RT1.questions[0], text=Text(fr="Pourquoi ?"))
    session = msgspec.structs.replace(RT1, questions=(half,))
    room = given(ProgrammePlanned(plan_of(session)), LIVE)
    assert [(one.question, one.language, one.urgency) for one in page(room).open.items] == [
        ("rt1-q1", "ja", Urgency.NEXT),
        ("rt1-q1", "en", Urgency.NEXT),
    ]


def test_what_waits_for_review_stands_apart() -> None:
    made = page(given(LIVE, asked_in_french("Pourquoi ?")))
    assert listed(made.open.items, "ja") == []
    assert listed(made.unreviewed.items, "ja") == [(Q1, "ja", "missing")]


def test_what_was_not_retained_or_waits_from_somebody_muted_is_nobody_s_work() -> None:
    muted = ParticipantMuted(ANNA.id, on=True)
    assert "Pourquoi" not in written(page(given(*WHY, QuestionDismissed(Q1))))
    before = (LIVE, asked_in_french("Où ?", Q2), muted)
    assert "Pourquoi" not in written(page(given(*before, asked_in_french("Pourquoi ?"))))
    assert "Pourquoi" in written(page(given(*WHY, muted)))


def test_only_the_session_that_is_live_is_translated() -> None:
    made = translate(given(*WHY).state, "side", HERE)
    assert (made.open.items, made.bar.title) == ((), Text())
    assert made.bar.hall_name == PLAN.halls[1].name


def test_a_hall_without_a_programme_has_nothing_to_translate() -> None:
    assert translate(State(), "main", HERE).open.items == ()


def test_the_page_says_whether_the_hall_waits() -> None:
    assert page(given(*WHY)).bar.waits is False
    assert page(given(*WHY, TranslationAwaited("rt1", on=True))).bar.waits is True


def test_terms_of_the_glossary_that_occur_are_offered_where_something_is_to_be_written() -> None:
    plan = msgspec.structs.replace(PLAN, glossary=(Term(Text(fr="pourquoi", ja="なぜ"), "naze"),))
    room = given(ProgrammePlanned(plan), *WHY)
    assert task(room).offers == (Offer("pourquoi", "なぜ", "naze"),)
    assert task(room, "en").offers == ()
    assert task(room.and_given(IN_JAPANESE)).offers == ()


def test_whoever_translates_a_question_is_named_at_their_language_and_who_only_reads_it_is_not() -> None:
    readers = (Reader("Aiko", Q1, "translate", "t-1", "ja"), Reader("Mo", Q1, "desk", "m-1"))
    presence = msgspec.structs.replace(HERE, readers=readers)
    made = page(given(*WHY), presence)
    named = {one.language: one.writers.people for one in made.open.items}
    assert named == {"ja": (("t-1", "Aiko"),), "en": ()}


def test_a_vote_changes_the_count_alone() -> None:
    patches = changes(given(*WHY), "translate", by(BEN, QuestionUpvoted(Q1)))
    assert {type(patch.part) for patch in patches if isinstance(patch, Replace)} == {Votes}
    assert len(patches) == 2


def test_somebody_who_comes_to_translate_changes_their_name_alone() -> None:
    room = given(*WHY)
    before = page(room)
    presence = msgspec.structs.replace(HERE, readers=(Reader("", Q1, "translate", "t-1", "ja"),))
    after = page(room, presence)
    assert [type(one.writers) for one in after.open.items] == [Writers, Writers]
    assert (
        msgspec.structs.replace(after.open.items[0], writers=before.open.items[0].writers)
        == (before.open.items[0])
    )


def test_a_question_that_comes_on_stage_moves_up() -> None:
    room = given(*WHY, asked_in_french("Comment ?", id=Q2), QuestionApproved(Q2))
    patches = changes(room, "translate", QuestionStaged(Q2))
    order = [patch for patch in patches if isinstance(patch, Order)]
    assert [one.items[0] for one in order] == [f"task-{Q2}_ja"]
