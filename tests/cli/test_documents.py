"""README and docs/operating.md name every command, option, variable, target and limit, and no other."""

import re
import shlex
from collections.abc import Iterator

import pytest
import uvicorn

from moderation import text
from server.options import ExportFormat, LogLevel, Target
from server.rehearsal.pace import Pace
from server.room.limits import QUESTIONS_PER_SESSION, WAITING_PER_PERSON
from server.room.undo import DEPTH
from server.web.parse import LARGEST
from server.web.patient import HEADERS_WITHIN, TAKEN_WITHIN
from server.web.seating import MOST_SOCKETS
from server.web.sending import MOST_WAITING
from tests.cli.entaku import ROOT
from tests.cli.test_options import asked, commands, variables

README, OPERATING, PROGRAMME, PROTOCOL, DEPENDENCIES = (
    (ROOT / name).read_text("utf-8")
    for name in (
        "README.md",
        *(f"docs/{name}.md" for name in ("operating", "programme", "protocol", "dependencies")),
    )
)
PAGES = {"README.md": README, "docs/operating.md": OPERATING}
EVERYWHERE = "\n".join((README, OPERATING, PROGRAMME, PROTOCOL, DEPENDENCIES))


def code(page: str) -> Iterator[str]:
    """Every line of code on a page, in a block or within a sentence."""
    for block in re.findall(r"^ *```.*?\n(.*?)^ *```", page, re.DOTALL | re.MULTILINE):
        yield from (line.removeprefix("$ ").strip() for line in block.splitlines())
    yield from re.findall(
        r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", page, flags=re.DOTALL | re.MULTILINE)
    )


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]


def spans(cell: str) -> list[str]:
    """What stands between backquotes."""
    return re.findall(r"`([^`]+)`", cell)


def test_the_table_of_commands_has_them_all_and_no_other() -> None:
    assert [spans(name) for name, _ in rows(OPERATING, "Commands")] == [
        [f"entaku {name}"] for name in commands()
    ]


def test_the_table_of_options_has_them_all_with_variables_and_commands_and_no_other() -> None:
    there: dict[str, tuple[list[str], list[str]]] = {}
    for command, parsed in commands().items():
        for each in parsed.params:
            name = str(each.metavar) if each.param_type_name == "argument" else each.opts[0]
            known = there.setdefault(name, (list(variables(parsed)[str(each.name)]), []))
            known[1].append(command)
    told = {
        spans(option)[0]: (spans(environment), of.split(", "))
        for option, environment, of, *_ in rows(OPERATING, "Options")
    }
    assert told == there


def test_the_table_of_options_has_the_defaults() -> None:
    serve, export = (commands()[name].make_context(name, []).params for name in ("serve", "export"))
    rehearse = commands()["rehearse"].make_context("rehearse", asked("rehearse")).params
    told = {spans(option)[0]: spans(default) for option, _, _, default, _ in rows(OPERATING, "Options")}
    assert {option: default for option, default in told.items() if len(default) == 1} == {
        "PROGRAMME": [str(serve["programme"])],
        "--data": [str(serve["data"])],
        "--host": [serve["host"]],
        "--port": [str(serve["port"])],
        "--workers": [str(serve["workers"])],
        "--log-level": [serve["log_level"]],
        "--format": [export["form"]],
        "--phones": [str(rehearse["phones"])],
        "--minutes": [f"{rehearse['minutes']:g}"],
        "--pace": [rehearse["pace"]],
        "--drop": [f"{rehearse['drop']:g}"],
    }
    meanings = {spans(option)[0]: spans(meaning) for option, *_, meaning in rows(OPERATING, "Options")}
    assert meanings["--log-level"] == list(LogLevel)
    assert meanings["--format"] == list(ExportFormat)
    assert meanings["--to"] == list(Target)
    assert meanings["--pace"] == list(Pace)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_no_command_option_or_variable_that_there_is_not(page: str) -> None:
    lines = [line for line in code(PAGES[page]) if re.match(r"(\S*/)?entaku |--", line)]
    named = {command for line in lines for command in re.findall(r"(?:^|/)entaku ([a-z]+)", line)}
    assert named <= set(commands())
    options = {option for command in commands().values() for each in command.params for option in each.opts}
    mentioned = {option for line in lines for option in re.findall(r"--[a-z][a-z-]*", line)}
    assert mentioned <= options | {"--help", "--version"}
    known = {name for command in commands().values() for each in variables(command).values() for name in each}
    assert set(re.findall(r"ENTAKU_[A-Z_]+", PAGES[page])) <= known


@pytest.mark.parametrize(
    "line", [line for line in code(OPERATING + README) if re.match(r"entaku [a-z]+ ", line)]
)
def test_an_example_is_understood(line: str) -> None:
    _, command, *words = shlex.split(line, comments=True)
    given = [word for word in words if word != "--help"]
    assert commands()[command].make_context(command, given).args == []


def test_every_target_of_the_makefile_is_explained_and_every_explained_one_exists() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    listed = [spans(first)[0].removeprefix("make ") for first, _ in rows(README, "Working on it")]
    assert sorted(listed) == sorted(targets)
    mentioned = {found[1] for line in code(EVERYWHERE) if (found := re.match(r"make ([a-z]+)\b", line))}
    assert mentioned == set(targets)


def test_the_table_of_limits_has_the_codes_numbers() -> None:
    assert {what: int(most) for what, most in rows(OPERATING, "Limits")} == {
        "characters of a question, as people count them": text.QUESTION_LIMIT,
        "characters of a name": text.NAME_LIMIT,
        "characters of a cue": text.CUE_LIMIT,
        "characters of an announcement": text.ANNOUNCEMENT_LIMIT,
        "characters of a reason": text.REASON_LIMIT,
        "lines of a text": text.LINES_LIMIT,
        "questions of one person that wait for review": WAITING_PER_PERSON,
        "questions of a session that stand: waiting, published, answered or merged": QUESTIONS_PER_SESSION,
        "actions that one person of the staff can undo": DEPTH,
        "sockets of one person": MOST_SOCKETS,
        "bytes of a request's head, its body, or a frame": LARGEST,
        "seconds for a head to arrive, and for a body": int(HEADERS_WITHIN),
        "seconds for an answer that waits for a slow reader": int(TAKEN_WITHIN),
        "seconds that a connection stays open after an answer": uvicorn.Config("").timeout_keep_alive,
        "bytes that wait for a slow screen, before it gets the newest state instead": MOST_WAITING,
        "meetings of a process": 1,
        "processes of a meeting without Redis": 1,
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    here = (ROOT / page).parent
    for address in re.findall(r"\]\(([^)]+)\)", PAGES[page]):
        path, _, anchor = address.partition("#")
        target = here / path if path else ROOT / page
        assert target.exists(), address
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}


def test_make_run_serves_with_words_that_the_command_understands() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (line,) = re.findall(r"\.venv/bin/entaku (serve .*)$", makefile, re.MULTILINE)
    words = line.replace("$(PORT)", "8000").replace("$(DATA)", "var").split()
    given = commands()["serve"].make_context("serve", words[1:]).params
    assert (str(given["programme"]), given["port"], str(given["data"])) == (
        "programmes/rencontres.toml",
        8000,
        "var",
    )
