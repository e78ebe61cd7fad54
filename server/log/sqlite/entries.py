"""The tables of the SQLite log and what is asked of them; every function runs on the file's thread."""

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from server.log.base import LogChanged, Place, Snapshot, Stored
from server.log.sqlite.format import Format, transaction

SNAPSHOTS_KEPT = 4
PAGE = 1000

FORMAT = Format(
    name="log",
    application_id=0x456E4C6F,
    patience=0.5,
    pragmas=(
        # Alone with the file, SQLite keeps the WAL's index in memory: a full disk cannot stop a start.
        "locking_mode=EXCLUSIVE",
        "synchronous=FULL",
        "secure_delete=ON",
        # What VACUUM copies stays in this process instead of in a file somewhere under /tmp.
        "temp_store=MEMORY",
    ),
    has_wal=True,
    flaws=("SELECT 1 FROM entry GROUP BY meeting HAVING min(seq) <> 1 OR max(seq) <> count(*)",),
    steps=(
        (
            "CREATE TABLE store (epoch TEXT NOT NULL, uncleaned INTEGER NOT NULL)",
            "INSERT INTO store VALUES (lower(hex(randomblob(8))), 0)",
            "CREATE TABLE entry (meeting TEXT, seq INTEGER, body BLOB NOT NULL,"
            " PRIMARY KEY (meeting, seq)) WITHOUT ROWID",
            "CREATE TABLE rewritten (meeting TEXT PRIMARY KEY, epoch TEXT NOT NULL) WITHOUT ROWID",
            "CREATE TABLE snapshot (saved INTEGER PRIMARY KEY, meeting TEXT, version TEXT, seq INTEGER,"
            " body BLOB NOT NULL, UNIQUE (meeting, version, seq))",
        ),
    ),
)


END = """
SELECT coalesce((SELECT epoch FROM rewritten WHERE meeting = ?1), (SELECT epoch FROM store)),
    coalesce((SELECT max(seq) FROM entry WHERE meeting = ?1), 0),
    (SELECT body FROM entry WHERE meeting = ?1 AND seq = ?2)
"""
# The bodies come as one, beside where each begins and how long it is; an empty one would be no blob at all.
INSERT = """
INSERT INTO entry
SELECT ?1, ?2 + key, coalesce(substr(?3, value >> 32, value & 0xFFFFFFFF), x'') FROM json_each(?4)
"""


class Batch(NamedTuple):
    """Bodies that go side by side to the end of a meeting's log, if it has this place."""

    meeting: str
    bodies: Sequence[bytes]
    place: Place | None


def head(connection: sqlite3.Connection, meeting: str) -> int:
    """Give the last seq, 0 if there is none."""
    query = "SELECT coalesce(max(seq), 0) FROM entry WHERE meeting = ?"
    (seq,) = connection.execute(query, (meeting,)).fetchone()
    return int(seq)


def append(connection: sqlite3.Connection, batches: Iterable[Batch]) -> list[range | LogChanged]:
    """Add batches one after the other, and give the seqs of each, or why it was not added."""
    given: list[range | LogChanged] = []
    for meeting, bodies, place in batches:
        last, is_there = _end(connection, meeting, place)
        if is_there:
            _insert(connection, meeting, last + 1, bodies)
        given.append(range(last + 1, last + 1 + len(bodies)) if is_there else changed(meeting))
    return given


def _end(connection: sqlite3.Connection, meeting: str, place: Place | None) -> tuple[int, bool]:
    """The last seq, and whether the log has what was read up to this place."""
    named, last, body = connection.execute(END, (meeting, place.seq if place else 0)).fetchone()
    is_there = place is None or (place.epoch == named and (not place.seq or place.body == body))
    return int(last), is_there


def _insert(connection: sqlite3.Connection, meeting: str, first: int, bodies: Sequence[bytes]) -> None:
    # As one statement: between two of them this thread has to wait for its turn behind a busy loop.
    lengths = list(map(len, bodies))
    starts = accumulate(lengths, initial=1)
    spans = [start << 32 | length for start, length in zip(starts, lengths, strict=False)]
    connection.execute(INSERT, (meeting, first, b"".join(bodies), str(spans)))


