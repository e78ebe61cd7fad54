"""Texts laid out, measured, cut and compared."""

import pytest

from moderation.text import clean, cut, fold_for_comparison, graphemes, line


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_becomes_one(newline: str) -> None:
    assert clean(f"un{newline}deux") == "un\ndeux"


def test_more_than_one_empty_line_becomes_one() -> None:
    assert clean("un\n \n\n\ndeux") == "un\n\ndeux"


def test_an_empty_line_is_kept() -> None:
    assert clean("un\n\ndeux") == "un\n\ndeux"


@pytest.mark.parametrize(
    ("run", "kept"),
    [
        ("   ", " "),
        ("\t \t", " "),
        ("\u2003\u2009", " "),
        ("\u2800\u2800", " "),
        (" \u00a0", "\u00a0"),
        ("\u00a0\u202f", "\u202f"),
        ("　　", "　"),
        ("　 ", "　"),
    ],
)
def test_a_run_of_spaces_becomes_its_most_telling_one(run: str, kept: str) -> None:
    assert clean(f"un{run}deux") == f"un{kept}deux"


def test_spaces_around_lines_and_text_go() -> None:
    assert clean(" \n un \n\u3000deux\u00a0\n ") == "un\ndeux"


@pytest.mark.parametrize(
    "nothing", ["", " \n\t", "\u200b\u2060", "\u3164", "\u2800\u2800", "\u0301\u0301", "\ufe0f"]
)
def test_what_shows_nothing_is_nothing(nothing: str) -> None:
    assert clean(nothing) == ""


def test_a_mark_with_no_base_goes_from_the_start_of_each_line() -> None:
    assert clean("\u0301un\n \u0327deux\n\u093etrois\nﾞquatre") == "un\ndeux\ntrois\nquatre"


def test_a_name_is_on_one_line() -> None:
    assert line(" Mairie\r\nde\u2028Nancy\n") == "Mairie de Nancy"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", 0),
        ("Aix", 3),
        ("が", 1),
        ("か\u3099", 1),
        ("e\u0301", 1),
        ("👨\u200d👩\u200d👧\u200d👦", 1),
        ("🇫🇷🇯🇵🇫🇷", 3),
        ("🇫🇷🇯", 2),
        ("1\ufe0f\u20e3", 1),
        ("नमस्ते", 3),
        ("a\nb", 3),
    ],
)
def test_text_is_measured_as_people_see_it(text: str, seen: int) -> None:
    assert graphemes(text) == seen


def test_a_text_is_cut_between_graphemes() -> None:
    assert cut("🇫🇷🇯🇵が", 2) == "🇫🇷🇯🇵"


def test_a_cut_text_does_not_end_in_a_space() -> None:
    assert cut("Aix en Provence", 4) == "Aix"


def test_a_text_within_the_limit_is_not_cut() -> None:
    assert cut("円卓", 2) == "円卓"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("本当？", "本当?"),
        ("本当？！", "本当 ?"),
        ("Vraiment\u202f?", "vraiment?"),
        ("Vraiment ???", "Vraiment ?"),
        ("Oui.", "oui"),
        ("はい。", "はい"),
        ("Ｗｉ－Ｆｉ", "wi-fi"),
        ("ﾊﾞｽ", "バス"),
        ("が", "か\u3099"),
        ("L’eau, l´air", "l'eau, l'air"),
        ("«\u00a0Ville\u00a0»", "«ville»"),
        ("un  deux\ntrois", "un deux trois"),
        ("葛\U000e0100城", "葛城"),
        ("soft\u00adware\u200d\x00", "software"),
        ("STRASSE", "Straße"),
    ],
)
def test_texts_that_people_call_the_same_compare_as_equal(one: str, other: str) -> None:
    assert fold_for_comparison(one) == fold_for_comparison(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vraiment.", "Vraiment ?"),
        ("か", "が"),
        ("du", "dû"),
        ("un deux", "undeux"),
        ("Et 2.5 ?", "Et 25 ?"),
        ("ハハ", "パパ"),
    ],
)
def test_texts_that_say_something_else_compare_as_different(one: str, other: str) -> None:
    assert fold_for_comparison(one) != fold_for_comparison(other)
