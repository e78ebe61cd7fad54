"""Every dependency is named with its reason, locked with hashes, and comes from nowhere in particular."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"^[a-z0-9-]+")
ROW = re.compile(r"^\| `(?P<name>[a-z0-9-]+)` \| (?P<version>\S+) \|", re.MULTILINE)
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+) \\$", re.MULTILINE)

locks = pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])


def required() -> set[str]:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = pyproject["project"]
    lines = [
        *pyproject["build-system"]["requires"],
        *project["dependencies"],
        *project["optional-dependencies"]["dev"],
    ]
    return {found[0] for line in lines if (found := NAME.match(line))}


def documented() -> dict[str, str]:
    return dict(ROW.findall((ROOT / "docs/dependencies.md").read_text()))


def locked(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text()))


def test_the_document_names_every_direct_dependency_and_no_other() -> None:
    assert set(documented()) == required()


def test_the_document_gives_the_locked_versions() -> None:
    pins = locked("requirements.txt") | locked("requirements-dev.txt")
    assert documented() == {name: pins.get(name) for name in documented()}


def test_the_tests_run_on_the_versions_that_serve() -> None:
    serving, testing = locked("requirements.txt"), locked("requirements-dev.txt")
    del serving["setuptools"]
    assert serving == {name: testing.get(name) for name in serving}


@locks
def test_a_lock_pins_and_hashes_every_line_and_names_no_index_or_path(lock: str) -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / lock).read_text().splitlines()]
    wanted = re.compile(r"[a-z0-9-]+==\S+ \\|--hash=sha256:[0-9a-f]{64}( \\)?|")
    assert [line for line in lines if not wanted.fullmatch(line)] == []