def has(connection: sqlite3.Connection, meeting: str, place: Place | None) -> bool:
    """Whether the log has what was read up to this place."""
    if place is None:
        return True
    if place.epoch != epoch(connection, meeting):
        return False
    before = read(connection, meeting, place.seq - 1, 1) if place.seq else []
    return not place.seq or before == [Stored(place.seq, place.body)]


def changed(meeting: str) -> LogChanged:
    """What is said to whoever has read something else."""
    return LogChanged(f"The log of {meeting} is not the one that was read.")


def read_from(
    connection: sqlite3.Connection, meeting: str, after: int, limit: int, place: Place | None
) -> list[Stored]:
    """Give the entries that follow `after`, in a log that has this place."""
    if not has(connection, meeting, place):
        raise changed(meeting)
    return read(connection, meeting, after, limit)


def read(connection: sqlite3.Connection, meeting: str, after: int, limit: int) -> list[Stored]:
    """Give the entries that follow `after`."""
    query = "SELECT seq, body FROM entry WHERE meeting = ? AND seq > ? ORDER BY seq LIMIT ?"
    return list(map(Stored._make, connection.execute(query, (meeting, after, limit))))


def epoch(connection: sqlite3.Connection, meeting: str) -> str:
    """Give the epoch of the meeting's last rewrite, or else of the file."""
    query = "SELECT coalesce((SELECT epoch FROM rewritten WHERE meeting = ?), epoch) FROM store"
    (name,) = connection.execute(query, (meeting,)).fetchone()
    return str(name)


def save_snapshot(
    connection: sqlite3.Connection, meeting: str, version: str, snapshot: Snapshot, place: Place | None
) -> None:
    """Keep the snapshot, unless it was made of another log, and drop the oldest."""
    if not has(connection, meeting, place):
        raise changed(meeting)
    insert = "INSERT OR REPLACE INTO snapshot (meeting, version, seq, body) VALUES (?, ?, ?, ?)"
    connection.execute(insert, (meeting, version, snapshot.seq, snapshot.body))
    connection.execute(
        "DELETE FROM snapshot WHERE meeting = ?1 AND saved NOT IN"
        " (SELECT saved FROM snapshot WHERE meeting = ?1 ORDER BY saved DESC LIMIT ?2)",
        (meeting, SNAPSHOTS_KEPT),
    )


def load_snapshot(connection: sqlite3.Connection, meeting: str, version: str) -> Snapshot | None:
    """Give the version's newest snapshot that the log reaches."""
    row = connection.execute(
        "SELECT seq, body FROM snapshot WHERE meeting = ? AND version = ? AND seq <= ?"
        " ORDER BY seq DESC LIMIT 1",
        (meeting, version, head(connection, meeting)),
    ).fetchone()
    return Snapshot._make(row) if row else None


def rewrite(connection: sqlite3.Connection, meeting: str, change: Callable[[Stored], bytes]) -> str:
    """Replace bodies in one transaction, then clean the file of what they were."""
    with transaction(connection):
        for page in _pages(connection, meeting):
            bodies = [(change(stored), stored) for stored in page]
            changed = [(body, meeting, stored.seq) for body, stored in bodies if body != stored.body]
            connection.executemany("UPDATE entry SET body = ? WHERE meeting = ? AND seq = ?", changed)
        connection.execute("DELETE FROM snapshot WHERE meeting = ?", (meeting,))
        connection.execute("INSERT OR REPLACE INTO rewritten VALUES (?, ?)", (meeting, secrets.token_hex(8)))
        connection.execute("UPDATE store SET uncleaned = 1")
    clean(connection)
    return epoch(connection, meeting)


def clean(connection: sqlite3.Connection) -> None:
    """Leave no replaced byte in the file or its WAL."""
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("UPDATE store SET uncleaned = 0")


def is_unclean(connection: sqlite3.Connection) -> bool:
    """Whether a rewrite has asked for a cleaning that was not finished."""
    (uncleaned,) = connection.execute("SELECT uncleaned FROM store").fetchone()
    return bool(uncleaned)


def _pages(connection: sqlite3.Connection, meeting: str) -> Iterator[list[Stored]]:
    after = 0
    while page := read(connection, meeting, after, PAGE):
        yield page
        after = page[-1].seq
