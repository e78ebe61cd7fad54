"""Whatever a command can be told in words it can be told in the environment, and its help says how."""

import re
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from server import __version__
from server.cli import cli
from server.options import ExportFormat, LogLevel, Target
from server.rehearsal.pace import Pace
from tests.cli.entaku import COMMAND, Browser, Server, entaku, until

SAID: dict[str, tuple[str, object]] = {
    "ENTAKU_PROGRAMME": ("plan.toml", Path("plan.toml")),
    "ENTAKU_HOST": ("127.0.0.1", "127.0.0.1"),
    "ENTAKU_PORT": ("8123", 8123),
    "PORT": ("8124", 8124),
    "ENTAKU_DATA": ("folder", Path("folder")),
    "ENTAKU_URL": ("https://Hall.example:443/", "https://hall.example"),
    "ENTAKU_ORIGINS": (
        "https://a.example http://b.example:8000",
        ["https://a.example", "http://b.example:8000"],
    ),
    "ENTAKU_REDIS": ("redis://one.example", "redis://one.example"),
    "REDIS_URL": ("redis://two.example", "redis://two.example"),
    "ENTAKU_WORKERS": ("3", 3),
    "WEB_CONCURRENCY": ("4", 4),
    "ENTAKU_MEETING": ("PORT24", "PORT24"),
    "ENTAKU_TO": ("folder", Target.FOLDER),
    "ENTAKU_LOG_LEVEL": ("debug", LogLevel.DEBUG),
    "ENTAKU_TRANSLATOR": ("deepl+https://api.example", "deepl+https://api.example"),
    "ENTAKU_TRANSLATOR_KEY": ("secret", "secret"),
    "ENTAKU_RENEW": ("1", True),
    "ENTAKU_FORMAT": ("csv", ExportFormat.CSV),
    "ENTAKU_OUT": ("export.csv", Path("export.csv")),
    "ENTAKU_TARGET": ("https://Hall.example:443/m/AIX7", "https://hall.example/m/AIX7"),
    "ENTAKU_PHONES": ("5000", 5000),
    "ENTAKU_MINUTES": ("2.5", 2.5),
    "ENTAKU_HALLS": ("main room-1", ["main", "room-1"]),
    "ENTAKU_PACE": ("storm", Pace.STORM),
    "ENTAKU_DROP": ("25", 25.0),
    "ENTAKU_ARRIVE": ("0", 0.0),
    "ENTAKU_LEAD": ("var-demo", "var-demo"),
    "ENTAKU_JSON": ("1", True),
    "ENTAKU_SEED": ("7", 7),
}


def commands() -> dict[str, TyperCommand]:
    """Every command by its name."""
    group = typer.main.get_command(cli)
    assert isinstance(group, TyperGroup)
    return {name: command for name, command in group.commands.items() if isinstance(command, TyperCommand)}


def asked(command: str, but: str = "") -> list[str]:
    """What a command must be told, except for one thing."""
    needed = {"move": ("to", ["--to", "redis"]), "rehearse": ("url", ["http://127.0.0.1:8000"])}
    name, words = needed.get(command, ("", []))
    return [] if name == but else words


def variables(command: TyperCommand) -> dict[str, tuple[str, ...]]:
    """The variables of everything that a command can be told, by its name in the code."""
    told = {str(each.name): each.envvar or () for each in command.params}
    return {name: (each,) if isinstance(each, str) else tuple(each) for name, each in told.items()}


EVERYTHING = [
    (command, name, variable)
    for command, parsed in commands().items()
    for name, known in variables(parsed).items()
    for variable in known
]


def test_everything_that_a_command_can_be_told_has_a_variable() -> None:
    told = [(command, name) for command, parsed in commands().items() for name in variables(parsed)]
    assert sorted({(command, name) for command, name, _ in EVERYTHING}) == sorted(told)
    assert {variable for _, _, variable in EVERYTHING} == set(SAID)


