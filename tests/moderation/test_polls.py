"""Which ballots count."""

from typing import Literal

import pytest

from moderation.polls import Phase, valid_choice

OPTIONS = ["water", "energy", "schools"]


@pytest.mark.parametrize("option", OPTIONS)
def test_one_option_of_a_single_choice_counts(option: str) -> None:
    assert valid_choice("single", OPTIONS, 0, (option,))


@pytest.mark.parametrize("at_most", [0, 2, 3])
def test_two_options_of_a_single_choice_do_not_count(at_most: int) -> None:
    assert not valid_choice("single", OPTIONS, at_most, ("water", "energy"))


@pytest.mark.parametrize("choice", [("water",), ("schools", "water")])
def test_as_many_options_as_a_multiple_choice_allows_count(choice: tuple[str, ...]) -> None:
    assert valid_choice("multiple", OPTIONS, 2, choice)


def test_one_option_too_many_does_not_count() -> None:
    assert not valid_choice("multiple", OPTIONS, 2, ("water", "energy", "schools"))


def test_without_a_bound_every_option_may_be_chosen() -> None:
    assert valid_choice("multiple", OPTIONS, 0, ("water", "energy", "schools"))


@pytest.mark.parametrize("kind", ["single", "multiple"])
@pytest.mark.parametrize(
    "choice",
    [
        (),
        ("",),
        ("roads",),
        ("Water",),
        ("water", "water"),
        ("water", "roads"),
    ],
)
def test_an_empty_unknown_or_repeated_choice_does_not_count(
    kind: Literal["single", "multiple"], choice: tuple[str, ...]
) -> None:
    assert not valid_choice(kind, OPTIONS, 0, choice)


def test_phases_keep_the_names_that_the_log_holds() -> None:
    assert list(Phase) == ["draft", "open", "closed"]
