"""A list finds whole words and phrases, however they are written, and nothing within other words."""

import pytest

from moderation.screening.reading import Reading, forms
from moderation.screening.words import WordList


def found(text: str, *listed: str, innocent: tuple[str, ...] = ()) -> list[str]:
    reading = Reading(text)
    places = WordList(listed, innocent).find(reading)
    return [text[start : start + length] for start, length in (reading.folded.span(*one) for one in places)]


@pytest.mark.parametrize(
    "text",
    ["Zut !", "ZUT", "zut", "d’un zut", "un-zut-là", "ｚｕｔ", "zuts", "市長はzutだ", "(zut)"],
)
def test_a_word_is_found_whatever_its_case_and_width_and_in_the_plural(text: str) -> None:
    assert len(found(text, "Zut")) == 1


@pytest.mark.parametrize("text", ["azut", "zutique", "zu t", "züt"])
def test_a_word_within_another_is_not_found(text: str) -> None:
    assert found(text, "zut") == []


def test_accents_may_be_missing_from_the_text_but_not_differ() -> None:
    assert found("pété pete pëte peté", "pété") == ["pété", "pete"]
    assert found("râpe", "rape") == []


@pytest.mark.parametrize(
    "text", ["zutalor", "zut4lor", "zut@lor", "zuuuutalor", "zutaloooor", "zutаlor", "2utalor zut41or"]
)
def test_a_disguised_word_is_found(text: str) -> None:
    assert len(found(text, "zutalor")) == (1 if "2" not in text else 0)


def test_doubled_letters_may_be_stretched_too() -> None:
    assert found("connnnne", "conne") == ["connnnne"]


@pytest.mark.parametrize("text", ["5G", "l’A55", "4A", "1455", "ODD 11"])
def test_short_codes_and_numbers_are_no_disguise(text: str) -> None:
    assert found(text, "sg", "ass", "as", "iass", "aa") == []


def test_a_phrase_is_found_whole_only() -> None:
    assert found("Flûte de zuts ! Flûte de pan, flûte, zut", "flûte de zut") == ["Flûte de zuts"]
    assert found("trou-du-zut", "trou du zut") == ["trou-du-zut"]
    assert found("flûte de", "flûte de zut") == []


def test_the_longest_of_several_is_found_once() -> None:
    assert found("flûte de zut", "zut", "flûte", "flûte de zut") == ["flûte de zut"]


def test_japanese_is_found_as_whole_words_of_a_segmenter() -> None:
    assert found("アホウドリとアホ", "アホ") == ["アホ"]
    assert found("あの市長はｱﾎです", "アホ") == ["ｱﾎ"]
    assert found("馬鹿野郎と馬鹿", "馬鹿", "馬鹿野郎") == ["馬鹿野郎", "馬鹿"]


def test_a_space_in_a_japanese_entry_may_be_missing_from_the_text() -> None:
    assert found("gスポットとg　スポット", " g スポット ") == ["gスポット", "g　スポット"]


def test_several_entries_may_begin_alike() -> None:
    assert found("死ねと死神", "死神", "死ね") == ["死ね", "死神"]


def test_a_sign_is_found_wherever_it_stands() -> None:
    assert found("Non🖕🏽oui", "🖕") == ["🖕"]


def test_an_empty_entry_finds_nothing() -> None:
    assert found("rien du tout", "", "  ") == []


def test_what_lies_within_an_innocent_phrase_is_passed_over() -> None:
    innocent = ("cul-de-sac", "死ねば")
    assert found("Un cul-de-sac, un cul", "cul", innocent=innocent) == ["cul"]
    assert found("人が死ねば。死ね", "死ね", innocent=innocent) == ["死ね"]
    assert found("flûte de zut", "zut", innocent=("flûte de zut", "de")) == []
    assert found("cul de sac", "cul de sac rouge", "cul", innocent=innocent) == []


def test_an_innocent_word_inside_a_listed_phrase_does_not_hide_the_phrase() -> None:
    assert found("fils de zut", "fils de zut", innocent=("fils",)) == ["fils de zut"]


def test_a_word_without_disguise_has_one_form() -> None:
    assert forms("élue") == ("élue",)
    assert forms("m3rdeee") == ("m3rdeee", "merdeee", "merdee", "merde")