@pytest.mark.parametrize(("command", "name", "variable"), EVERYTHING)
def test_a_variable_says_the_same_as_its_option(
    command: str, name: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    value, meant = SAID[variable]
    assert commands()[command].make_context(command, asked(command)).params[name] != meant
    monkeypatch.setenv(variable, value)
    assert commands()[command].make_context(command, asked(command, name)).params[name] == meant


@pytest.mark.parametrize("variable", ["ENTAKU_REDIS", "REDIS_URL", "ENTAKU_WORKERS", "WEB_CONCURRENCY"])
def test_a_variable_that_is_empty_says_nothing(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = commands()["serve"].make_context("serve", []).params
    monkeypatch.setenv(variable, "")
    assert commands()["serve"].make_context("serve", []).params == before


def test_what_is_typed_goes_before_what_is_set_and_ours_before_the_hosts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    serve = commands()["serve"]
    monkeypatch.setenv("PORT", "8001")
    monkeypatch.setenv("ENTAKU_PORT", "8002")
    assert serve.make_context("serve", []).params["port"] == 8002
    assert serve.make_context("serve", ["--port", "8003"]).params["port"] == 8003
    monkeypatch.setenv("REDIS_URL", "redis://hosts.example")
    monkeypatch.setenv("ENTAKU_REDIS", "redis://ours.example")
    assert serve.make_context("serve", []).params["redis"] == "redis://ours.example"


@pytest.mark.parametrize("command", commands())
def test_the_help_of_a_command_says_what_it_does_and_explains_every_option(command: str) -> None:
    said = CliRunner().invoke(cli, [command, "--help"], env={"COLUMNS": "200"})
    assert said.exit_code == 0
    assert str(commands()[command].help) in said.stdout
    for each in commands()[command].params:
        explained = str(getattr(each, "help", ""))
        assert explained.endswith(".")
        assert explained in re.sub(r"[\s│]+", " ", said.stdout)
        assert all(variable in said.stdout for variable in variables(commands()[command])[str(each.name)])


def test_the_help_fits_a_narrow_terminal() -> None:
    for command in commands():
        said = CliRunner().invoke(cli, [command, "--help"], env={"COLUMNS": "80"})
        assert max(map(len, said.stdout.splitlines())) <= 80
        assert "…" not in said.stdout


def test_help_names_every_command_and_so_does_entaku_alone() -> None:
    asked, alone = CliRunner().invoke(cli, ["--help"]), CliRunner().invoke(cli, [])
    assert (asked.exit_code, alone.exit_code) == (0, 2)
    assert all(re.search(rf"^│ {name} ", asked.stdout, re.MULTILINE) for name in commands())
    assert alone.output.strip() == asked.output.strip()


def test_the_version_is_printed() -> None:
    result = entaku("--version")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"{__version__}\n", "")


def test_a_server_can_be_told_everything_by_its_environment(server: Server) -> None:
    server.start(
        [*COMMAND, "serve"],
        ENTAKU_PROGRAMME=str(server.programme),
        ENTAKU_DATA=str(server.data),
        ENTAKU_HOST="127.0.0.1",
        PORT=str(server.port),
        ENTAKU_URL="https://hall.example",
        ENTAKU_ORIGINS="https://one.example https://two.example",
        ENTAKU_LOG_LEVEL="debug",
        REDIS_URL="",
        WEB_CONCURRENCY="",
    )
    assert server.links["audience"] == "https://hall.example/m/PORT24"
    # The line is written when the answer has left, and whoever has the answer may be faster.
    until(lambda: "DEBUG entaku.web method=GET route=/health" in server.said)
    for origin in ("https://hall.example", "https://one.example", "https://two.example"):
        with Browser(server.url) as browser:
            browser.headers["Origin"] = origin
            assert browser.post("/join", data={"code": "PORT24"}).status_code == 303
