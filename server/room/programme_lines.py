"""On which line each key of a TOML text stands; nothing is checked, tomllib has accepted the text before."""

import re
import tomllib
from contextlib import suppress

from server.room.programme_paths import Path

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_EQUALS = re.compile("=")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?""""{0,2}|' + r"'''.*?''''{0,2}|" + r'"(?:\\.|[^"\\])*"|' + r"'[^']*'",
    re.DOTALL,
)
_KEY = re.compile(r"[A-Za-z0-9_-]+|" + r'"(?:\\.|[^"\\])*"|' + r"'[^']*'")
_BARE = re.compile(r"[^\s,\]}#][^,\]}#\n]*")


class _LostError(Exception):
    """The text is not what the scan understands."""


class _Scan:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._table: Path = ()
        self._arrays: dict[Path, int] = {}
        self.lines: dict[Path, int] = {}

    def statements(self) -> None:
        while self._next():
            if self._next() == "[":
                self._header()
            else:
                self._pair(self._table)

    def _header(self) -> None:
        line = self._line()
        brackets = 2 if self._source.startswith("[[", self._at) else 1
        self._at += brackets
        *above, last = self._keys()
        path: Path = (*self._inside(above), last)
        if brackets == 2:
            self._arrays[path] = self._arrays.get(path, -1) + 1
            path = (*path, self._arrays[path])
        self._note(path, line)
        self._table = path
        self._next()
        self._at += brackets

    def _inside(self, keys: list[str]) -> Path:
        """A header's path, with the latest position wherever it goes through an array of tables."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = (*table, *self._keys())
        self._note(path, line)
        self._next()
        self._need(_EQUALS)
        self._value(path)

    def _keys(self) -> list[str]:
        self._next()
        keys = [self._key()]
        while self._take(_DOT):
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        key = self._need(_KEY)
        return str(tomllib.loads(f"key = {key}")["key"]) if key[0] in "\"'" else key

    def _value(self, path: Path) -> None:
        match self._next():
            case "[":
                self._items(path)
            case "{":
                self._inline(path)
            case '"' | "'":
                self._need(_STRING)
            case _:
                self._need(_BARE)

    def _items(self, path: Path) -> None:
        self._at += 1
        number = 0
        while self._next() != "]":
            self._note((*path, number), self._line())
            self._value((*path, number))
            self._comma()
            number += 1
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._next() != "}":
            self._pair(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        if self._next() == ",":
            self._at += 1

    def _next(self) -> str:
        """The next character that says something; empty at the end."""
        self._take(_GAP)
        return self._source[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._at)
        text = found.group() if found else ""
        self._at += len(text)
        return text

    def _need(self, pattern: re.Pattern[str]) -> str:
        if text := self._take(pattern):
            return text
        raise _LostError

    def _line(self) -> int:
        return self._source.count("\n", 0, self._at) + 1

    def _note(self, path: Path, line: int) -> None:
        """A table that is only named on the way (`a` in `[a.b]`) stands where it is first named."""
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)


def lines_of(source: str) -> dict[Path, int]:
    """The line of every key, table and list item; it stops at the first thing that it does not understand."""
    scan = _Scan(source)
    # A line number is a courtesy: without it, the key path still says where.
    with suppress(_LostError):
        scan.statements()
    return scan.lines


def under_its_right_name(misspelt: Path, meant: str, lines: dict[Path, int]) -> dict[Path, int]:
    """The lines of a misspelt key and of all below it, as if it had been written as meant."""
    right, length = (*misspelt[:-1], meant), len(misspelt)
    return {(*right, *path[length:]): line for path, line in lines.items() if path[:length] == misspelt}


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of the path or, where it is not in the file, of the nearest thing around it."""
    return next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), None)
