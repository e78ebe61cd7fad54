"""What the crowd asks is worth reading, fits, and is accepted as it is written."""

import pytest

from moderation.text import NAME_LIMIT, QUESTION_LIMIT, clean, graphemes
from server.rehearsal.questions import CITIES, NAMES, QUESTIONS


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_there_are_enough_and_no_two_are_alike(language: str) -> None:
    assert len(set(QUESTIONS[language])) == len(QUESTIONS[language]) >= 40


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_each_fits_is_clean_and_is_a_question(language: str) -> None:
    for question in QUESTIONS[language]:
        for city in CITIES[language]:
            text = question.replace("{city}", city)
            assert clean(text) == text
            assert graphemes(text) <= QUESTION_LIMIT
            assert "{" not in text
            assert text.endswith((" ?", "か。", "さい。", "か？")) or " ? " in text, text


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_names_fit(language: str) -> None:
    assert all(clean(name) == name and graphemes(name) <= NAME_LIMIT for name in NAMES[language])
