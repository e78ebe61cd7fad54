"""The guess at the language of a text."""

import pytest

from moderation.text import language_of


@pytest.mark.parametrize(
    "text",
    [
        "データはだれのものですか？",
        "環境問題",
        "SDGsは？",
        "Aix-en-Provenceとの連携は？",
        "European Digital Innovation Hubとは何ですか",
        "ﾃﾞｰﾀ",
    ],
)
@pytest.mark.parametrize("fallback", ["fr", "ja", "en"])
def test_japanese_is_told_from_its_script(text: str, fallback: str) -> None:
    assert language_of(text, fallback) == "ja"


@pytest.mark.parametrize(
    "text",
    [
        "Comment dit-on ありがとう en français ?",
        "Que signifie « 円卓 » pour vous ?",
        "Merci à tous, très intéressant",
    ],
)
@pytest.mark.parametrize("fallback", ["fr", "ja", "de"])
def test_french_may_quote_japanese(text: str, fallback: str) -> None:
    assert language_of(text, fallback) == "fr"


@pytest.mark.parametrize("text", ["What does 円卓 mean to you?", "Is the café of the town open?", "Wi-Fi"])
@pytest.mark.parametrize("fallback", ["en", "ja", ""])
def test_latin_letters_with_few_signs_of_french_are_english(text: str, fallback: str) -> None:
    assert language_of(text, fallback) == "en"


def test_names_in_both_scripts_are_not_a_japanese_sentence() -> None:
    assert language_of("Fukuoka 福岡, Toyama 富山, Nancy", "fr") == "fr"


@pytest.mark.parametrize("text", ["Nancy ?", "Où est la ville ?", "Where is the town?"])
@pytest.mark.parametrize("fallback", ["fr", "en"])
def test_a_writer_of_french_or_english_is_believed(text: str, fallback: str) -> None:
    assert language_of(text, fallback) == fallback


@pytest.mark.parametrize("text", ["", "2030 ?", "สวัสดี", "👍"])
def test_text_in_none_of_the_scripts_takes_the_writers_language(text: str) -> None:
    assert [language_of(text, fallback) for fallback in ("fr", "ja", "en")] == ["fr", "ja", "en"]


@pytest.mark.parametrize("text", ["", "2030 ?", "สวัสดี", "Nancy"])
def test_an_unknown_language_is_never_the_answer(text: str) -> None:
    assert language_of(text, "<script>") == "en"
