"""What storage holds, read as it reads itself: from copies of SQLite files, or by asking a Redis."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec
import redis

from server.live.sealers import key_name
from server.live.sealing import DERIVED
from server.log import sodium
from server.log.ballot_keys.files import KeyFiles
from server.log.storage import KEYS_FOLDER, ONE_MEETING
from tests.secrecy.lines import Line, read_line
from tests.secrecy.poll import CLOSED

KEY_BYTES = 32


def sqlite_values(folder: Path) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """All rows of all tables of all databases in a copied folder, each with its table's name."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.read_bytes()[:15] == b"SQLite format 3":
            with closing(sqlite3.connect(file)) as database:
                names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
                for (name,) in names:
                    for row in database.execute(f'SELECT * FROM "{name}"'):
                        yield name, row


def redis_values(url: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Everything that a Redis holds: the name of each key, and what is in it piece by piece."""
    with redis.Redis.from_url(url, protocol=2) as client:
        for key in sorted(client.scan_iter()):
            name = key.decode()
            for row in _pieces(client, name):
                yield name, row


def _pieces(client: Any, name: str) -> Iterator[tuple[Any, ...]]:
    match client.type(name):
        case b"stream":
            for id, fields in client.xrange(name):
                yield int(id.partition(b"-")[2]), *fields.values()
        case b"hash":
            yield from client.hgetall(name).items()
        case b"list":
            yield from ((each,) for each in client.lrange(name, 0, -1))
        case b"set":
            yield from ((each,) for each in client.smembers(name))
        case b"zset":
            yield from client.zrange(name, 0, -1, withscores=True)
        case _:
            yield (client.get(name),)


def lines_of(values: Iterable[tuple[str, tuple[Any, ...]]]) -> list[Line]:
    """The log: rows of a number and a body that is an entry."""
    found = []
    for _, row in values:
        numbers = [one for one in row if isinstance(one, int)]
        bodies = [one for one in row if isinstance(one, bytes) and one[:1] == b"{"]
        if numbers and bodies and (line := read_line(numbers[-1], bodies[0])):
            found.append(line)
    return sorted(found, key=lambda line: line.place)


def snapshots_of(values: Iterable[tuple[str, tuple[Any, ...]]]) -> list[Mapping[str, Any]]:
    """The states that were kept on the way, as far as they can be read without knowing how."""
    found: list[Mapping[str, Any]] = []
    for _, row in values:
        for one in row:
            if isinstance(one, bytes) and len(one) > KEY_BYTES:
                with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                    state = msgspec.msgpack.decode(one, strict=False)
                    if isinstance(state, dict):
                        found.append(state)
    return found


def keys_of(folder: Path, values: Iterable[tuple[str, tuple[Any, ...]]]) -> frozenset[bytes]:
    """The secrets of a poll that is open: 32 bytes beside its name in a row, or in its file, or derived.

    What machines agree on in Redis is beside its name as well, and no secret: a hash of the key.
    """
    values = list(values)
    rows = ((name.encode(), *row) for name, row in values if not name.endswith(":ballot-keys"))
    beside = [row for row in rows if any(CLOSED in str(each) for each in row)]
    kept = [file.read_bytes() for file in folder.rglob(f"*{CLOSED}*") if file.is_file()]
    pieces = [piece for file in kept for piece in (file[:KEY_BYTES], file[-KEY_BYTES:])]
    found = [
        *pieces,
        *_of_files(folder, values),
        *(one for row in beside for one in row if isinstance(one, bytes)),
    ]
    return frozenset(one for one in found if len(one) == KEY_BYTES and not one.isascii())


def _of_files(folder: Path, values: Iterable[tuple[str, tuple[Any, ...]]]) -> Iterator[bytes]:
    """The key that seals the poll's ballots, and those that are derived from it."""
    opened = [line.at for line in lines_of(values) if (line.kind, line.poll) == ("poll-opened", CLOSED)]
    for at in opened:
        key = KeyFiles(folder / KEYS_FOLDER, ONE_MEETING).find(key_name(CLOSED, at))
        if key:
            yield bytes(key.view)
            for label in DERIVED:
                derived = bytearray(KEY_BYTES)
                sodium.derive_into(sodium.address(derived), key.address, label)
                yield bytes(derived)
