"""Reads a programme that an organiser wrote by hand and says all that is wrong with it: docs/programme.md."""

import re
import tomllib
from collections.abc import Iterable
from typing import NamedTuple

from server.room.programme import Programme
from server.room.programme_advice import advice
from server.room.programme_lines import line_of, lines_of, under_its_right_name
from server.room.programme_paths import Finding, Path, written
from server.room.programme_rules import broken_rules
from server.room.programme_shape import shaped

# Some editors on Windows begin a file with it.
_BYTE_ORDER_MARK = "\ufeff"

# tomllib speaks to programmers; these are its complaints that organisers meet most.
_PLAINLY = {
    "Unterminated string": "a text has no closing quotation mark",
    "Illegal character": "a text has no closing quotation mark on its line",
    "Found invalid character": "a text has no closing quotation mark on its line",
    "Unescaped": "a \\ in a text must be written twice: \\\\",
    "Invalid value": 'a value is missing, or a text is not within straight quotation marks "…"',
    "Invalid statement": "a line must begin with a key (of a–z, 0–9 and _), a [header] or a # comment",
    "Unclosed array": "a list has no closing ], or a comma is missing between two of its items",
    "Unclosed inline table": "a { … } must be closed on the same line, with commas between its keys",
    "Invalid initial character": "a { … } must be closed on the same line, without a last comma",
    "Duplicate inline table key": "a key is written twice",
    "Cannot overwrite": "a key is written twice",
    "Cannot declare": "a [header] is written twice; several of a kind are written [[header]]",
    "Cannot mutate": "a { … } is complete as it is; its other keys belong within it",
    "Cannot redefine": "a key is written twice",
    "Expected '='": "a key must be followed by = and its value",
    "Expected ']": "a [header] has no closing bracket",
    "Expected \"'": "a text has no closing quotation mark",
    "Expected newline": 'something follows a value on its line; a " within a text is written \\"',
}


class Problem(NamedTuple):
    """Something to correct or to consider; `where` is a key path, `line` is None when no line is to blame."""

    where: str
    line: int | None
    message: str

    def in_file(self, name: str) -> str:
        """As compilers print it, so that editors can jump there."""
        place = name if self.line is None else f"{name}:{self.line}"
        return f"{place}: {self.where}: {self.message}"


class Reading(NamedTuple):
    """What came of reading a file: a programme exactly when there is no error."""

    programme: Programme | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_programme(source: str) -> Reading:
    """The programme written in `source`, with every error and every warning at once."""
    try:
        raw = tomllib.loads(source := source.removeprefix(_BYTE_ORDER_MARK))
    except tomllib.TOMLDecodeError as error:
        return Reading(None, (_not_toml(source, str(error)),), ())
    lines = lines_of(source)
    found: list[Finding] = []
    programme = shaped(raw, found)
    for misspelt, _, meant in found:
        lines |= under_its_right_name(misspelt, meant, lines) if meant else {}
    found += _unrelated(broken_rules(programme), found)
    warnings = _problems(_unrelated(advice(programme), found), lines)
    errors = _problems(found, lines)
    return Reading(None if errors else programme, errors, warnings)


def _unrelated(later: Iterable[Finding], found: list[Finding]) -> list[Finding]:
    """Without what only follows from an earlier finding at the same place or around it."""
    known = {finding.path for finding in found}
    return [
        finding
        for finding in later
        if not any(finding.path[:length] in known for length in range(len(finding.path) + 1))
    ]


def _problems(findings: Iterable[Finding], lines: dict[Path, int]) -> tuple[Problem, ...]:
    problems = [Problem(written(path), line_of(path, lines), message) for path, message, _ in findings]
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


def _not_toml(source: str, complaint: str) -> Problem:
    what, _, place = complaint.rpartition(" (at ")
    plainly = next((words for start, words in _PLAINLY.items() if what.startswith(start)), what)
    named = re.match(r"line (\d+)", place)
    line = int(named[1]) if named else source.rstrip().count("\n") + 1
    return Problem("TOML", line, f"{plainly}; nothing else was checked")
