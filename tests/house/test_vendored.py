"""What is carried along from other projects is listed, and is what the list says."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(?P<file>[^`]+)` \|.*\| `(?P<sum>[0-9a-f]{64})` \|$", re.MULTILINE)

folders = pytest.mark.parametrize("folder", ["static/vendor", "tests/browser/vendor", "tests/web/vendor"])


def listed(folder: str) -> dict[str, str]:
    return dict(ROW.findall((ROOT / folder / "VENDORED.md").read_text()))


@folders
def test_the_list_names_every_file_of_the_folder_and_no_other(folder: str) -> None:
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    present = {str(path.relative_to(ROOT / folder)) for path in files} - {"VENDORED.md"}
    assert present == set(listed(folder))


@folders
def test_every_file_is_the_one_that_was_published(folder: str) -> None:
    sums = {name: sha256((ROOT / folder / name).read_bytes()).hexdigest() for name in listed(folder)}
    assert sums == listed(folder)
