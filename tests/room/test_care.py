"""What the desk keeps about a question."""

import pytest

from moderation.text import LABEL_LIMIT, NOTE_LIMIT, REPLY_LIMIT
from server.room.base import Command, Event, Refusal
from server.room.care import (
    LABELS_PER_QUESTION,
    Label,
    Note,
    Pin,
    QuestionLabelled,
    QuestionNoted,
    QuestionPinned,
    QuestionReplied,
    QuestionRouted,
    Route,
    WriteReply,
)
from server.room.people import LanguageSet
from server.room.planning import ProgrammePlanned
from server.room.questions import QuestionWithdrawn
from server.room.records import Reply
from server.room.triage import QuestionAnswered, QuestionApproved, QuestionDismissed
from server.room.undo import Undo
from tests.room.given import ANNA, LIVE, MO, Q1, SAM, SERVER, asked, by, given
from tests.room.plan import RT2, plan_of

PREPARED = "rt1-q1"
KEPT: tuple[Event, ...] = (
    QuestionLabelled(Q1, "water", on=True),
    QuestionNoted(Q1, "Ask Kobe first"),
    QuestionPinned(Q1, on=True),
    QuestionRouted(Q1, "tours"),
    QuestionReplied(Q1, "Because.", "en"),
)


def test_a_question_gets_labels_in_the_order_of_adding() -> None:
    room = (
        given(LIVE, asked()).when(Label(Q1, " Water\nworks ")).then(QuestionLabelled(Q1, "Water works", True))
    )
    room.when(Label(Q1, "防災")).happens()
    assert room.state.care(Q1).labels == ("Water works", "防災")


def test_a_label_that_people_would_call_the_same_is_there_already() -> None:
    room = given(LIVE, asked(), QuestionLabelled(Q1, "Water", on=True))
    room.when(Label(Q1, "ｗａｔｅｒ")).then(Refusal.NOTHING_CHANGED)


def test_a_label_is_taken_off_however_it_is_spelt() -> None:
    labels = [QuestionLabelled(Q1, label, on=True) for label in ("Water", "Fire")]
    room = given(LIVE, asked(), *labels).when(Label(Q1, "WATER", on=False)).happens()
    assert room.state.care(Q1).labels == ("Fire",)
    room.when(Label(Q1, "Water", on=False)).then(Refusal.NOTHING_CHANGED)


def test_a_label_is_a_few_words() -> None:
    room = given(LIVE, asked())
    room.when(Label(Q1, "\u200b")).then(Refusal.EMPTY)
    room.when(Label(Q1, "が" * (LABEL_LIMIT + 1))).then(Refusal.TOO_LONG)
    room.when(Label(Q1, "が" * LABEL_LIMIT)).then(QuestionLabelled(Q1, "が" * LABEL_LIMIT, on=True))


def test_a_question_has_room_for_some_labels_and_no_more() -> None:
    labels = [QuestionLabelled(Q1, f"label {number}", on=True) for number in range(LABELS_PER_QUESTION)]
    room = given(LIVE, asked(), *labels)
    room.when(Label(Q1, "one more")).then(Refusal.TOO_MANY_LABELS)
    room.and_given(QuestionLabelled(Q1, "one more", on=True))
    assert len(room.state.care(Q1).labels) == LABELS_PER_QUESTION
    room.when(Label(Q1, "label 3", on=False)).happens().when(Label(Q1, "one more")).happens()
    assert room.state.care(Q1).labels[-1] == "one more"


def test_a_label_that_two_moderators_add_at_once_is_there_once() -> None:
    room = given(LIVE, asked(), by(MO, KEPT[0]), by(SAM, QuestionLabelled(Q1, "WATER", on=True)))
    assert room.state.care(Q1).labels == ("water",)


def test_a_note_replaces_the_one_before_and_an_empty_one_takes_it_away() -> None:
    room = given(LIVE, asked()).when(Note(Q1, " Ask Kobe\nfirst ")).then(QuestionNoted(Q1, "Ask Kobe\nfirst"))
    room.when(Note(Q1, "Ask Kobe\nfirst")).then(Refusal.NOTHING_CHANGED)
    room.when(Note(Q1, "Later")).happens().when(Note(Q1, "")).then(QuestionNoted(Q1, ""))
    assert room.state.care(Q1).note == ""
    room.when(Note(Q1, " ")).then(Refusal.NOTHING_CHANGED)


def test_a_note_is_short() -> None:
    given(LIVE, asked()).when(Note(Q1, "x" * (NOTE_LIMIT + 1))).then(Refusal.TOO_LONG)


def test_a_question_is_pinned_and_unpinned() -> None:
    room = given(LIVE, asked()).when(Pin(Q1)).then(QuestionPinned(Q1, on=True))
    assert room.state.care(Q1).pinned
    room.when(Pin(Q1)).then(Refusal.NOTHING_CHANGED)
    room.when(Pin(Q1, on=False)).then(QuestionPinned(Q1, on=False))
    assert not room.state.care(Q1).pinned


def test_a_question_is_for_a_speaker_of_its_session() -> None:
    room = given(LIVE, asked()).when(Route(Q1, "kobe")).then(QuestionRouted(Q1, "kobe"))
    assert room.state.care(Q1).speaker == "kobe"
    room.when(Route(Q1, "kobe")).then(Refusal.NOTHING_CHANGED)
    room.when(Route(Q1, "nobody")).then(Refusal.UNKNOWN_SPEAKER)
    room.when(Route("rt2-q1", "kobe")).then(Refusal.UNKNOWN_SPEAKER)
    room.when(Route(Q1, "")).then(QuestionRouted(Q1, ""))
    room.when(Route(Q1, "")).then(Refusal.NOTHING_CHANGED)


