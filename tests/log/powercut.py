"""Rebuilds, from what `disk.c` wrote down, the files that a power cut at some moment may leave behind."""

import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

RECORD = struct.Struct("<BBQI")
SECTOR = 512


class Change(NamedTuple):
    """One thing that the disk was told: c(reate), w(rite), t(runcate), s(ync), u(nlink), r(ename)."""

    operation: str
    name: str
    offset: int
    data: bytes


def changes(journal: Path) -> Iterator[Change]:
    """Read what was written down, in order."""
    rest = memoryview(journal.read_bytes())
    while rest:
        operation, name_length, offset, length = RECORD.unpack_from(rest)
        data = RECORD.size + name_length
        name = bytes(rest[RECORD.size : data]).decode()
        yield Change(chr(operation), name, offset, bytes(rest[data : data + length]))
        rest = rest[data + length :]


@dataclass
class _File:
    safe: bytearray = field(default_factory=bytearray)  # what a power cut cannot take
    loose: list[Change] = field(default_factory=list)  # what was asked since the last wait for the disk


class Disk:
    """A disk that keeps what was waited for, and of the rest whatever chance decides."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}  # by the names that programs see
        self._safe_names: dict[str, _File] = {}
        self._loose_names: list[dict[str, _File | None]] = []  # each takes place as a whole

    def apply(self, change: Change) -> None:
        """Do what the disk was told."""
        if change.operation in "cu":
            self._name({change.name: _File() if change.operation == "c" else None})
        elif change.operation == "r":
            self._name({change.data.decode(): self._files[change.name], change.name: None})
        elif change.name == ".":
            self._safe_names = dict(self._files)
            self._loose_names.clear()
        elif change.operation == "s":
            file = self._files[change.name]
            for loose in file.loose:
                _keep(file.safe, loose)
            file.loose.clear()
        else:
            self._files[change.name].loose.append(change)

    def cut(self, chance: Random) -> dict[str, bytes]:
        """Give the files as they may be after a power cut now."""
        names = dict(self._safe_names)
        # File systems journal names: the order stays, the end may be missing.
        for named in self._loose_names[: chance.randint(0, len(self._loose_names))]:
            _rename(names, named)
        odds = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        return {name: bytes(_survivors(file, odds, chance)) for name, file in names.items()}

    def _name(self, named: dict[str, _File | None]) -> None:
        _rename(self._files, named)
        self._loose_names.append(named)


def _rename(names: dict[str, _File], named: dict[str, _File | None]) -> None:
    for name, file in named.items():
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file


def _keep(content: bytearray, change: Change) -> None:
    size = change.offset + len(change.data)
    if change.operation == "t":
        del content[change.offset :]
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if change.operation == "w":
        content[change.offset : size] = change.data


def _survivors(file: _File, odds: float, chance: Random) -> bytearray:
    content = bytearray(file.safe)
    for change in file.loose:
        if change.operation == "t":
            if chance.random() < odds:
                _keep(content, change)
            continue
        for sector in _sectors(change):
            fate = chance.random()
            if fate < odds * 0.95:
                _keep(content, sector)
            elif fate < odds:  # the sector was being written when the power went
                _keep(content, sector._replace(data=chance.randbytes(len(sector.data))))
    return content


def _sectors(change: Change) -> Iterator[Change]:
    start, end = change.offset, change.offset + len(change.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield change._replace(offset=start, data=change.data[start - change.offset : stop - change.offset])
        start = stop


class Recorded:
    """What a process did to its disk, and what it had acknowledged at every moment."""

    def __init__(self, disk: Path, place: Path, module: str, *arguments: str) -> None:
        self._folder, self._journal, self._left = place / "folder", place / "journal", place / "left"
        self._folder.mkdir()
        self._left.mkdir()
        watch = {"DISK_FOLDER": str(self._folder), "DISK_JOURNAL": str(self._journal)}
        files = [f"{self._folder}/file.db", f"{self._folder}/acknowledged"]
        command = [sys.executable, "-m", module, *files, *arguments]
        subprocess.run(command, env={**os.environ, **watch, "LD_PRELOAD": str(disk)}, check=True)

    def cuts(self, number: int, seed: int) -> Iterator[tuple[Path, list[str]]]:
        """Cut the power at this many moments; give what is left on the disk, and what was acknowledged."""
        chance = Random(seed)
        told = list(changes(self._journal))
        moments = sorted(chance.randint(0, len(told)) for _ in range(number))
        disk, acknowledged, done = Disk(), b"", 0
        for moment in moments:
            for change in told[done:moment]:
                if change.name == "acknowledged":
                    acknowledged += change.data
                else:
                    disk.apply(change)
            done = moment
            self._leave(disk.cut(chance))
            yield self._left, acknowledged.decode().splitlines()

    def _leave(self, files: dict[str, bytes]) -> None:
        for old in self._left.iterdir():
            old.unlink()
        for name, content in files.items():
            (self._left / name).write_bytes(content)
