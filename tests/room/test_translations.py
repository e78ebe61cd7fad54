"""A question is translated by people and drafted by a machine, and the hall may wait for it."""

import msgspec
import pytest

from moderation.permissions import Role
from moderation.status import Status
from server.room.base import Actor, Event, Refusal
from server.room.merging import QuestionsMerged
from server.room.planning import ProgrammePlanned
from server.room.questions import QuestionAsked, QuestionEdited, QuestionWithdrawn
from server.room.reading import worded
from server.room.records import Translation
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged, Stage
from server.room.sessions import SessionEnded
from server.room.state import Hall
from server.room.translations import (
    DraftTranslation,
    DropTranslation,
    QuestionTranslated,
    Translate,
    TranslationAwaited,
    TranslationDropped,
    WaitForTranslation,
    awaited,
    held_back,
)
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed, QuestionErased
from server.room.undo import ActionUndone, Undo
from server.room.wording import Text
from tests.room.given import BOOTH, LIVE, MO, Q1, Q2, SAM, SERVER, Fact, Room, asked, by, given
from tests.room.plan import PLAN, RT1, plan_of

KEI = Actor("kei", Role.TRANSLATOR)
PUBLISHED = (LIVE, asked("Why?"), QuestionApproved(Q1))
IN_FRENCH = QuestionTranslated(Q1, "fr", "Pourquoi ?", of=0)
IN_JAPANESE = QuestionTranslated(Q1, "ja", "なぜ？", of=0)
DRAFTED = QuestionTranslated(Q1, "ja", "どうして", of=0, machine=True)
WAITS = TranslationAwaited("rt1", on=True)


def read(room: Room, question: str = Q1) -> Text:
    return worded(room.state, question).text


def test_a_question_is_read_in_the_language_into_which_it_was_translated() -> None:
    room = given(*PUBLISHED).when(Translate(Q1, "ja", " なぜ？\u202e"), by=KEI).then(IN_JAPANESE)
    assert read(room) == Text(ja="なぜ？", en="Why?")
    made = Translation("ja", "なぜ？", "kei", of=0, change=1, source="Why?")
    assert room.state.edition(Q1).translation("ja") == made


def test_an_interpreter_translates_as_well() -> None:
    given(*PUBLISHED).when(Translate(Q1, "fr", "Pourquoi ?"), by=BOOTH).then(IN_FRENCH)


def test_languages_are_translated_one_beside_the_other() -> None:
    room = (
        given(*PUBLISHED, IN_JAPANESE)
        .when(Translate(Q1, "fr", "Pourquoi ?", seen=0))
        .then(QuestionTranslated(Q1, "fr", "Pourquoi ?", of=0, seen=0))
    )
    assert read(room) == Text("Pourquoi ?", "なぜ？", "Why?")


def test_a_person_confirms_what_a_machine_wrote_by_the_same_words() -> None:
    room = given(*PUBLISHED, by(SERVER, DRAFTED))
    assert worded(room.state, Q1).machine == ("ja",)
    room.when(Translate(Q1, "ja", "どうして", seen=1)).happens()
    assert worded(room.state, Q1).machine == ()


def test_the_same_words_of_a_person_change_nothing() -> None:
    given(*PUBLISHED, IN_JAPANESE).when(Translate(Q1, "ja", "なぜ？")).then(Refusal.NOTHING_CHANGED)


def test_the_same_words_confirm_a_translation_of_what_has_been_reworded_since() -> None:
    room = given(*PUBLISHED, IN_JAPANESE, QuestionReworded(Q1, "Why so?", "en"))
    assert worded(room.state, Q1).missing == ("fr", "ja")
    room.when(Translate(Q1, "ja", "なぜ？")).then(QuestionTranslated(Q1, "ja", "なぜ？", of=1))
    assert worded(room.state, Q1).missing == ("fr",)


def test_whoever_translates_second_does_not_overwrite_what_they_have_not_read() -> None:
    room = given(*PUBLISHED, IN_JAPANESE)
    room.when(Translate(Q1, "ja", "どうして？", seen=0), by=KEI).then(Refusal.CHANGED_SINCE)
    room.when(Translate(Q1, "ja", "どうして？", seen=1), by=KEI).happens()
    assert read(room).ja == "どうして？"


