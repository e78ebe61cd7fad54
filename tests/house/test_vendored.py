"""What is carried along from other projects is listed, and is what the list says."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(?P<file>[^`]+)` \|.*\| `(?P<sum>[0-9a-f]{64})` \|$", re.MULTILINE)

folders = pytest.mark.parametrize("folder", ["static/vendor", "tests/browser/vendor"])


def listed(folder: str) -> dict[str, str]:
    return dict(ROW.findall((ROOT / folder / "VENDORED.md").read_text()))


@folders
def test_the_list_names_every_file_of_the_folder_and_no_other(folder: str) -> None:
    present = {path.name for path in (ROOT / folder).iterdir()} - {"VENDORED.md"}
    assert present == set(listed(folder))


@folders
def test_every_file_is_the_one_that_was_published(folder: str) -> None:
    sums = {name: sha256((ROOT / folder / name).read_bytes()).hexdigest() for name in listed(folder)}
    assert sums == listed(folder)
