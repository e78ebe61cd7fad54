"""The lists of words: each entry can be met in a text, and means one thing."""

from collections import Counter

import pytest

from moderation import segmenter
from moderation.similarity import english, french, japanese
from moderation.similarity.lexicon import Lexicon
from moderation.similarity.thesaurus import english as english_same
from moderation.similarity.thesaurus import french as french_same
from moderation.similarity.thesaurus import japanese as japanese_same

LANGUAGES = pytest.mark.parametrize(
    ("lexicon", "same"),
    [
        pytest.param(french.LEXICON, french_same.SAME, id="French"),
        pytest.param(english.LEXICON, english_same.SAME, id="English"),
        pytest.param(japanese.LEXICON, japanese_same.SAME, id="Japanese"),
    ],
)


@LANGUAGES
def test_no_word_says_the_same_as_two_others(lexicon: Lexicon, same: str) -> None:
    stems = Counter(
        stem for line in same.splitlines() for stem in {lexicon.stem(word) for word in line.split()}
    )
    assert [stem for stem, lines in stems.items() if lines > 1] == []


@LANGUAGES
def test_no_word_that_says_something_is_passed_over(lexicon: Lexicon, same: str) -> None:
    assert lexicon.silent.isdisjoint(same.split())


@pytest.mark.parametrize("same", [french_same.SAME, english_same.SAME])
def test_words_of_letters_are_listed_without_accents(same: str) -> None:
    assert same.isascii()


def test_japanese_words_are_listed_as_the_segmenter_gives_them() -> None:
    listed = [*japanese_same.SAME.split(), *japanese.LEXICON.light, *japanese.LEXICON.places]
    found = {
        word: [token.base.casefold() for token in segmenter.words(word) if token.is_content]
        for word in listed
    }
    assert {word: bases for word, bases in found.items() if bases != [word]} == {}


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        ("finance financer financez finances financement financements", "financ"),
        ("decentralise decentralisee decentraliser decentralisation", "decentralis"),
        ("municipal municipale municipaux", "municip"),
        ("visite visiter visites visitez", "visit"),
        ("bus eau", None),
    ],
)
def test_forms_of_a_french_word_share_a_stem(forms: str, stem: str | None) -> None:
    assert all(french.stem(form) == (stem or form) for form in forms.split())


@pytest.mark.parametrize(
    ("forms", "stem"), [("measure measures measured measuring measurement", "measur"), ("bus sea", None)]
)
def test_forms_of_an_english_word_share_a_stem(forms: str, stem: str | None) -> None:
    assert all(english.stem(form) == (stem or form) for form in forms.split())