def test_what_was_read_and_undone_since_is_not_what_is_there() -> None:
    room = (
        given(*PUBLISHED, by(SAM, IN_JAPANESE), QuestionTranslated(Q1, "ja", "何故", of=0))
        .when(Undo())
        .happens()
    )
    room.when(Translate(Q1, "ja", "何ゆえ", seen=2), by=KEI).then(Refusal.CHANGED_SINCE)


def test_a_translation_of_an_older_wording_is_refused_so_that_it_is_read_again() -> None:
    room = given(LIVE, asked("Why?"), QuestionEdited(Q1, "Why not?", "en"))
    room.when(Translate(Q1, "ja", "なぜ？", of=0)).then(Refusal.REWORDED)
    room.when(Translate(Q1, "ja", "なぜだめ？", of=1)).happens()
    assert read(room).ja == "なぜだめ？"


def test_a_translator_is_not_told_that_the_author_did_what_the_desk_did() -> None:
    room = given(*PUBLISHED, QuestionReworded(Q1, "Why so?", "en"))
    room.when(Translate(Q1, "ja", "なぜ？", of=0)).then(Refusal.CHANGED_SINCE)


@pytest.mark.parametrize("language", ["en", "de", "", "FR"])
def test_a_question_is_translated_only_into_another_language_of_the_house(language: str) -> None:
    given(*PUBLISHED).when(Translate(Q1, language, "Why?!")).then(Refusal.OUT_OF_RANGE)


def test_a_question_that_was_reworded_in_another_language_can_be_translated_into_its_first() -> None:
    room = given(*PUBLISHED, QuestionReworded(Q1, "Pourquoi ?", "fr"))
    room.when(Translate(Q1, "fr", "Pour quoi ?")).then(Refusal.OUT_OF_RANGE)
    room.when(Translate(Q1, "en", "Why so?")).happens()
    assert read(room) == Text(fr="Pourquoi ?", en="Why so?")


@pytest.mark.parametrize("text", ["", " \u200b", "x" * 301, "\n".join("abcdefghi")])
def test_a_translation_is_a_text_like_a_question(text: str) -> None:
    refused = {Refusal.EMPTY, Refusal.TOO_LONG, Refusal.TOO_MANY_LINES}
    assert given(*PUBLISHED).when(Translate(Q1, "ja", text)).outcome in refused
    assert given(*PUBLISHED).when(DraftTranslation(Q1, "ja", text, of=0), by=SERVER).outcome in refused


@pytest.mark.parametrize(
    "gone",
    [
        (QuestionDismissed(Q1),),
        (QuestionWithdrawn(Q1),),
        (asked("How?", Q2), QuestionApproved(Q2), QuestionsMerged(Q1, Q2)),
    ],
)
def test_what_nobody_will_read_is_not_translated(gone: tuple[Event, ...]) -> None:
    given(*PUBLISHED, *gone).when(Translate(Q1, "ja", "なぜ？")).then(Refusal.NOT_ANY_MORE)


@pytest.mark.parametrize(
    "so_far", [(), (QuestionApproved(Q1),), (QuestionApproved(Q1), QuestionAnswered(Q1))]
)
def test_a_question_is_translated_from_its_arrival_to_its_answer(so_far: tuple[Event, ...]) -> None:
    given(LIVE, asked("Why?"), *so_far).when(Translate(Q1, "ja", "なぜ？")).then(IN_JAPANESE)


def test_a_question_that_is_not_there_is_not_translated() -> None:
    for command in (Translate(Q1, "ja", "なぜ？"), DropTranslation(Q1, "ja")):
        given(LIVE).when(command).then(Refusal.UNKNOWN_QUESTION)
        given(*PUBLISHED, QuestionErased(Q1)).when(command).then(Refusal.UNKNOWN_QUESTION)


def test_a_prepared_question_is_translated_into_the_languages_that_its_file_lacks() -> None:
    first = msgspec.structs.replace(RT1.questions[0], text=Text(fr="Pourquoi ?"))
    lacking = plan_of(msgspec.structs.replace(RT1, questions=(first,)))
    room = given(by(SERVER, ProgrammePlanned(lacking)))
    assert awaited(room.state, "rt1-q1") == ("ja",)
    room.when(Translate("rt1-q1", "fr", "Pour quoi ?")).then(Refusal.OUT_OF_RANGE)
    room.when(Translate("rt1-q1", "ja", "なぜですか。")).happens()
    assert read(room, "rt1-q1") == Text(fr="Pourquoi ?", ja="なぜですか。")
    assert awaited(room.state, "rt1-q1") == ()


