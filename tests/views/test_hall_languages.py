"""In which languages the screen, the booth and the stage read a question, and what they say is missing."""

import pytest

from server.room.base import Event
from server.room.care import QuestionPinned, QuestionRouted
from server.room.merging import QuestionsMerged
from server.room.questions import QuestionAsked
from server.room.rewording import QuestionReworded
from server.room.screen import QuestionStaged
from server.room.sessions import SessionStarted
from server.room.support import QuestionUpvoted
from server.room.translations import QuestionTranslated
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed, QuestionErased
from server.room.wording import Text
from server.views.booth import Booth, Next
from server.views.part import Wording, said
from server.views.projector import Projector, Quoted
from server.views.stage import ForSpeaker, stage
from tests.room.given import ANNA, BEN, LIVE, MO, Q1, Q2, SERVER, Fact, Given, Room, asked, by, given
from tests.room.plan import RT1
from tests.views.screens import HERE, changes, shown


def fr(machine: bool = False) -> Fact:
    return by(SERVER, QuestionTranslated(Q1, "fr", "Pourquoi ?", 0, machine=machine))


def ja(machine: bool = False) -> Fact:
    return by(SERVER, QuestionTranslated(Q1, "ja", "なぜ。", 0, machine=machine))


def stage_of(language: str, *facts: Given) -> Room:
    """A question asked in this language, on stage."""
    asked_so = QuestionAsked(Q1, "rt1", {"fr": "Quoi ?", "ja": "何。", "en": "What?"}[language], language)
    return given(LIVE, asked_so, QuestionApproved(Q1), *facts, QuestionStaged(Q1))


def quoted(room: Room) -> Quoted:
    screen = shown(room, "projector")
    assert isinstance(screen, Projector)
    assert isinstance(screen.scene, Quoted)
    return screen.scene


def next_up(room: Room) -> list[Next]:
    page = shown(room, "booth")
    assert isinstance(page, Booth)
    return list(page.next_up.items)


def routed(room: Room, speaker: str, hall: str = "main") -> tuple[ForSpeaker, ...]:
    return stage(room.state, hall, HERE, speaker).routed.questions


@pytest.mark.parametrize(
    ("language", "translations", "languages", "missing"),
    [
        ("fr", (), ("fr",), ("ja",)),
        ("ja", (), ("ja",), ("fr",)),
        ("en", (), ("en",), ("fr", "ja")),
        ("ja", (fr(),), ("ja", "fr"), ()),
        ("fr", (ja(),), ("fr", "ja"), ()),
        ("en", (ja(),), ("en", "ja"), ("fr",)),
        ("en", (fr(), ja()), ("fr", "ja"), ()),
        ("ja", (fr(machine=True),), ("ja", "fr"), ()),
        ("en", (fr(machine=True), ja()), ("en", "fr", "ja"), ()),
        ("en", (fr(machine=True), ja(machine=True)), ("en", "fr", "ja"), ()),
    ],
)
def test_the_hall_reads_its_two_languages_the_original_first_and_is_told_what_is_missing(
    language: str, translations: tuple[Fact, ...], languages: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    scene = quoted(stage_of(language, *translations))
    assert (scene.languages, scene.missing) == (languages, missing)
    assert scene.machine == tuple(
        one.event.language
        for one in translations
        if isinstance(one.event, QuestionTranslated) and one.event.machine
    )


def test_the_hall_reads_a_question_as_reworded_and_its_old_translation_is_gone() -> None:
    scene = quoted(stage_of("ja", fr(), by(MO, QuestionReworded(Q1, "何ですか。", "ja"))))
    assert (scene.text, scene.missing) == (Text(ja="何ですか。"), ("fr",))


def test_the_support_of_what_was_merged_counts_on_the_screen() -> None:
    more = (
        asked("Why?", Q2),
        QuestionApproved(Q2),
        by(ANNA, QuestionUpvoted(Q2)),
        by(BEN, QuestionUpvoted(Q2)),
    )
    votes = quoted(stage_of("fr", by(BEN, QuestionUpvoted(Q1)), *more, QuestionsMerged(Q2, Q1))).votes
    assert votes
    assert votes.n == 2


# the booth


def test_the_booth_reads_what_comes_next_in_both_languages_and_knows_what_is_missing() -> None:
    room = given(LIVE, asked("Why?"), QuestionApproved(Q1), fr(machine=True))
    assert next_up(room)[-1] == Next(
        f"coming-{Q1}", Wording(Text(fr="Pourquoi ?", en="Why?"), "en", ("fr",)), ("en", "fr"), ("ja",)
    )
    assert next_up(room)[0] == Next("coming-rt1-q1", Wording(RT1.questions[0].text), ("fr", "ja"))


def test_in_the_booth_what_is_pinned_comes_next_and_what_was_merged_does_not() -> None:
    room = given(LIVE, asked("1?"), asked("2?", Q2), QuestionApproved(Q1), QuestionApproved(Q2))
    room.and_given(by(ANNA, QuestionUpvoted(Q1)), QuestionPinned(Q2, on=True))
    assert [one.id for one in next_up(room)[2:]] == [f"coming-{Q2}", f"coming-{Q1}"]
    assert [one.id for one in next_up(room.and_given(QuestionsMerged(Q2, Q1)))[2:]] == [f"coming-{Q1}"]


# what is for a speaker


def test_a_speaker_reads_the_questions_that_are_for_them() -> None:
    room = given(LIVE, asked("Why?"), QuestionApproved(Q1), QuestionRouted(Q1, "kobe"), fr())
    room.and_given(QuestionRouted("rt1-q2", "tours"))
    assert routed(room, "kobe") == (ForSpeaker(f"for-{Q1}", Wording(Text(fr="Pourquoi ?", en="Why?"), "en")),)
    assert routed(room, "tours") == (ForSpeaker("for-rt1-q2", Wording(RT1.questions[1].text)),)
    assert routed(room, "kobe", "side") == ()
    assert routed(room.and_given(SessionStarted("rt2")), "kobe") == ()


def test_the_hall_s_monitor_has_nothing_that_is_for_a_speaker() -> None:
    room = given(LIVE, asked("Why?"), QuestionApproved(Q1))
    assert changes(room, "stage", QuestionRouted(Q1, "kobe")) == []


def test_a_question_that_waits_is_for_nobody_yet() -> None:
    room = given(LIVE, asked("Why?"))
    room.and_given(QuestionRouted(Q1, "kobe"))
    assert routed(room, "kobe") == ()
    assert routed(room.and_given(QuestionApproved(Q1)), "kobe")[0].wording == said("en", "Why?")


@pytest.mark.parametrize(
    "event",
    [
        *(QuestionAnswered(Q1), QuestionDismissed(Q1), QuestionErased(Q1), QuestionStaged(Q1)),
        QuestionRouted(Q1, ""),
    ],
)
def test_a_question_is_no_longer_ahead_of_a_speaker_once_it_is_settled(event: Event) -> None:
    room = given(LIVE, asked("Why?"), QuestionApproved(Q1), QuestionRouted(Q1, "kobe"))
    assert routed(room.and_given(event), "kobe") == ()
