"""docs/programme.md says what the programme file is: every key, every example, every length."""

import re
from pathlib import Path

import msgspec
import pytest

from server.room.programme import (
    Delegation,
    Hall,
    Option,
    Poll,
    PreparedQuestion,
    Programme,
    Session,
    Speaker,
    Term,
    Theme,
    Topic,
)
from server.room.programme_advice import FITTING, FITTING_OTHERWISE
from server.room.programme_file import read_programme
from tests.room.programmes import programme

PAGE = (Path(__file__).parents[2] / "docs" / "programme.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(toml|text)\n(.*?)```", PAGE, re.DOTALL)
TOML = [block for language, block in BLOCKS if language == "toml"]
OUTPUT = [block for language, block in BLOCKS if language == "text"]

HEADINGS: dict[str, type[msgspec.Struct]] = {
    "The meeting": Programme,
    "Halls: `[[halls]]`": Hall,
    "Delegations: `[[delegations]]`": Delegation,
    "Sessions: `[[sessions]]`": Session,
    "Speakers: `[[sessions.speakers]]`": Speaker,
    "Themes: `[[sessions.themes]]`": Theme,
    "Topics: `[[sessions.topics]]`": Topic,
    "Prepared questions: `[[sessions.questions]]`": PreparedQuestion,
    "Polls: `[[sessions.polls]]`": Poll,
    "Options: `options = [ … ]`": Option,
    "Glossary: `[[glossary]]`, `[[sessions.glossary]]`": Term,
}

LENGTHS = {
    "theme of the meeting": "Programme.theme",
    "introduction of the meeting": "Programme.introduction",
    "introduction of a session": "Session.introduction",
    "summary of a theme": "Theme.summary",
    "point of a topic": "Topic.points",
    "prepared question": "PreparedQuestion.text",
    "question of a poll": "Poll.text",
    "option of a poll": "Option.text",
}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    _, _, section = PAGE.partition(f"# {heading}\n")
    lines = re.split(r"\n##", section)[0].splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|")][2:]


def test_every_kind_of_table_has_a_section_of_its_own() -> None:
    keys = PAGE[PAGE.index("\n## Keys") : PAGE.index("\n## How long")]
    assert re.findall(r"^### (.*)$", keys, re.MULTILINE) == list(HEADINGS)


@pytest.mark.parametrize(("heading", "kind"), HEADINGS.items())
def test_every_key_is_documented_and_every_documented_key_exists(
    heading: str, kind: type[msgspec.Struct]
) -> None:
    assert {key for key, _, _ in rows(heading)} == {f"`{key}`" for key in kind.__struct_fields__}


@pytest.mark.parametrize(("heading", "kind"), HEADINGS.items())
def test_the_page_says_which_keys_are_needed(heading: str, kind: type[msgspec.Struct]) -> None:
    needed = {f"`{field.name}`" for field in msgspec.structs.fields(kind) if field.required}
    # The one thing that the reader adds by itself.
    given = {"`id`"} if kind is Option else set()
    assert {key for key, need, _ in rows(heading) if need == "yes"} == needed - given


def test_the_small_example_is_complete() -> None:
    reading = read_programme(TOML[0])
    assert reading.programme
    assert (reading.errors, reading.warnings) == ((), ())


def test_every_way_to_write_a_text_is_accepted() -> None:
    assert [hall.name.en for hall in programme(TOML[0] + TOML[1].replace('"main"', '"second"')).halls] == [
        "Main hall",
        "Main hall",
        "Garden room, on the ground floor",
        "Lumière",
    ]


def test_the_glossary_on_the_page_is_accepted() -> None:
    reading = read_programme(TOML[0] + TOML[2])
    assert reading.programme
    assert [one.reading for one in reading.programme.glossary] == ["しまいとし"]
    assert [one.term.en for one in reading.programme.sessions[0].glossary] == [""]


def test_the_file_with_errors_has_exactly_those_that_the_page_shows() -> None:
    reading = read_programme(TOML[3])
    assert [problem.in_file("draft.toml") for problem in reading.errors] == OUTPUT[0].splitlines()
    assert [problem.in_file("draft.toml") for problem in reading.warnings] == OUTPUT[1].splitlines()


def test_the_file_that_is_not_toml_has_exactly_the_error_that_the_page_shows() -> None:
    reading = read_programme(TOML[4])
    assert [problem.in_file("draft.toml") for problem in reading.errors] == OUTPUT[2].splitlines()


def test_every_length_is_documented_as_it_is_checked() -> None:
    documented = {
        text: (int(latin), int(japanese)) for text, latin, japanese in rows("How long a text may be")
    }
    checked = {text: (FITTING[place], FITTING[place] // 2) for text, place in LENGTHS.items()}
    assert FITTING.keys() == set(LENGTHS.values())
    assert documented == checked | {"titles and names": (FITTING_OTHERWISE, FITTING_OTHERWISE // 2)}
