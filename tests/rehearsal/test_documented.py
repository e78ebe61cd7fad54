"""docs/rehearsal.md says what people in the hall do, and its examples are understood."""

import re
import shlex
from pathlib import Path

import pytest

from server.rehearsal.display import TIMES
from server.rehearsal.figures import Figures
from server.rehearsal.pace import HABITS, Habits, Pace
from server.rehearsal.report import as_data
from server.rehearsal.strain import Strain
from tests.cli.test_options import commands

PAGE = (Path(__file__).parents[2] / "docs/rehearsal.md").read_text("utf-8")


def rows(first: str) -> list[list[str]]:
    """The cells of the table whose head begins so."""
    table = PAGE.partition(f"| {first} |")[2].split("\n\n")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]


def span(seconds: float) -> str:
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"


def described(habits: Habits) -> list[str]:
    votes = "everybody" if habits.turnout == 1 else f"{habits.turnout:.0%}".replace("%", " of 100")
    rhythm = f"{habits.speech:g} s, {habits.talk:g} s" if habits.speech else "taps always"
    return [span(habits.asks_every), span(habits.supports_every), votes, span(habits.hesitates), rhythm]


def test_the_table_of_paces_says_what_people_do() -> None:
    told = {row[0].strip("`"): row[1:] for row in rows("`--pace`")}
    assert list(told) == list(Pace)
    for pace, (*first, changes, rhythm) in told.items():
        assert [*first, rhythm] == described(HABITS[Pace(pace)])
        assert changes.startswith(f"{HABITS[Pace(pace)].changes * 100:g} of 100")


def test_every_figure_in_the_table_is_in_the_summary() -> None:
    data = as_data(Figures(), Strain(), {}, 1.0)
    for row in rows("In the terminal"):
        for path in re.findall(r"`([a-z_.]+)`", row[1]):
            found: object = data
            for key in path.split("."):
                assert isinstance(found, dict)
                found = found[key]


def test_every_time_in_the_terminal_is_explained() -> None:
    explained = [row[0] for row in rows("In the terminal")]
    assert [name for name, _ in TIMES if not any(name.startswith(each) for each in explained)] == []


@pytest.mark.parametrize("line", re.findall(r"^ *(entaku .*)$", PAGE, re.MULTILINE))
def test_an_example_is_understood(line: str) -> None:
    _, command, *words = shlex.split(line)
    assert commands()[command].make_context(command, words).args == []


def test_every_option_that_is_named_exists() -> None:
    known = {option for command in commands().values() for each in command.params for option in each.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE)) <= known | {"--help"}