def test_a_prepared_question_that_the_plan_dropped_is_not_translated_and_what_was_is_older() -> None:
    first = msgspec.structs.replace(RT1.questions[0], text=Text(fr="Pourquoi ?"))
    lacking = by(SERVER, ProgrammePlanned(plan_of(msgspec.structs.replace(RT1, questions=(first,)))))
    without = by(SERVER, ProgrammePlanned(plan_of(msgspec.structs.replace(RT1, questions=()))))
    room = given(lacking, QuestionTranslated("rt1-q1", "ja", "なぜですか。", of=0), without)
    room.when(Translate("rt1-q1", "ja", "なぜですか。")).then(Refusal.UNKNOWN_QUESTION)
    assert awaited(room.and_given(lacking).state, "rt1-q1") == ("ja",)


def test_what_was_made_of_a_prepared_question_is_older_than_a_plan_that_words_it_otherwise() -> None:
    def plan(words: str) -> Fact:
        first = msgspec.structs.replace(RT1.questions[0], text=Text(fr=words))
        return by(SERVER, ProgrammePlanned(plan_of(msgspec.structs.replace(RT1, questions=(first,)))))

    room = given(plan("Pourquoi ?"), QuestionTranslated("rt1-q1", "ja", "なぜですか。", of=0))
    room.and_given(by(SERVER, ProgrammePlanned(PLAN)), plan("Pourquoi donc ?"))
    assert read(room, "rt1-q1") == Text(fr="Pourquoi donc ?")
    room.when(Translate("rt1-q1", "ja", "一体なぜですか。", of=0)).then(Refusal.REWORDED)


def test_a_machine_drafts_what_is_missing() -> None:
    room = given(*PUBLISHED).when(DraftTranslation(Q1, "ja", " どうして", of=0), by=SERVER).then(DRAFTED)
    assert (read(room).ja, worded(room.state, Q1).machine) == ("どうして", ("ja",))


def test_a_machine_does_not_overwrite_what_a_person_made_even_of_an_older_wording() -> None:
    room = given(*PUBLISHED, IN_JAPANESE)
    room.when(DraftTranslation(Q1, "ja", "どうして", of=0), by=SERVER).then(Refusal.CHANGED_SINCE)
    room.and_given(QuestionReworded(Q1, "Why so?", "en"))
    room.when(DraftTranslation(Q1, "ja", "どうしてそう", of=0), by=SERVER).then(Refusal.CHANGED_SINCE)
    room.when(DraftTranslation(Q1, "ja", "どうしてそう", of=1), by=SERVER).then(Refusal.CHANGED_SINCE)
    assert "ja" in worded(room.state, Q1).missing


def test_a_machine_may_draft_again() -> None:
    room = given(*PUBLISHED, by(SERVER, DRAFTED))
    room.when(DraftTranslation(Q1, "ja", "なにゆえ", of=0), by=SERVER).happens()
    assert read(room).ja == "なにゆえ"


def test_a_draft_that_arrives_meanwhile_is_not_overwritten_unread() -> None:
    room = given(*PUBLISHED, by(SERVER, DRAFTED))
    room.when(Translate(Q1, "ja", "なぜ？", seen=0)).then(Refusal.CHANGED_SINCE)
    room.when(Translate(Q1, "fr", "Pourquoi ?", seen=0)).happens()


def test_only_the_server_hands_drafts_in() -> None:
    for actor in (MO, KEI, BOOTH):
        given(*PUBLISHED).when(DraftTranslation(Q1, "ja", "なぜ", of=0), by=actor).then(Refusal.NOT_ALLOWED)


def test_a_draft_is_nothing_that_somebody_did_and_could_undo() -> None:
    assert given(*PUBLISHED, by(SERVER, DRAFTED)).state.undo.keys() == {"mo"}


def test_a_translation_can_be_dropped() -> None:
    room = (
        given(*PUBLISHED, IN_JAPANESE, IN_FRENCH)
        .when(DropTranslation(Q1, "ja"))
        .then(TranslationDropped(Q1, "ja"))
    )
    assert read(room) == Text(fr="Pourquoi ?", en="Why?")
    room.when(DropTranslation(Q1, "ja")).then(Refusal.NOTHING_CHANGED)


