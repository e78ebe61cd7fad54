"""Durations and punctuation as a reader of each language writes them."""

import pytest

from server.render.figures import duration, with_bound_signs


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        (0, "0:00"),
        (1, "0:01"),
        (59_001, "1:00"),
        (3_600_000, "1:00:00"),
        (-999, "+0:00"),
        (-12_000, "+0:12"),
        (-3_661_000, "+1:01:01"),
    ],
)
def test_a_countdown_ends_at_nought_and_then_counts_up(ms: int, shown: str) -> None:
    assert duration(ms) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("Eau ; sol : air", "Eau\u202f; sol\u00a0: air"),
        ("Les « ODD » à 50 %", "Les «\u00a0ODD\u00a0» à 50\u00a0%"),
        ("À 9:30 sur https://aix.example/?a", "À 9:30 sur https://aix.example/?a"),
        ("Comment?", "Comment?"),
        ("Déjà\u202f?", "Déjà\u202f?"),
        ("Fin\n? Suite", "Fin\n? Suite"),
    ],
)
def test_french_punctuation_is_bound_to_its_word(typed: str, shown: str) -> None:
    assert with_bound_signs(typed) == shown
