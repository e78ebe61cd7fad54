"""A key in its file is whole or destroyed, whoever dies at whatever step, and never comes back."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from server.log.ballot_keys import files
from server.log.ballot_keys.files import KeyFiles
from server.log.base import LogFull, LogUnavailable
from server.log.secret import SecretBuffer
from server.log.vault import KeyDestroyed

RACE = """
import sys, time
from pathlib import Path
from server.log.ballot_keys.files import KeyFiles
files = KeyFiles(Path(sys.argv[1]), "aix")
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    print(bytes(files.draw(f"poll-{number}").view).hex())
"""


class Killed(BaseException):
    """The process ends here."""


class Dying:
    """Stands in for `os` in the module of the files: the call with this number ends the process.

    `half`: a write has then written a part. Closing goes on, as the kernel sees to that for a dead process.
    """

    CALLS = ("open", "write", "fsync", "ftruncate")

    def __init__(self, at: int, half: bool) -> None:
        self._left = at
        self._half = half

    def __getattr__(self, name: str) -> Any:
        call = getattr(os, name)
        if name not in self.CALLS:
            return call

        def counted(*given: Any) -> Any:
            self._left -= 1
            if self._left > 0:
                return call(*given)
            if name == "write" and self._half:
                call(given[0], given[1][: len(given[1]) // 2])
            elif self._half:
                call(*given)
            raise Killed

        return counted


def dies(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object], at: int, half: bool) -> bool:
    """Do this in a process that dies at its call with this number; False when it came to its end."""
    with monkeypatch.context() as patch:
        patch.setattr(files, "os", Dying(at, half))
        try:
            work()
        except Killed:
            return True
    return False


def found(folder: Path, poll: str = "poll") -> bytes | str | None:
    """Give what a process that starts now finds."""
    try:
        key = KeyFiles(folder, "aix").find(poll)
    except KeyDestroyed:
        return "destroyed"
    return None if key is None else bytes(key.view)


def drawn(folder: Path, poll: str = "poll") -> bytes:
    return bytes(KeyFiles(folder, "aix").draw(poll).view)


def contents(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.iterdir()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ballots"


def test_a_key_is_drawn_once_and_found_by_every_process(folder: Path) -> None:
    assert found(folder) is None
    key = drawn(folder)
    assert len(key) == 32
    assert found(folder) == drawn(folder) == key
    assert drawn(folder, "another") != key
    assert bytes(KeyFiles(folder, "lyon").draw("poll").view) != key


def test_only_the_owner_may_read_and_any_poll_has_a_file(folder: Path) -> None:
    for poll in ("../poll", "a/b", "POLL", "poll", "投票" * 200, ""):
        drawn(folder, poll)
    names = list(folder.iterdir())
    assert len(names) == 6
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in names} == {0o600}


def test_a_destroyed_key_leaves_an_empty_file_and_is_never_drawn_again(folder: Path) -> None:
    key = drawn(folder)
    (file,) = folder.iterdir()
    keys = KeyFiles(folder, "aix")
    with file.open("rb") as opened:  # whoever has the file open loses it, too
        keys.destroy("poll")
        keys.destroy("poll")
        assert opened.read() == b""
    assert contents(folder) == [b""]
    with pytest.raises(KeyDestroyed):
        keys.draw("poll")
    with pytest.raises(KeyDestroyed):
        keys.keep("poll", SecretBuffer(32))
    assert drawn(folder, "another") != key


def test_the_key_of_a_poll_that_never_had_one_is_destroyed_too(folder: Path) -> None:
    KeyFiles(folder, "aix").destroy("poll")
    assert found(folder) == "destroyed"


def test_a_key_is_overwritten_before_its_file_is_made_empty(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = drawn(folder)
    (file,) = folder.iterdir()
    steps: list[bytes] = []
    original = os.fsync

    class Watched:
        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        def fsync(self, number: int) -> None:
            original(number)
            steps.append(file.read_bytes())

    monkeypatch.setattr(files, "os", Watched())
    KeyFiles(folder, "aix").destroy("poll")
    overwritten = [step for step in steps[1:] if len(step) == 64]
    assert len(overwritten) == 1
    assert key[:8] not in overwritten[0]
    assert steps[-1] == b""


def test_a_key_of_another_machine_takes_the_place_of_ours(folder: Path) -> None:
    mine = drawn(folder)
    theirs = SecretBuffer(32)
    theirs.fill_random()
    KeyFiles(folder, "aix").keep("poll", theirs)
    KeyFiles(folder, "aix").keep("poll", theirs)
    assert found(folder) == bytes(theirs.view)
    assert not any(mine in content for content in contents(folder))


@pytest.mark.parametrize("half", [False, True])
def test_whoever_dies_while_drawing_leaves_a_whole_key_or_none(
    half: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    while True:
        steps += 1
        folder = tmp_path / f"{steps}"
        keys = KeyFiles(folder, "aix")
        if not dies(monkeypatch, partial(keys.draw, "poll"), steps, half):
            break
        left = found(folder)
        assert left is None or isinstance(left, bytes)
        assert drawn(folder) == (left or drawn(folder))
        assert [len(content) for content in contents(folder)] == [64]
    assert steps > 5


@pytest.mark.parametrize("half", [False, True])
def test_whoever_dies_while_destroying_leaves_a_whole_key_or_none_for_ever(
    half: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes, steps = set(), 0
    while True:
        steps += 1
        folder = tmp_path / f"{steps}"
        key = drawn(folder)
        keys = KeyFiles(folder, "aix")
        if not dies(monkeypatch, partial(keys.destroy, "poll"), steps, half):
            break
        left = found(folder)
        assert left in (key, "destroyed")
        assert found(folder) == left
        if left == "destroyed":
            assert contents(folder) == [b""]
        outcomes.add(left == "destroyed")
        KeyFiles(folder, "aix").destroy("poll")
        assert (found(folder), contents(folder)) == ("destroyed", [b""])
    assert outcomes == {True, False}


def test_what_somebody_who_died_was_writing_is_overwritten_by_the_next(folder: Path) -> None:
    keys = KeyFiles(folder, "aix")
    (folder / "unfinished").write_bytes(b"k" * 32)
    with (folder / "unfinished").open("rb") as opened:
        assert keys.find("poll") is None
        assert opened.read() == b""
    assert list(folder.iterdir()) == []


def test_processes_that_draw_at_once_agree(folder: Path) -> None:
    KeyFiles(folder, "aix")
    racing = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in racing:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in racing:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    drawn_by_each = [process.communicate()[0].split() for process in racing]
    assert len(set(drawn_by_each[0])) == 20
    assert all(keys == drawn_by_each[0] for keys in drawn_by_each)


def test_a_full_disk_refuses_a_new_key_keeps_the_others_and_can_destroy_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = drawn(folder)

    class Full:
        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        def write(self, file: int, content: bytes) -> int:
            if os.lseek(file, 0, os.SEEK_CUR) + len(content) > os.fstat(file).st_size:
                raise OSError(errno.ENOSPC, "No space left on device")
            return os.write(file, content)

    monkeypatch.setattr(files, "os", Full())
    with pytest.raises(LogFull, match="No space left"):
        drawn(folder, "another")
    assert found(folder, "another") is None
    assert found(folder) == key
    KeyFiles(folder, "aix").destroy("poll")
    assert found(folder) == "destroyed"


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "ballots").write_text("a file")
    with pytest.raises(LogUnavailable, match=r"exists|directory"):
        KeyFiles(tmp_path / "ballots", "aix").find("poll")