def test_a_translation_is_undone_unless_another_one_followed() -> None:
    room = given(*PUBLISHED, by(KEI, IN_JAPANESE))
    room.and_given(IN_FRENCH).when(Undo(), by=KEI).then(Refusal.CHANGED_SINCE)
    room.and_given(ActionUndone(room.state.undo["mo"][-1].seq)).when(Undo(), by=KEI).happens()
    assert read(room) == Text(en="Why?")
    assert Q1 not in room.state.editions


def test_a_hall_that_waits_shows_a_question_once_people_have_translated_it() -> None:
    room = given(*PUBLISHED).when(WaitForTranslation("rt1", on=True)).then(WAITS)
    room.when(Stage(Q1)).then(Refusal.NOT_TRANSLATED)
    room.and_given(IN_FRENCH, by(SERVER, DRAFTED)).when(Stage(Q1)).then(Refusal.NOT_TRANSLATED)
    room.and_given(QuestionTranslated(Q1, "ja", "どうして", of=0)).when(Stage(Q1)).then(QuestionStaged(Q1))


def test_a_question_that_is_not_translated_can_be_shown_anyway() -> None:
    room = given(*PUBLISHED, WAITS).when(Stage(Q1, anyway=True)).then(QuestionStaged(Q1, anyway=True))
    assert room.state.halls["main"].on_stage == Q1


def test_a_question_that_was_reworded_waits_for_its_translation_again() -> None:
    room = given(*PUBLISHED, IN_FRENCH, IN_JAPANESE, WAITS, QuestionReworded(Q1, "Why so?", "en"))
    assert awaited(room.state, Q1) == ("fr", "ja")
    room.when(Stage(Q1)).then(Refusal.NOT_TRANSLATED)


def test_only_the_languages_of_the_hall_are_waited_for() -> None:
    japanese = QuestionAsked(Q1, "rt1", "なぜ？", "ja")
    room = given(LIVE, japanese, QuestionApproved(Q1), WAITS)
    assert awaited(room.state, Q1) == ("fr",)
    room.and_given(IN_FRENCH).when(Stage(Q1)).then(QuestionStaged(Q1))


def test_a_prepared_question_in_both_languages_waits_for_nothing() -> None:
    given(LIVE, WAITS).when(Stage("rt1-q1")).then(QuestionStaged("rt1-q1"))


def test_a_hall_that_does_not_wait_shows_the_original() -> None:
    room = given(*PUBLISHED, WAITS).when(WaitForTranslation("rt1", on=False)).happens()
    assert not held_back(room.state, Q1)
    room.when(Stage(Q1)).then(QuestionStaged(Q1))


def test_what_is_on_stage_stays_there_when_the_hall_begins_to_wait() -> None:
    room = given(*PUBLISHED, QuestionStaged(Q1), WAITS)
    assert room.state.halls["main"].on_stage == Q1
    assert room.state.standings[Q1].status is Status.ON_STAGE


def test_waiting_is_for_sessions_of_the_programme_and_changes_something() -> None:
    given().when(WaitForTranslation("rt9", on=True)).then(Refusal.UNKNOWN_SESSION)
    given().when(WaitForTranslation("rt1", on=False)).then(Refusal.NOTHING_CHANGED)


def test_a_session_goes_on_waiting_when_it_begins_again() -> None:
    room = given(LIVE, WAITS, SessionEnded("rt1"), LIVE)
    assert room.state.sessions["rt1"].waits
    assert room.state.halls["main"] == Hall("rt1")


def test_whoever_read_a_translation_that_was_undone_has_not_read_the_next_one() -> None:
    room = given(*PUBLISHED, IN_JAPANESE).when(Undo()).happens().and_given(by(SAM, IN_JAPANESE))
    room.when(Translate(Q1, "ja", "どうして？", seen=1), by=MO).then(Refusal.CHANGED_SINCE)


def test_whoever_read_that_there_was_none_does_not_replace_the_one_that_an_undo_brought_back() -> None:
    gone = given(*PUBLISHED, IN_JAPANESE, by(SAM, TranslationDropped(Q1, "ja")))
    room = gone.when(Undo(), by=SAM).happens().and_given(QuestionTranslated(Q1, "fr", "Pourquoi ?", of=0))
    room.when(Translate(Q1, "ja", "どうして？", seen=2), by=MO).then(Refusal.CHANGED_SINCE)
