"""Tables for spreadsheets."""

import csv
import io

import pytest

from server.render.cells import as_csv

BEGINNINGS = "=+-@|%＝＋－＠｜％\N{MINUS SIGN}\t\r\n"
BLANKS = ["", " ", "\u3000", "\u00a0", "\u200b", "\ufeff", " \u3000 "]


def read(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table, newline="")))


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_no_cell_is_taken_for_a_formula(beginning: str, blank: str) -> None:
    cell = f"{blank}{beginning}cmd|' /C calc'!A0"
    assert read(as_csv([["Why?", cell]])) == [["Why?", f"'{cell}"]]


@pytest.mark.parametrize(
    "cell", ["", " ", "Why?", "1 = 1", "なぜ－？", "a|b", "'quoted'", " two ", "12", "«−»"]
)
def test_other_cells_are_as_they_were(cell: str) -> None:
    assert read(as_csv([[cell]])) in ([[cell]], [[]])


def test_whatever_is_in_a_cell_stays_in_it() -> None:
    row = ['a "b", c', "two\nlines", "three;four", "=1,2"]
    assert read(as_csv([row, row])) == [[*row[:3], "'=1,2"]] * 2
