"""What participants tell about themselves."""

import pytest

from moderation.permissions import Role
from moderation.text import NAME_LIMIT
from server.room.base import Actor, Refusal
from server.room.people import LanguageSet, NameSet, SetLanguage, SetName
from server.room.reading import staff_name
from server.room.state import Person
from tests.room.given import ANNA, BEN, MO, given


def test_a_name_is_kept_on_one_clean_line() -> None:
    room = given().when(SetName(" Anna\u202e\nMaria "), by=ANNA).then(NameSet("Anna Maria"))
    assert room.state.people["anna"] == Person("Anna Maria")


def test_an_empty_name_makes_anonymous_again() -> None:
    room = given(NameSet("Anna")).when(SetName("\u200b"), by=ANNA).then(NameSet(""))
    assert room.state.people["anna"].name == ""


def test_a_name_must_be_short() -> None:
    given().when(SetName("が" * NAME_LIMIT), by=ANNA).then(NameSet("が" * NAME_LIMIT))
    given().when(SetName("が" * (NAME_LIMIT + 1)), by=ANNA).then(Refusal.TOO_LONG)


def test_a_name_that_is_the_same_changes_nothing() -> None:
    given(NameSet("Anna")).when(SetName("Anna "), by=ANNA).then(Refusal.NOTHING_CHANGED)
    given().when(SetName(""), by=ANNA).then(Refusal.NOTHING_CHANGED)


def test_two_people_may_have_one_name() -> None:
    given(NameSet("Anna")).when(SetName("Anna"), by=BEN).then(NameSet("Anna"))


@pytest.mark.parametrize("language", ["fr", "ja", "en"])
def test_a_language_of_the_house_can_be_chosen(language: str) -> None:
    room = given().when(SetLanguage(language), by=ANNA).then(LanguageSet(language))
    assert room.state.people["anna"].language == language


@pytest.mark.parametrize("language", ["", "de", "FR"])
def test_any_other_language_cannot(language: str) -> None:
    given().when(SetLanguage(language), by=ANNA).then(Refusal.OUT_OF_RANGE)
    assert given().after(LanguageSet(language)) is Refusal.OUT_OF_RANGE


def test_a_language_that_is_the_same_changes_nothing() -> None:
    given(LanguageSet("fr")).when(SetLanguage("fr"), by=ANNA).then(Refusal.NOTHING_CHANGED)


def test_a_language_leaves_the_name_alone() -> None:
    assert given(NameSet("Anna"), LanguageSet("ja")).state.people["anna"] == Person("Anna", "ja")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_everyone_who_reads_chooses_a_language(role: Role) -> None:
    given().when(SetLanguage("ja"), by=Actor("x", role)).then(LanguageSet("ja"))


def test_staff_say_how_they_are_called_at_the_desk() -> None:
    room = given().when(SetName("Mo"), by=MO).then(NameSet("Mo"))
    assert staff_name(room.state, "mo") == "Mo"


@pytest.mark.parametrize("role", [Role.PROJECTOR, Role.STAGE, Role.SPEAKER, Role.OBSERVER])
def test_who_only_reads_has_no_name(role: Role) -> None:
    given().when(SetName("Mo"), by=Actor("x", role)).then(Refusal.NOT_ALLOWED)
