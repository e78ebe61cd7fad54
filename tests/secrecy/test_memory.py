"""Memory is read while its process stands still, and whoever may not read it is told so."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.secrecy import memory
from tests.secrecy.memory import memory_of
from tests.secrecy.planted import process

HELD = b"what the process holds" * 1_000


def test_the_process_goes_on_afterwards() -> None:
    with process(given=HELD) as pid:
        assert HELD in memory_of(pid)
        time.sleep(0.01)
        assert "State:\tS" in Path(f"/proc/{pid}/status").read_text()


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_without_the_right_to_look_it_says_so_and_fails_where_all_must_be_tried(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(pid: int) -> Iterator[bytes]:
        raise PermissionError

    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(memory, "_regions", forbidden)
    with process() as pid, pytest.raises((pytest.fail.Exception, pytest.skip.Exception)) as said:
        memory_of(pid)
    assert said.type is outcome
    assert "may not be read" in str(said.value)
