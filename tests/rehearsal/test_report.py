"""The verdict is one sentence, and bad news comes before good."""

import pytest

from server.rehearsal.figures import Figures
from server.rehearsal.report import verdict
from server.rehearsal.strain import Strain


def figures(**counts: int) -> Figures:
    found = Figures(came=10, arrived=10)
    for name, count in counts.items():
        setattr(found, name, count)
    found.answer.add(0.02)
    return found


def test_all_is_well() -> None:
    is_well, sentence = verdict(figures(), Strain())
    assert is_well
    assert sentence == (
        "All is well: 10 phones came in, everything they sent was answered once, and 99 answers of 100 came"
        " within 20 ms."
    )


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"stranded": 10}, "10 of 10 phones had no line at the end"),
        ({"lost": 3}, "3 commands were never answered"),
        ({"repeated": 1}, "1 answers came for nothing that was waiting"),
        ({"arrived": 8}, "2 of 10 phones never came in"),
        ({"arrived": 0}, "not one phone came in"),
    ],
)
def test_what_is_wrong_is_said(counts: dict[str, int], words: str) -> None:
    assert verdict(figures(**counts), Strain()) == (False, f"Something is wrong: {words}.")


def test_only_refusals_that_keep_order_are_expected() -> None:
    found = figures()
    found.refused["slow-down"] = 40
    assert verdict(found, Strain())[0]
    found.refused["malformed"] = 2
    assert verdict(found, Strain()) == (
        False,
        "Something is wrong: commands were refused that should not be, 2 times malformed.",
    )


def test_slowness_is_said_although_nothing_was_lost() -> None:
    found = figures()
    found.answer.add(3.0)
    assert verdict(found, Strain())[1] == (
        "Nothing was lost, but slow: one answer in a hundred took more than 3.0 s."
    )


def test_a_computer_that_cannot_keep_up_says_so_before_it_blames_the_server() -> None:
    found, strain = figures(), Strain()
    found.answer.add(3.0)
    strain.late.add(0.5)
    assert "this computer was the limit" in verdict(found, strain)[1]


def test_a_hall_that_sent_nothing_has_no_times() -> None:
    assert verdict(Figures(came=4, arrived=4), Strain())[1] == (
        "All 4 phones came in; nobody had a reason to send anything."
    )
