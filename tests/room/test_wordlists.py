"""The organiser's own words for the screening."""

import pytest

from moderation.permissions import Role
from server.room.base import Actor, Refusal
from server.room.records import Words
from server.room.wordlists import SetWords, WordsSet
from tests.room.given import MO, given

LEA = Actor("lea", Role.LEAD)


def test_words_are_kept_clean_each_once() -> None:
    command = SetWords("fr", (" zut\u202e ", "flûte", "zut", ""), ("Condé",))
    room = given().when(command, by=LEA).then(WordsSet("fr", ("zut", "flûte"), ("Condé",)))
    assert room.state.words == {"fr": Words(("zut", "flûte"), ("Condé",))}


def test_a_line_is_an_entry_as_somebody_writes_a_list() -> None:
    given().when(SetWords("ja", ("ばか\n\nあほ\r\n",)), by=LEA).then(WordsSet("ja", ("ばか", "あほ")))


def test_a_new_list_replaces_the_old_one_and_leaves_other_languages_alone() -> None:
    room = given(WordsSet("fr", ("zut",)), WordsSet("en", ("drat",)))
    room.when(SetWords("fr", ("flûte",)), by=LEA).happens()
    assert room.state.words == {"fr": Words(("flûte",)), "en": Words(("drat",))}


def test_a_list_can_be_emptied() -> None:
    room = given(WordsSet("fr", ("zut",))).when(SetWords("fr"), by=LEA).then(WordsSet("fr"))
    assert room.state.words == {"fr": Words()}


def test_the_same_lists_change_nothing() -> None:
    given(WordsSet("fr", ("zut",))).when(SetWords("fr", (" zut",)), by=LEA).then(Refusal.NOTHING_CHANGED)
    given().when(SetWords("fr"), by=LEA).then(Refusal.NOTHING_CHANGED)


@pytest.mark.parametrize("which", ["listed", "innocent"])
def test_lists_have_limits(which: str) -> None:
    def listed(*words: str) -> SetWords:
        return SetWords("ja", **{which: words})

    given().when(listed("が" * 40), by=LEA).happens()
    given().when(listed("が" * 41), by=LEA).then(Refusal.TOO_LONG)
    given().when(listed(*map(str, range(300))), by=LEA).happens()
    given().when(listed(*map(str, range(301))), by=LEA).then(Refusal.OUT_OF_RANGE)


@pytest.mark.parametrize("language", ["de", "", "FR"])
def test_words_are_of_a_language_of_the_house(language: str) -> None:
    given().when(SetWords(language, ("zut",)), by=LEA).then(Refusal.OUT_OF_RANGE)


def test_a_log_with_too_many_words_is_not_believed() -> None:
    assert given().after(WordsSet("fr", ("zut",) * 301)) is Refusal.OUT_OF_RANGE


def test_only_those_who_lead_set_words() -> None:
    given().when(SetWords("fr", ("zut",)), by=MO).then(Refusal.NOT_ALLOWED)