def test_a_session_that_left_the_programme_has_no_speakers() -> None:
    room = given(LIVE, asked(), QuestionRouted(Q1, "kobe"), by(SERVER, ProgrammePlanned(plan_of(RT2))))
    room.when(Route(Q1, "tours")).then(Refusal.UNKNOWN_SPEAKER)
    room.when(Route(Q1, "")).then(QuestionRouted(Q1, ""))


def test_a_question_that_the_hall_sees_is_replied_to_in_writing() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1))
    room.when(WriteReply(Q1, " Because  it rains. ")).then(QuestionReplied(Q1, "Because it rains.", "en"))
    assert room.state.care(Q1).reply == Reply("Because it rains.", "en")
    room.when(WriteReply(Q1, "Because it rains.")).then(Refusal.NOTHING_CHANGED)
    room.when(WriteReply(Q1, "")).then(QuestionReplied(Q1, "", ""))
    assert room.state.care(Q1).reply is None
    room.when(WriteReply(Q1, "")).then(Refusal.NOTHING_CHANGED)


def test_a_reply_is_in_the_language_of_whoever_writes_it() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), by(MO, LanguageSet("fr")))
    room.when(WriteReply(Q1, "Oui.")).then(QuestionReplied(Q1, "Oui.", "fr"))
    room.when(WriteReply(Q1, "はい。")).then(QuestionReplied(Q1, "はい。", "ja"))


def test_a_reply_is_in_no_language_but_those_in_which_the_house_reads() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1))
    for language in ("de", "fr-FR", '"><script>'):
        room.when(WriteReply(Q1, "Oui.", language)).then(Refusal.OUT_OF_RANGE)
    room.when(WriteReply(Q1, "Oui.", "fr")).then(QuestionReplied(Q1, "Oui.", "fr"))


def test_a_reply_is_as_short_as_a_question() -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1))
    room.when(WriteReply(Q1, "x" * (REPLY_LIMIT + 1))).then(Refusal.TOO_LONG)
    room.when(WriteReply(Q1, "\n".join("abcdefghi"))).then(Refusal.TOO_MANY_LINES)


def test_only_what_the_hall_sees_is_replied_to() -> None:
    given(LIVE, asked()).when(WriteReply(Q1, "Because.")).then(Refusal.NOT_ANY_MORE)
    given(LIVE, asked(), QuestionDismissed(Q1)).when(WriteReply(Q1, "Because.")).then(Refusal.NOT_ANY_MORE)
    answered = given(LIVE, asked(), QuestionApproved(Q1), QuestionAnswered(Q1))
    answered.when(WriteReply(Q1, "Because.")).then(QuestionReplied(Q1, "Because.", "en"))


def test_a_prepared_question_is_cared_for_but_answered_on_stage_only() -> None:
    room = given(LIVE)
    for command in (
        Label(PREPARED, "water"),
        Note(PREPARED, "First"),
        Pin(PREPARED),
        Route(PREPARED, "tours"),
    ):
        room.when(command).happens()
    care = room.state.care(PREPARED)
    assert (care.labels, care.note, care.pinned, care.speaker) == (("water",), "First", True, "tours")
    room.when(WriteReply(PREPARED, "Because.")).then(Refusal.UNKNOWN_QUESTION)


ABOUT_Q1: tuple[Command, ...] = (Label(Q1, "water"), Note(Q1, "First"), Pin(Q1), Route(Q1, "tours"))


@pytest.mark.parametrize("command", ABOUT_Q1)
def test_nothing_is_kept_about_an_unknown_question_or_one_that_was_taken_back(command: Command) -> None:
    given(LIVE).when(command).then(Refusal.UNKNOWN_QUESTION)
    given(LIVE, asked(), by(ANNA, QuestionWithdrawn(Q1))).when(command).then(Refusal.NOT_ANY_MORE)


@pytest.mark.parametrize("command", ABOUT_Q1)
def test_a_question_is_cared_for_in_every_other_state(command: Command) -> None:
    for events in ((), (QuestionDismissed(Q1),), (QuestionApproved(Q1), QuestionAnswered(Q1))):
        room = given(LIVE, asked(), *events)
        before = room.state.care(Q1)
        assert room.when(command).happens().state.care(Q1) != before


@pytest.mark.parametrize("action", KEPT)
def test_what_the_desk_keeps_can_be_undone(action: Event) -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), action).when(Undo()).happens()
    assert room.state.cares == {}


@pytest.mark.parametrize("action", KEPT)
def test_undoing_leaves_alone_what_was_kept_before(action: Event) -> None:
    room = given(LIVE, asked(), QuestionApproved(Q1), by(SAM, QuestionLabelled(Q1, "fire", on=True)))
    before = room.state.care(Q1)
    room.and_given(action).when(Undo()).happens()
    assert room.state.care(Q1) == before


def test_what_somebody_else_has_added_to_is_not_undone() -> None:
    room = given(LIVE, asked(), KEPT[1], by(SAM, QuestionNoted(Q1, "Ask Kobe first")))
    room.when(Undo(), by=MO).then(Refusal.CHANGED_SINCE)
